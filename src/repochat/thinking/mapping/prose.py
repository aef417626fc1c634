"""What a text says of itself first: the opening sentence of a doc comment, of a docstring, or of a document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.chat.receipts.markdown import clean_text, clip
from repochat.chat.receipts.matching import read_prose

HEAD_LINES_MAX = 80
DOCUMENT_LINES_MAX = 60
WORDS_MIN = 3
_LICENCE = re.compile(
    r"copyright|licen[sc]e|spdx|\b(?:BSD|GPL|MIT|RSAL|SSPL)\w*\b|terms\b|all rights reserved|redistribut"
    r"|warrant(?:y|ies)|permission is hereby|\(c\) \d{4}|@author|as is.{0,20}without|apache software foundation",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"^(?:[-=~*#_+.\s]*$|!\[|\[!\[|<|@\w|:\w+:|\.\.\s|eslint|prettier|vim:|ts-|jshint|jslint"
    r"|flow$|use strict"
    r"|coding[:=]|-\*-"
    r"|https?://\S+$|module dependencies|prototype|expose\b|go:build|\+build|nolint|noqa|type:|pylint|ruff:|mypy:"
    r"|clippy|ported from|originally|the original work|derived from|based on|this file is part of|module exports"
    r"|public api\.?$|TODO\b|FIXME\b)",
    re.IGNORECASE,
)
_FILE_LINE = re.compile(r"^(?:[\w./-]+\.\w{1,4}\s*(?:--?|:)\s+|--?\s+)", re.ASCII)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(\[*_<])")
_PY_DOC = re.compile(r"^\s*[rRuUbB]{0,2}(\"\"\"|''')")
_LINE_COMMENT = re.compile(r"^\s*(?://[/!]?|#(?!!|\[|\s*(?:include|define|el|if\w*|endif|pragma|undef)\b)|--|;;)")
_BLOCK_START = re.compile(r"^\s*(?:/\*|<!--|\{-|\(\*)")
_BLOCK_END = re.compile(r"\*/|-->|-\}|\*\)")
_OPENING = re.compile(r"^\s*(?:#!|#\[|#\s*(?:pragma|ifndef|define)|['\"]use \w+['\"]|<\?php|@file)")  # may stand above
_INNER_DOC = re.compile(r"^\s*//!")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s|^[=\-~^\"'*+#]{3,}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words as they stand in lines `first` to `last`, from 1."""

    text: str
    first: int
    last: int


def find_file_doc(lines: Sequence[str], language: str, chars_max: int) -> Said | None:
    """What the head of a source file says it is for; licences and directives are passed over."""
    for first, last in _list_blocks(lines[:HEAD_LINES_MAX], language):
        said = _open(lines, first, last, chars_max)
        if said is not None:
            return said
    return None


def find_document_opening(lines: Sequence[str], chars_max: int, after: int = 0, last: int | None = None) -> Said | None:
    """The first paragraph of prose of a document, behind line `after`: no heading, badge, list or code."""
    end = min(len(lines), after + DOCUMENT_LINES_MAX if last is None else last)
    start, is_code = 0, False
    first = after + 1
    if after == 0 and lines and lines[0].strip() == "---":  # front matter
        first = next((number for number, line in enumerate(lines[1:end], start=2) if line.strip() == "---"), 0) + 1
    for number in range(first, end + 2):
        line = lines[number - 1] if number <= end else ""
        if line.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        is_prose = (
            bool(line.strip()) and not is_code and not _is_markup(line) and not _is_underlined(lines, number, end)
        )
        if is_prose and not start:
            start = number
        elif not is_prose and start:
            said = _open(lines, start, number - 1, chars_max)
            if said is not None:
                return said
            start = 0
    return None


def _is_markup(line: str) -> bool:
    text = line.strip()
    return bool(
        _HEADING.match(line) or _NOISE.match(text) or text.startswith(("```", "~~~", "|", "- ", "* ", ">", "    "))
    )


def _is_underlined(lines: Sequence[str], number: int, end: int) -> bool:
    return number < end and re.match(r"^[=\-~^\"'*+#]{3,}\s*$", lines[number]) is not None


def _list_blocks(lines: Sequence[str], language: str) -> Iterator[tuple[int, int]]:
    """Runs of comment lines before the first code, and of Python the docstring; of Rust `//!` wherever it stands."""
    if language == "rust":
        yield from _list_runs(lines, _INNER_DOC)
        return
    number = 1
    while number <= len(lines):
        line = lines[number - 1]
        if not line.strip():
            number += 1
            continue
        end = _find_end(lines, number, language)
        if end:
            yield number, end
        elif not _OPENING.match(line):
            return
        number = max(end, number) + 1


def _find_end(lines: Sequence[str], number: int, language: str) -> int:
    """The last line of the comment that begins at `number`; 0 for what is none."""
    line = lines[number - 1]
    doc = _PY_DOC.match(line)
    if language == "python" and doc:
        rest = line[doc.end() :]
        if doc[1] in rest:
            return number
        return next((n for n in range(number + 1, len(lines) + 1) if doc[1] in lines[n - 1]), 0)
    if _BLOCK_START.match(line):
        return next((n for n in range(number, len(lines) + 1) if _BLOCK_END.search(lines[n - 1])), 0)
    if _LINE_COMMENT.match(line):
        end = number
        while end < len(lines) and _LINE_COMMENT.match(lines[end]):
            end += 1
        return end
    return 0


def _list_runs(lines: Sequence[str], mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for number in range(1, len(lines) + 2):
        is_in = number <= len(lines) and mark.match(lines[number - 1]) is not None
        if is_in and not start:
            start = number
        elif not is_in and start:
            yield start, number - 1
            start = 0


def _open(lines: Sequence[str], first: int, last: int, chars_max: int) -> Said | None:
    """The first sentence of the first paragraph that is one."""
    for start, end in _list_paragraphs(lines, first, last):
        prose = [read_prose(line) for line in lines[start - 1 : end]]
        joined = clean_text(" ".join(prose))
        if _LICENCE.search(joined):
            continue
        text = _FILE_LINE.sub("", joined, count=1) if _FILE_LINE.match(joined) else joined
        sentence = _SENTENCE_END.split(text)[0]
        if len(re.findall(r"[A-Za-z]{2,}", sentence)) >= WORDS_MIN and not _NOISE.match(sentence):
            return _place(sentence, prose, start, chars_max)
    return None


def _place(sentence: str, prose: Sequence[str], start: int, chars_max: int) -> Said:
    said, _ = clip(sentence, chars_max)
    opening = said[:30]
    skipped = next((n for n, text in enumerate(prose) if opening[:12] and opening[:12] in text), 0)
    length, end = 0, skipped
    for end in range(skipped, len(prose)):
        length += len(prose[end]) + 1
        if length >= len(said):
            break
    return Said(text=said, first=start + skipped, last=start + end)


def _list_paragraphs(lines: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that say something; a line of noise parts them as an empty one does."""
    start = 0
    for number in range(first, last + 2):
        prose = read_prose(lines[number - 1]) if number <= last else ""
        if prose and not _NOISE.match(prose):
            start = start or number
        elif start:
            yield start, number - 1
            start = 0
