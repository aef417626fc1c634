"""What is typed into the palette, and what it finds."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["symbols", "files", "text"]
KINDS: tuple[Kind, ...] = ("symbols", "files", "text")
ShouldStop = Callable[[], bool]

_PLACE = re.compile(
    r"(?P<path>[^\s].*?)(?::(?P<line>\d{1,7})(?:-(?P<end>\d{1,7})|:\d{1,7})?|#L(?P<l>\d{1,7})(?:-L(?P<e>\d{1,7}))?)"
)
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickLimits:
    """What a bound leaves out is said by `is_cut`."""

    query_chars_max: int = 200  # what comes after is not looked at
    shown_max: int = 50  # of each kind
    names_read_max: int = 300  # of the best, each looked at again as text
    owned_read_max: int = 5_000  # symbols whose owner is compared
    text_chars_min: int = 2
    text_hits_max: int = 800  # lines that are ranked
    text_of_file_first: int = 3  # lines of one file that stand before lines of others
    text_s_max: float = 0.04
    line_chars_max: int = 240
    held_bytes_max: int = 200_000_000  # of text in memory of one revision
    bytes_max: int = 500_000_000  # of all revisions together; the one that is asked about stays
    file_bytes_max: int = 1_000_000  # a larger one is data
    segment_bytes: int = 2_000_000
    unheld_files_max: int = 200  # read from git for one query
    revisions_max: int = 4
    scattered_share_max: float = 0.5  # of names and texts that no longer are
    blocks_max: int = 64  # of rows that pushes added
    segments_max: int = 400  # of text that pushes added


LIMITS = QuickLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query. `line` and `end_line` follow a path: `src/a.py:12`, `a.py:12-20` or `a.py#L12`."""

    text: str
    path: str
    line: int | None = None
    end_line: int | None = None
    is_cut: bool = False

    @property
    def commit(self) -> str | None:
        """What may be the id of a commit."""
        return self.text if _COMMIT.fullmatch(self.text) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSymbol:
    """`marks` are the places in `name` of what was typed."""

    name: str
    qualified_name: str
    kind: str
    path: str
    start_line: int
    end_line: int
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """`marks` are the places in `path` of what was typed."""

    path: str
    language: str
    line: int | None
    end_line: int | None
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """`text` is the line, or a part of a long one, from its first letter on; text[start:end] is what was typed."""

    path: str
    line: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReport:
    """`is_cut` says of each kind whether there may be more."""

    symbols: tuple[FoundSymbol, ...] = ()
    files: tuple[FoundFile, ...] = ()
    text: tuple[FoundLine, ...] = ()
    is_cut: dict[Kind, bool] = field(default_factory=dict[Kind, bool])


def parse_asked(text: str, limits: QuickLimits = LIMITS) -> Asked:
    """Never raises. Space around it, and what no line can hold, is left out."""
    clean = re.sub(r"[\0-\x1f\x7f]+", " ", text[: limits.query_chars_max]).strip()
    path, line, end = clean.replace("\\", "/").removeprefix("./").lstrip("/"), None, None
    if found := _PLACE.fullmatch(clean):
        path = found["path"].replace("\\", "/").removeprefix("./").lstrip("/")
        line = int(found["line"] or found["l"]) or None
        end = int(found["end"] or found["e"] or 0) or None
    return Asked(
        text=clean,
        path=path,
        line=line,
        end_line=max(end, line) if end and line else None,
        is_cut=len(text) > limits.query_chars_max,
    )
