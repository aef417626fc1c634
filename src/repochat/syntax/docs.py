"""Comments and documentation strings: which of them belong to a definition, and what they say without their marks."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from repochat.syntax.source import Source

_LINE_MARK: Final = re.compile(r"^[ \t]*(?://+[!<]?|#+[!:]?|--+[ \t]?[|^]?|;+|%+|\"\"\"|'''|\*+(?!/)|/\*+[!<]?)[ \t]?")
_BLOCK_ENDS: Final = re.compile(r"\s*(?:\*+/|-\}|--\]=*\]|\]=*\])\s*$")
_BLOCK_STARTS: Final = re.compile(r"^\s*(?:/\*+[!<]?|\{-+[ \t]?[|^]?|--\[=*\[)[ \t]?")
_QUOTES: Final = re.compile(r"^[rRbBuUfF@~sS]*(\"\"\"|'''|\"|'|`)(.*?)\1?$", re.DOTALL)
# The documentation tags of C#: a name that one carries stays.
_XML_TAG: Final = re.compile(
    r"</?(?:summary|remarks|returns|para|value|example|code|c|list|item|description|inheritdoc|param|typeparam|exception"
    r"|see|seealso|paramref|typeparamref)\b(?:\s+(?:name|cref|langword)=\"([^\"]*)\")?[^<>]*>"
)
_RULE: Final = re.compile(r"^[\s\-=*#/_~+.]*$")


class Trivia(NamedTuple):
    """A comment, or an attribute or decorator (`attached`), that stands first on its line."""

    start: int
    end: int
    start_line: int
    attached: bool


class TriviaIndex:
    """Finds what stands directly above a definition."""

    def __init__(self, source: Source, comments: list[tuple[int, int]], attachments: list[tuple[int, int]]) -> None:
        self._source = source
        self._by_end_line: dict[int, Trivia] = {}
        self._attachment_ends = dict(attachments)
        self._trailing: dict[int, tuple[int, int]] = {}
        for ranges, attached in ((comments, False), (attachments, True)):
            for start, end in ranges:
                self._add(start, end, attached=attached)

    def _add(self, start: int, end: int, *, attached: bool) -> None:
        while end > start and self._source.data[end - 1] in b" \t\r\n":
            end -= 1
        line, end_line = self._source.line_of(start), self._source.line_of(max(start, end - 1))
        if self._source.starts_its_line(start) or attached:
            known = self._by_end_line.get(end_line)
            if known is None or known.start > start:  # several on one line: the first leads up
                self._by_end_line[end_line] = Trivia(start, end, line, attached)
        else:
            self._trailing[line] = (start, end)

    def skip_attachments(self, start: int) -> int:
        """Where the definition itself starts, past the attributes that its node opens with."""
        data = self._source.data
        while (end := self._attachment_ends.get(start)) is not None:
            start = end
            while start < len(data) and data[start] in b" \t\r\n":
                start += 1
        return start

    def list_leading(self, start: int) -> list[Trivia]:
        """What touches the definition from above, topmost first, without a blank line between."""
        found: list[Trivia] = []
        line = self._source.line_of(start)
        same = self._by_end_line.get(line)
        if same is not None and same.end <= start and not self._source.data[same.end : start].strip():
            found.append(same)
            line, start = same.start_line, same.start
        if not self._source.starts_its_line(start):
            return found  # what stands above belongs to what opens the line
        while (above := self._by_end_line.get(line - 1)) is not None:
            found.append(above)
            line = above.start_line
        return found[::-1]

    def find_trailing(self, line: int) -> tuple[int, int] | None:
        """The comment that follows code on the line."""
        return self._trailing.get(line)


def clean_comments(texts: Iterable[str], chars_max: int) -> str:
    """The words of comments without `//`, `#`, `/** */`, `--` and rules of dashes, at most `chars_max` characters."""
    lines: list[str] = []
    for text in texts:
        lines.extend(_clean_block(text))
    return _join(lines, chars_max)


def _clean_block(text: str) -> list[str]:
    block = _BLOCK_STARTS.match(text)
    if block:
        text = _BLOCK_ENDS.sub("", text[block.end() :])
    if text.startswith("///"):
        text = _XML_TAG.sub(lambda tag: f"{tag[1]}: " if tag[1] and tag[0][-2] != "/" else tag[1] or "", text)
    lines = [_LINE_MARK.sub("", line, count=1) for line in text.split("\n")]
    if block:
        lines[0] = text.split("\n", 1)[0]
    return ["" if _RULE.match(line) else line.rstrip() for line in lines]


def clean_string(text: str, chars_max: int) -> str:
    """The words of a documentation string without quotes and indentation, at most `chars_max` characters."""
    match = _QUOTES.match(text.strip())
    inner = match[2] if match else text
    return _join([line.strip() for line in inner.split("\n")], chars_max)


def _join(lines: list[str], chars_max: int) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:chars_max].rstrip()
