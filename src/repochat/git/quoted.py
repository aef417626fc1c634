"""Paths as git quotes them where it writes lines, so that none can break one."""

import re

_ESCAPES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def unquote_path(text: bytes) -> bytes:
    """The path that git wrote as `text`, with or without quotes."""
    if len(text) < 2 or not (text.startswith(b'"') and text.endswith(b'"')):  # noqa: PLR2004  the two quotes
        return text
    return _ESCAPED.sub(_read_escape, text[1:-1])


def _read_escape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes((int(code, 8) & 255,)) if code.isdigit() else _ESCAPES.get(code, code)
