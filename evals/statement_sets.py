"""Statements about real code that are known to be true or false, each with the pieces that it cites."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evals.questions import DataError

STATEMENTS = Path(__file__).parent / "statements"
TRUE = "true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A piece as a model would be shown it; lines are 1-based and inclusive, `symbol` may be ""."""

    path: str
    start_line: int
    end_line: int
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A statement as a model writes it: `[k1]` cites the first of `pieces`. `kind` is TRUE, or how it is false."""

    text: str
    kind: str
    pieces: tuple[Lines, ...]

    @property
    def is_true(self) -> bool:
        return self.kind == TRUE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSet:
    """Statements about one repository at one commit. `fresh` ones were never looked at by who wrote the check."""

    name: str
    address: str
    revision: str
    half: Literal["tuned", "held_out", "adversarial", "fresh"]
    statements: tuple[Claimed, ...]


def read_sets(folder: Path = STATEMENTS) -> list[StatementSet]:
    """Every set of `folder`, by name. Raises DataError."""
    return [read_set(file) for file in sorted(folder.glob("*.json"))]


def read_set(file: Path) -> StatementSet:
    """Raises DataError, which names the file."""
    try:
        content = json.loads(file.read_text("utf-8"))
        return StatementSet(
            name=content["name"],
            address=content["address"],
            revision=content["revision"],
            half=content["half"],
            statements=tuple(_iter_statements(content["groups"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file} holds no statements: {error!r}.") from error


def _iter_statements(groups: list[Mapping[str, Any]]) -> Iterator[Claimed]:
    for group in groups:
        pieces = tuple(
            Lines(path=piece["path"], start_line=piece["start"], end_line=piece["end"], symbol=piece["symbol"])
            for piece in group["pieces"]
        )
        for text in group["true"]:
            yield Claimed(text=text, kind=TRUE, pieces=pieces)
        for item in group["false"]:
            yield Claimed(text=item["text"], kind=item["kind"], pieces=pieces)
