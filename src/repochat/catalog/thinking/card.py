"""What the fact `card` of a function, a type or a module holds: values alone, written by the Thought Summarize.

Its subject is `PATH#QUALIFIED.NAME`, or the path of a module of the map. Every line was checked as an answer's is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

KIND = "card"
SEPARATOR = "#"

CardPart = Literal[
    "summary", "purpose", "inputs", "outputs", "effects", "errors", "calls", "callers", "tests", "history"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCitation:
    """Lines of `commit` that carry a line of the card; of a commit's message `kind` is `commit` and `path` empty."""

    id: str
    kind: Literal["code", "commit", "pull_request"]
    commit: str
    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One sentence, as Markdown that shows what it quotes; `citations` are ids. `by_model`: a model worded it."""

    part: CardPart
    text: str
    status: Literal["supported", "partly", "unsupported"]
    citations: tuple[str, ...]
    by_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`removed` counts sentences that failed their check. `vector` is the text's, of `embedding`, as base64 of float16.

    `model` is who worded lines of it, "" when nobody did.
    """

    path: str
    symbol: str
    kind: str
    commit: str
    lines: tuple[CardLine, ...]
    citations: tuple[CardCitation, ...]
    removed: int
    model: str
    embedding: str
    vector: str

    def as_json(self) -> dict[str, Any]:
        return _CARDS.dump_python(self, mode="json")


_CARDS = TypeAdapter(Card)


def read_card(stored: Mapping[str, Any]) -> Card:
    """The reverse of `Card.as_json`. Raises ValueError for what is none."""
    return _CARDS.validate_python(stored)


def name_subject(path: str, symbol: str) -> str:
    """Of the card of a definition."""
    return f"{path}{SEPARATOR}{symbol}"
