"""How a line of a model's Markdown begins: what its first word says of the block, and how rows of tables read."""

import re
from dataclasses import dataclass, field
from typing import Literal

from repochat.chat.generative.marks import find_ids, is_only_marks, remove_marks

BlockKind = Literal["text", "heading", "item", "fence", "row", "rule", "quote"]

_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)")
_ORDERED = re.compile(r"(\d{1,3})[.)]")
_FIRST_WORDS: tuple[tuple[BlockKind, re.Pattern[str]], ...] = (
    ("fence", _FENCE),
    ("heading", re.compile(r"#{1,6}")),
    ("item", re.compile(r"[-*+•]")),
    ("quote", re.compile(r">.*")),
    ("row", re.compile(r"\|.*")),
    ("rule", re.compile(r"-{3,}|\*{3,}|_{3,}|={2,}")),
)
_BARE_ROW = re.compile(r"[\s|:-]*-[\s|:-]*")
_CELL = re.compile(r"(?<!\\)\|")
_CODE_CELL = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def read_block(word: str, *, is_continued: bool) -> BlockKind:
    """What the first word of a line begins; `is_continued` when a sentence is unfinished before it."""
    for kind, pattern in _FIRST_WORDS:
        if pattern.fullmatch(word):
            return kind
    number = _ORDERED.fullmatch(word)
    return "item" if number and (not is_continued or number[1] == "1") else "text"


@dataclass(kw_only=True)
class Fence:
    """An open code block: what closes it, and what was read of it so far."""

    mark: str
    info: str
    line: str = ""
    lines: list[str] = field(default_factory=list[str])
    chars: int = 0
    is_in_info: bool = True

    def end_line(self) -> bool:
        """Takes the line in; whether it closes the block."""
        line, self.line = self.line, ""
        if self.is_in_info:
            self.info, self.is_in_info = self.info + line, False
            return False
        bare = line.strip()
        if len(bare) >= len(self.mark) and set(bare) == {self.mark[0]}:
            return True
        self.lines.append(line)
        return False

    @property
    def language(self) -> str:
        return (remove_marks(self.info).split() or [""])[0]

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids in the info string and in comments: marks in code are no code."""
        return find_ids(f"{self.info}\n" + "\n".join(self.lines[:1] + self.lines[-1:]))

    @property
    def code(self) -> str:
        kept = [line for at, line in enumerate(self.lines) if not (at in (0, len(self.lines) - 1) and _is_mark(line))]
        return "\n".join(kept)


def open_fence(word: str) -> Fence:
    match = _FENCE.fullmatch(word)
    return Fence(mark=match[1] if match else word, info=match[2] if match else "")


def _is_mark(line: str) -> bool:
    """A line of code that is nothing but a comment with a mark."""
    return bool(find_ids(line)) and is_only_marks(line.strip().lstrip("/#*-<!>; "))


class Table:
    """Rows as they come; each but the first reads as an item, told with the words of the header."""

    def __init__(self) -> None:
        self._header: list[str] = []
        self._waiting: str | None = None

    def add(self, line: str) -> list[str]:
        """The items that are known now."""
        is_delimiter = _BARE_ROW.fullmatch(line) is not None
        waiting, self._waiting = self._waiting, None
        if self._header:
            return [] if is_delimiter else [self._tell(line)]
        if waiting is None:
            self._waiting = None if is_delimiter else line
            return []
        if is_delimiter:
            self._header = [remove_marks(cell) for cell in split_row(waiting)]
            return []
        self._waiting = line
        return [self._tell(waiting)]

    def close(self) -> list[str]:
        return [self._tell(self._waiting)] if self._waiting is not None else []

    def _tell(self, line: str) -> str:
        first, *cells = split_row(line)
        named = [
            f"{name}: {cell}" if name and not is_only_marks(cell) else cell
            for name, cell in zip([*self._header[1:], *[""] * len(cells)], cells, strict=False)
            if cell
        ]
        return f"{first} – {'; '.join(named)}" if first and named else first or "; ".join(named)


def split_row(line: str) -> list[str]:
    """The cells of a table row; a bar inside code parts nothing."""
    codes: list[str] = []

    def keep(code: re.Match[str]) -> str:
        codes.append(code[0])
        return f"\x00{len(codes) - 1}\x00"

    bare = _CODE_CELL.sub(keep, line.replace("\x00", "")).strip().strip("|")
    cells = [cell.strip().replace("\\|", "|") for cell in _CELL.split(bare)]
    return [re.sub(r"\x00(\d+)\x00", lambda place: codes[int(place[1])], cell) for cell in cells]
