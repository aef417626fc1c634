"""Finding text in lines as people read them: without comment marks, indentation and line breaks."""

import re
from collections.abc import Sequence

from repochat.chat.receipts.markdown import clean_text

_MARKS = re.compile(
    r"^\s*(?:///?!?|//!|/\*+!?|\*+/|\*(?=\s|$)|#+!?(?=\s|$)|--+\s?[|^]?|;+|%+|[rRbBuU]{0,2}(?:\"\"\"|''')|\{-\s?\|?|@doc\s+\"\"\"|\")"
)
_ENDS = re.compile(r"\s*(?:\*+/|\"\"\"|'''|-\}|\")\s*[,;]?\s*$")
# A name as code and prose write it, and what parts its owners.
NAME = re.compile(r"[^\W\d][\w$]*[!?]?(?:(?:\.|::|->|#|/)[^\W\d][\w$]*[!?]?)*")
SEPARATORS = re.compile(r"\.|::|->|#|/")
_SPACE = re.compile(r"\s+")


def is_comment(line: str) -> bool:
    """Whether `line` begins as a comment or a doc does."""
    return _MARKS.match(line) is not None


def read_prose(line: str) -> str:
    """A line without comment marks, quotes that open or close a doc, and runs of spaces."""
    return clean_text(_ENDS.sub("", _MARKS.sub("", line)))


def find_prose(lines: Sequence[str], text: str) -> tuple[int, int] | None:
    """The first run of `lines` (0-based, inclusive) whose prose holds `text`, whatever its line breaks."""
    return _find([read_prose(line) for line in lines], clean_text(text), " ")


def find_code(lines: Sequence[str], code: str) -> tuple[int, int] | None:
    """The first run of `lines` (0-based, inclusive) that holds `code`, whatever its spaces."""
    return _find([drop_spaces(line) for line in lines], drop_spaces(code), "")


def has_word(word: str, line: str) -> bool:
    """Whether `word` stands in `line` as a whole identifier."""
    return re.search(rf"(?<![\w$]){re.escape(word)}(?![\w$])", line) is not None


def is_call(name: str, line: str) -> bool:
    """Whether `line` looks like code that calls or passes `name`; a comment does not."""
    return not is_comment(line) and re.search(rf"(?<![\w$]){re.escape(name)}\s*(?:\(|::<|[,)])", line) is not None


def drop_spaces(text: str) -> str:
    return _SPACE.sub("", clean_text(text))


def _find(read: list[str], wanted: str, joint: str) -> tuple[int, int] | None:
    if not wanted:
        return None
    kept = [(number, text) for number, text in enumerate(read) if text]
    at = joint.join(text for _, text in kept).find(wanted)
    if at < 0:
        return None
    starts: list[int] = []
    position = 0
    for _, text in kept:
        starts.append(position)
        position += len(text) + len(joint)
    first = max(index for index, start in enumerate(starts) if start <= at)
    last = max(index for index, start in enumerate(starts) if start < at + len(wanted))
    return kept[first][0], kept[last][0]
