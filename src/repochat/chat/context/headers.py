"""Which lines of a definition are its header, which lead up to it, and what is left of it when it is cut."""

import re
from collections.abc import Sequence

from repochat.chat.context.book import Run

_OPENS, _CLOSES = "([{", ")]}"
_TEXT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`")
_COMMENT = re.compile(r"\s*(?://|/\*|\*(?:\s|/|$)|#(?!\[|!\[|include|define)|--(?:\s|$)|;;|\"\"\"|%%)")
_ATTRIBUTE = re.compile(r"\s*(?:#!?\[|@[\w.]+|\[[A-Z]\w*.*\]\s*$|template\s*<)")
_DOCSTRING = re.compile(r"\s*[rRbBuU]{0,2}(\"\"\"|''')")
_ENDS = re.compile(r"(?:[{:;=]|=>|\bdo|\bbegin)$|:\s*#")
_GOES_ON = re.compile(r"(?:,|->|\bwhere)$")
_CONTINUES = re.compile(r"\s*(?:\{\s*$|where\b|:(?!:)|extends\b|implements\b|throws\b|->|with\s)")
_BARE_WORDS = re.compile(r"[A-Za-z_][\w\s*]*")


def find_header_end(lines: Sequence[str], start: int, lines_max: int) -> int:
    """The 0-based line of `lines` where the header that begins at `start` ends, by its brackets; never past the end."""
    depth = 0
    last = min(len(lines), start + lines_max) - 1
    for at in range(start, last + 1):
        code = _TEXT.sub("", lines[at]).split("//")[0].rstrip()
        body = code.endswith("{")
        depth += sum(code.count(mark) for mark in _OPENS) - sum(code.count(mark) for mark in _CLOSES) - body
        if depth <= 0 and code.strip() and (body or not _goes_on(lines, at, code)):
            return at
    return start


def find_comment_start(lines: Sequence[str], start: int, lines_max: int) -> int:
    """The 0-based line where the comments and attributes that stand directly above line `start` begin."""
    first = start
    while first > 0 and start - first < lines_max and _leads(lines[first - 1]):
        first -= 1
    return first


def find_doc_line(lines: Sequence[str], header_end: int) -> int:
    """The 0-based first line that says something of the docstring below a header; `header_end` when there is none."""
    at = header_end + 1
    found = _DOCSTRING.match(lines[at]) if at < len(lines) else None
    if found is None:
        return header_end
    return at if lines[at][found.end() :].strip() or at + 1 >= len(lines) else at + 1


def cut_lines(whole: Run, header_end: int, found: Sequence[Run], *, window: int, lines_max: int) -> list[Run]:
    """The header and the lines around what was found, in order, `lines_max` together; the beginning if nothing was."""
    start, end = whole
    wanted = {*range(start, header_end + 1)}
    for first, last in found or [(start, min(end, start + lines_max - 1))]:
        for number in range(max(start, first - window), min(end, last + window) + 1):
            if len(wanted) < lines_max:
                wanted.add(number)
    runs: list[Run] = []
    for number in sorted(wanted):
        if runs and number <= runs[-1][1] + 2:  # a gap of one line costs less than a heading
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _leads(line: str) -> bool:
    return _COMMENT.match(line) is not None or _ATTRIBUTE.match(line) is not None


def _goes_on(lines: Sequence[str], at: int, code: str) -> bool:
    """Whether the header goes on below: `{` alone, `where T: Clone`, or the name after a type that has its own line."""
    if _ENDS.search(code):
        return False
    following = lines[at + 1] if at + 1 < len(lines) else ""
    is_type = _BARE_WORDS.fullmatch(code) is not None and "(" in following and not following[:1].isspace()
    return is_type or _GOES_ON.search(code) is not None or _CONTINUES.match(following) is not None
