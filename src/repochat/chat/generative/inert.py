"""A model's Markdown made harmless: code spans, bold and emphasis stay, links become their text, images go."""

import re

from repochat.chat.receipts.markdown import clean_text, code_span, drop_unseen, escape_marks

_PUNCTUATION = r"!-/:-@\[-`{-~"
_PART = re.compile(rf"\\([{_PUNCTUATION}])|(`+)(?!`)(.+?)(?<!`)\2(?!`)|`+", re.DOTALL)
_TARGET = r"(?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])"
_IMAGE = re.compile(rf"!\[[^\[\]]*\](?:{_TARGET})?")
_LINK = re.compile(rf"\[([^\[\]]*)\]{_TARGET}")
_BOLD = re.compile(r"\*\*(?=[^\s*])((?:(?!\*\*).)+?)(?<=[^\s*])\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
_LEADING = re.compile(r"(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|={2,}|-{2,}|\|)|(\d{1,9})(?=[.)](?:\s|$))")
_KEPT = re.compile(r"\x00(\d+)\x00")
_LANGUAGE = re.compile(r"[\w#+.-]{1,24}")
_NESTED = 2  # a link around an image


def make_inert(text: str) -> str:
    """One statement as Markdown that can't link, load, hide or break out."""
    kept: list[str] = []

    def keep(part: re.Match[str]) -> str:
        kept.append(_render(part))
        return f"\x00{len(kept) - 1}\x00"

    bare = _PART.sub(keep, clean_text(text))
    for _ in range(_NESTED):
        bare = _LINK.sub(r"\1", _IMAGE.sub("", bare))
    bare = _EMPHASIS.sub("\x01\\1\x01", _BOLD.sub("\x02\\1\x02", bare))
    escaped = escape_marks(" ".join(bare.split())).replace("\x02", "**").replace("\x01", "*")
    whole = _KEPT.sub(lambda place: kept[int(place[1])], escaped).strip()
    return _LEADING.sub(r"\1\\", whole, count=1) if _LEADING.match(whole) else whole


def make_code_inert(code: str, language: str) -> str:
    """A code block whose fence its text can't close."""
    lines = [drop_unseen(line.expandtabs(4)).rstrip() for line in code.split("\n")]
    text = "\n".join(lines).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    known = _LANGUAGE.fullmatch(language)
    return f"{fence}{known[0] if known else ''}\n{text}\n{fence}"


def _render(part: re.Match[str]) -> str:
    """An escaped character, a code span, or backticks that open none."""
    if part[1]:
        return escape_marks(part[1])
    if part[2] and part[3].strip():
        return code_span(part[3])
    return escape_marks(part[0])
