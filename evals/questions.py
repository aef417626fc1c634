"""Judged questions: read from a benchmark's folder, or from `evals/questions` about this project itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.scoring import Target

OWN_QUESTIONS = Path(__file__).parent / "questions" / "repochat.json"
CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Lines that move as the file is edited: `lines` of them, from the first one that holds `text`; "" is all."""

    path: str
    text: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`anchors` become targets once the file's content is at hand."""

    text: str
    category: str
    targets: tuple[Target, ...]
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A repository at a revision with its questions. `root` is the folder that is searched, "" for all."""

    name: str
    language: str
    address: str
    revision: str
    root: str
    questions: tuple[Question, ...]


class DataError(Exception):
    """The data to evaluate on cannot be used; the message says why and what to do."""


def read_cases(data: Path) -> list[Case]:
    """The cases of a benchmark's folder: `repos.json` and `annotations/NAME.json`. Raises DataError."""
    try:
        repos = json.loads((data / "repos.json").read_text("utf-8"))
        return [_read_case(data, repo) for repo in repos]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{data} holds no benchmark: {error}. It needs repos.json and annotations/.") from error


def _read_case(data: Path, repo: dict[str, Any]) -> Case:
    annotations = json.loads((data / "annotations" / f"{repo['name']}.json").read_text("utf-8"))
    return Case(
        name=repo["name"],
        language=repo["language"],
        address=repo["url"],
        revision=repo["revision"],
        root=repo["benchmark_root"] or "",
        questions=tuple(
            Question(
                text=item["query"],
                category=item["category"],
                targets=tuple(_read_target(target) for target in [*item["relevant"], *item["secondary"]]),
            )
            for item in annotations
        ),
    )


def _read_target(target: str | dict[str, Any]) -> Target:
    if isinstance(target, str):
        return Target(path=target)
    return Target(path=target["path"], start_line=target["start_line"], end_line=target["end_line"])


def read_own_case(file: Path = OWN_QUESTIONS, *, checkout: Path = CHECKOUT) -> Case:
    """The questions about this project, asked of the commit that is checked out."""
    content = json.loads(file.read_text("utf-8"))
    return Case(
        name="repochat",
        language="python",
        address=str(checkout),
        revision="HEAD",
        root=content["root"],
        questions=tuple(
            Question(
                text=item["query"],
                category=item["category"],
                targets=(),
                anchors=tuple(
                    Anchor(path=target["path"], text=target.get("text", ""), lines=target.get("lines", 0))
                    for target in item["targets"]
                ),
            )
            for item in content["questions"]
        ),
    )


def place_anchor(anchor: Anchor, lines: Sequence[str]) -> Target:
    """The target that `anchor` means in a file of these lines. Raises DataError when its text is gone."""
    if not anchor.text:
        return Target(path=anchor.path)
    for number, line in enumerate(lines, 1):
        if anchor.text in line:
            return Target(path=anchor.path, start_line=number, end_line=min(number + anchor.lines - 1, len(lines)))
    raise DataError(
        f"{anchor.path} no longer holds {anchor.text!r}: correct that question's target in {OWN_QUESTIONS}."
    )
