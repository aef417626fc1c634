"""What `/repos/{repo}/find` answers. Places in a text count UTF-16 units, as browsers and editors do."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from repochat.api.history import CommitHeadShape
from repochat.api.shapes import Shape
from repochat.search.quick import FoundFile, FoundLine, FoundSymbol, QuickReport


class FoundSymbolShape(Shape):
    name: str
    qualified_name: str
    kind: str
    path: str
    start_line: int
    end_line: int
    marks: list[int] = Field(description="Places in `name` of the characters that were typed.")


class FoundFileShape(Shape):
    path: str
    language: str
    line: int | None = Field(description="Where the query names a line behind the path.")
    end_line: int | None
    marks: list[int] = Field(description="Places in `path` of the characters that were typed.")


class FoundLineShape(Shape):
    path: str
    line: int
    text: str = Field(description="The line from its first letter on, or a part of a long one.")
    start: int = Field(description="text[start:end] is what was typed.")
    end: int


class FindShape(Shape):
    """The likeliest first in each list. `is_cut` says of each kind that was asked for whether there may be more."""

    commit: str
    q: str
    symbols: list[FoundSymbolShape]
    files: list[FoundFileShape]
    text: list[FoundLineShape]
    commits: list[CommitHeadShape] = Field(description="The one whose id was typed.")
    is_cut: dict[Literal["symbols", "files", "text"], bool]
    took_ms: float


def shape_report(
    report: QuickReport, *, commit: str, q: str, commits: list[CommitHeadShape], took_ms: float
) -> FindShape:
    return FindShape(
        commit=commit,
        q=_clean(q),
        symbols=[_shape_symbol(symbol) for symbol in report.symbols],
        files=[_shape_file(file) for file in report.files],
        text=[_shape_line(line) for line in report.text],
        commits=commits,
        is_cut=dict(report.is_cut),
        took_ms=round(took_ms, 2),
    )


def _shape_symbol(symbol: FoundSymbol) -> FoundSymbolShape:
    shape = FoundSymbolShape.model_validate(symbol)
    return shape.model_copy(update={"marks": _count_units(symbol.name, symbol.marks)})


def _shape_file(file: FoundFile) -> FoundFileShape:
    return FoundFileShape.model_validate(file).model_copy(update={"marks": _count_units(file.path, file.marks)})


def _shape_line(line: FoundLine) -> FoundLineShape:
    start, end = _count_units(line.text, (line.start, line.end))
    return FoundLineShape.model_validate(line).model_copy(update={"start": start, "end": end})


def _count_units(text: str, places: Sequence[int]) -> list[int]:
    """`places` that count characters, as they count where a character beyond 0xFFFF is two."""
    if text.isascii():
        return list(places)
    return [place + sum(character > "\uffff" for character in text[:place]) for place in places]


def _clean(text: str) -> str:
    """Without halves of characters, which JSON cannot carry."""
    return text.encode("utf-8", "replace").decode()
