"""Headings of Markdown and reStructuredText."""

import re
from collections.abc import Iterator
from typing import Final

from repochat.syntax.sections import Heading
from repochat.syntax.source import Source

_ATX: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*\r?\Z")
_SETEXT: Final = re.compile(r" {0,3}(=+|-+)[ \t]*\r?\Z")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIST_OR_QUOTE: Final = re.compile(r"\s*(?:[-*+>|]|\d+[.)])\s?")
_MARKUP: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]+>|[`*]+|\s*\{#[^}]*\}")
_RULE: Final = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*\Z")
_LINE_CHARS_MAX: Final = 1000  # a longer line is no title, and must cost nothing


def find_markdown_headings(source: Source) -> Iterator[Heading]:
    """ATX and setext headings outside of fences and front matter."""
    fence = ""
    front = bool(source.lines) and source.lines[0].rstrip() == "---"
    before = ""
    for number, line in enumerate(source.lines, start=1):
        if front:
            front = number == 1 or line.rstrip() not in {"---", "..."}
            continue
        if len(line) > _LINE_CHARS_MAX:
            before = ""
            continue
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif atx := _ATX.match(line):
            yield Heading(line=number, level=len(atx[1]), title=_plain(atx[2]))
        elif before and (setext := _SETEXT.match(line)):
            yield Heading(line=number - 1, level=1 if setext[1][0] == "=" else 2, title=_plain(before))
        is_text = not fence and not mark and not _ATX.match(line) and not _SETEXT.match(line)
        before = line.strip() if is_text and not _LIST_OR_QUOTE.match(line) else ""


def _plain(title: str) -> str:
    return _MARKUP.sub(lambda match: match[1] or "", title).strip() or title.strip()


def find_rst_headings(source: Source) -> Iterator[Heading]:
    """Titles with a line of one punctuation mark below, perhaps above; levels by the order of the marks."""
    levels: list[str] = []
    lines = source.lines
    for number in range(2, len(lines) + 1):
        title, rule = lines[number - 2], lines[number - 1].rstrip()
        if not _RULE.match(rule) or not title.strip() or _RULE.match(title.strip()) or len(title) > _LINE_CHARS_MAX:
            continue
        if len(rule) < len(title.rstrip()):
            continue
        over = number > 2 and lines[number - 3].rstrip() == rule  # noqa: PLR2004 - there is a line above the title
        if not over and (title[:1].isspace() or (number > 2 and lines[number - 3].strip())):  # noqa: PLR2004 - same
            continue
        style = rule[0] * (2 if over else 1)
        if style not in levels:
            levels.append(style)
        yield Heading(line=number - 2 if over else number - 1, level=levels.index(style) + 1, title=title.strip())
