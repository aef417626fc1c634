"""Private keys, which run over many lines. One that lost its begin or its end at a chunk's border is as secret."""

import re
from collections.abc import Iterator

_MARK = b"PRIVATE KEY"
_KIND = "private key"
_LINES_MAX = 200
_BEGIN = rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_END = rb"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
# Between the marks: base64, the breaks, quotes and signs of a source text around it, and the headers of old formats.
# No text is read twice: the body holds no five dashes, so it passes neither mark.
_WHOLE = re.compile(_BEGIN + rb"(?:[A-Za-z0-9+/=\s\\\"'`,;:.()#*|>]|-(?!----)){40,20000}+" + _END)
_OPEN = re.compile(_BEGIN + rb"(?:[\s\\nrt\"'`+,;#*|]{0,80}[A-Za-z0-9+/=]{40,}+){1,200}")
_KEY_LINE = re.compile(rb"[ \t\"'`#*|+]{0,16}[A-Za-z0-9+/=]{4,100}(?:\\[nr]){0,2}[\"'` \t+,;\\]{0,8}\r?")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]{40}")


def find_key_blocks(data: bytes) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind), in bytes, of each, with the marks that are there. Some may overlap."""
    if _MARK not in data:
        return
    for pattern in (_WHOLE, _OPEN):
        for match in pattern.finditer(data):
            if _BASE64.search(match[0]):
                yield *match.span(), _KIND
    for match in re.finditer(_END, data):
        start = _find_start(data, match.start())
        if start is not None:
            yield start, match.end(), _KIND


def _find_start(data: bytes, end: int) -> int | None:
    """Where the lines of base64 begin that stand right before `end`."""
    found: int | None = None
    line_end = data.rfind(b"\n", 0, end)
    for _ in range(_LINES_MAX):
        if line_end < 0:
            break
        line_start = data.rfind(b"\n", 0, line_end) + 1
        if _KEY_LINE.fullmatch(data, line_start, line_end) is None:
            break
        found = line_start
        line_end = line_start - 1
    return found
