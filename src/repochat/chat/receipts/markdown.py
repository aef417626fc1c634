"""Text of a repository as inert Markdown: it shows as written, and can't become a link, an image or markup."""

import re
from collections.abc import Iterator

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ACTIVE = re.compile(
    r"[\\`*\[\]<~]|&(?=#?\w+;)|(?<=\w)@(?=\w)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# An escaped character, a code span (its fence and text), or anything else, from left to right as CommonMark reads.
_PART = re.compile(r"\\[!-/:-@\[-`{-~]|(`+)(?!`)(.+?)(?<!`)\1(?!`)|`+|[^\\`]+|\\", re.DOTALL)
_SPACE = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """`text` without what can't be seen: controls, direction marks, lone surrogates. A run of spaces becomes one."""
    return _SPACE.sub(" ", drop_unseen(text.replace("\r", " "))).strip()


def drop_unseen(text: str) -> str:
    """`text` without what can't be seen, its spaces as they are."""
    return _UNSEEN.sub("", text)


def escape_text(text: str) -> str:
    """`text` as Markdown that shows it. Code spans stay; everything else that Markdown would act on is escaped."""
    parts: list[str] = []
    position = 0
    text = clean_text(text)
    for code in _CODE.finditer(text):
        parts += [escape_marks(text[position : code.start()]), code[0]]
        position = code.end()
    return "".join([*parts, escape_marks(text[position:])])


def code_span(text: str) -> str:
    """`text` as Markdown code, whatever backticks it holds."""
    text = clean_text(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def find_code_spans(markdown: str) -> list[str]:
    """What stands in code spans, in order."""
    return [_unpad(part[2]) for part in _PART.finditer(markdown) if part[1]]


def remove_code_spans(markdown: str) -> str:
    """`markdown` with a blank for each code span."""
    return "".join(" " if part[1] else part[0] for part in _PART.finditer(markdown))


def unescape_text(markdown: str) -> str:
    """The text that `escape_text` was given, cleaned."""
    return "".join(part[0] if part[1] else _ESCAPED.sub(r"\1", part[0]) for part in _PART.finditer(markdown))


def split_code(markdown: str) -> Iterator[tuple[str, bool]]:
    """The parts of `markdown` in order, unescaped, and whether each is what stands in a code span."""
    for part in _PART.finditer(markdown):
        yield (_unpad(part[2]), True) if part[1] else (_ESCAPED.sub(r"\1", part[0]), False)


def clip(text: str, chars_max: int) -> tuple[str, bool]:
    """`text` cut at a word within `chars_max`, and whether it was cut."""
    if len(text) <= chars_max:
        return text, False
    cut = text[:chars_max]
    return cut.rsplit(" ", 1)[0].rstrip() if " " in cut[chars_max // 2 :] else cut, True


def escape_marks(text: str) -> str:
    """`text` with everything escaped that Markdown would act on, code spans too; its spaces as they are."""
    return _ACTIVE.sub(lambda mark: "\\" + mark[0], text)


def _unpad(code: str) -> str:
    return code[1:-1] if code.startswith(" `") or code.endswith("` ") else code
