"""The comment that leads up to a definition, where the parser tied none to it: past a blank line, inside a macro."""

import re
from collections.abc import Sequence

from repochat.chat.receipts.matching import read_prose

_ATTRIBUTE = re.compile(r"^\s*(?:#\[|#!\[|@\w)")
_LINE_COMMENT = re.compile(r"^\s*(?:///|//!|//|#(?=\s|$)|--(?=\s|$)|;;)")
_BLOCK_START = re.compile(r"^\s*/\*\*")
_BLOCK_END = re.compile(r"\*/\s*$")


def find_comment_above(lines: Sequence[str]) -> str:
    """The prose of the comment that ends `lines`, below it at most attributes and, for a doc block, a blank line."""
    end = len(lines)
    while end and _ATTRIBUTE.match(lines[end - 1]):
        end -= 1
    is_apart = bool(end) and not lines[end - 1].strip()
    end -= is_apart
    if end and _BLOCK_END.search(lines[end - 1]):
        start = next((at for at in range(end - 1, -1, -1) if "/*" in lines[at]), end)
        is_doc = start < end and _BLOCK_START.match(lines[start])
        return _join(lines[start:end]) if is_doc else ""
    start = end
    while start and _LINE_COMMENT.match(lines[start - 1]):
        start -= 1
    return "" if is_apart else _join(lines[start:end])


def _join(lines: Sequence[str]) -> str:
    return "\n".join(read_prose(line) for line in lines).strip()
