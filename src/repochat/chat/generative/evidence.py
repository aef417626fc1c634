"""Cited lines as the check looks things up in them: every name, word and number with the lines it stands on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from repochat.chat.context.model import ContextPiece
from repochat.chat.generative.limits import VerifyLimits
from repochat.chat.receipts.matching import (
    SEPARATORS,
    drop_spaces,
    is_comment,
    read_prose,
)
from repochat.chat.receipts.symbol_lookup import (
    SymbolLookup,
    find_file,
    list_symbols_in,
)
from repochat.syntax.words import split_identifier, stem, strong_stem

Place = tuple[int, int]
"""Which of the cited pieces, and which of its lines from 0."""

_IDENTIFIER = re.compile(r"[^\W\d][\w$]*")
_NUMBER = re.compile(r"(?<![\w.])(0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)*)")
_DEFINES = r"\b(?:def|class|func|function|fn|struct|interface|type|trait|enum|const|var|let|macro_rules!|impl)\b"
_DEFINITION = re.compile(_DEFINES)
_DOC_FENCE = re.compile(r"\"\"\"|'''")
_BLOCK_OPEN, _BLOCK_CLOSE = re.compile(r"/\*"), re.compile(r"\*/")
_TRAILING = re.compile(r"(?:(?<=\s)|^)(?://|#(?=\s))(.*)$")
_CASE = re.compile(r"\s*(?:case\b|default\b|\w+ => )")
_CLOSES = re.compile(r"\s*[)\]}]+[\s:{]*$|\s*\) (?:->|{)")
_ELSE = re.compile(r"\s*\}?\s*else\s*[:{]")
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[^\sa-z])")
BLOCK_LINES_MAX = 40
_STEMS_CACHED_MAX = 200_000


@lru_cache(maxsize=_STEMS_CACHED_MAX)
def list_stems(identifier: str) -> tuple[str, ...]:
    """All forms under which a word of prose may mean `identifier`: whole, its parts, and their stems."""
    parts = split_identifier(identifier)
    forms = [identifier.lower(), *parts]
    for part in parts:
        forms += [stem(part), strong_stem(part)]
    return tuple(dict.fromkeys(forms))


def normalise_number(number: str) -> str:
    """`1_000`, `1,000`, `0x3e8` and `1000` are one number; `30.0` is `30`."""
    bare = number.replace("_", "").replace(",", "")
    if bare[:2].lower() == "0x":
        return str(int(bare, 16))
    whole, dot, rest = bare.partition(".")
    return whole if dot and not rest.strip("0") and "." not in rest else bare


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition that the index knows in the file of the piece; lines of the file, 1-based."""

    qualified: str
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of comments or docs, with its lines from 0."""

    text: str
    first: int
    last: int
    stems: frozenset[str]


class Evidence:
    """One piece, read once for all statements that cite it."""

    def __init__(self, piece: ContextPiece, texts: Sequence[str], limits: VerifyLimits) -> None:
        self.piece = piece
        self.texts = tuple(text[: limits.line_chars_max] for text in texts[: limits.lines_max])
        self.first = piece.start_line
        lookup = SymbolLookup(piece.pinned.index)
        around = (
            lookup.find_range(piece.path, piece.symbol, piece.start_line, piece.end_line) if self._is_pinned else None
        )
        self.symbol = piece.symbol if around else ""
        self.symbol_lines = around

    @property
    def _is_pinned(self) -> bool:
        """Whether the index knows which definitions stand where."""
        return self.piece.kind == "code" and not self.piece.commit

    @cached_property
    def names(self) -> dict[str, list[int]]:
        """Line numbers from 0 by identifier."""
        return _gather((_IDENTIFIER.findall(text) for text in self.texts), len(self.texts))

    @cached_property
    def stems(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for name, lines in self.names.items():
            for form in list_stems(name):
                known = found.get(form)
                found[form] = lines if known is None else known + lines
        return found

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        return _gather(
            ([normalise_number(number) for number in _NUMBER.findall(text)] for text in self.texts), len(self.texts)
        )

    @cached_property
    def around(self) -> frozenset[str]:
        """Forms of the names of the proven symbol and of the path: they stand for all lines."""
        names = [*SEPARATORS.split(self.symbol), *re.split(r"[/.]", self.piece.path)]
        return frozenset(form for name in names if name for form in list_stems(name))

    @cached_property
    def is_prose(self) -> tuple[bool, ...]:
        """For each line whether it is comment, doc or a document's text."""
        if self.piece.kind != "code" or self.piece.path.endswith((".md", ".rst", ".txt")):
            return (True,) * len(self.texts)
        return tuple(_iter_prose(self.texts))

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """What each line says in prose: of code the comment at its end."""
        return tuple(
            read_prose(text) if is_prose else "".join(_TRAILING.findall(text))
            for text, is_prose in zip(self.texts, self.is_prose, strict=True)
        )

    def find_else(self, head: int) -> int | None:
        """The line of the `else` that belongs to the condition on line `head`, when nothing is asked before it."""
        after = self.find_block(head).stop
        for line in (after - 1, after):
            is_else = line < len(self.texts) and _ELSE.match(self.texts[line])
            if is_else and line > head and _indent(self.texts[line]) == _indent(self.texts[head]):
                return line
        return None

    @cached_property
    def squeezed(self) -> tuple[str, ...]:
        """Each line without spaces, its quotes all of one kind."""
        return tuple(drop_spaces(text).replace("'", '"').replace("`", '"') for text in self.texts)

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """Each line without what stands in strings: a `not` in a message denies nothing."""
        return tuple(_STRING.sub('""', text) for text in self.texts)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """What comments and docs say, sentence by sentence, whatever their line breaks."""
        return tuple(_iter_sentences(self.prose))

    def find_block(self, head: int) -> range:
        """The lines that belong to the condition or case on line `head`: itself and what is indented below it."""
        indent, last = _indent(self.texts[head]), head
        while last + 1 < len(self.texts) and last - head < BLOCK_LINES_MAX:
            text = self.texts[last + 1]
            is_deeper = not text.strip() or _indent(text) > indent
            falls_through = last == head and _CASE.match(text) and _CASE.match(self.texts[head])
            closes = _indent(text) == indent and _CLOSES.match(text)
            if not (is_deeper or falls_through or closes):
                break
            last += 1
            if falls_through:
                return range(head, self.find_block(last).stop)
        return range(head, last + 1)

    @cached_property
    def logical(self) -> tuple[int, ...]:
        """For each line the number of the statement of code that it belongs to: brackets that are open go on."""
        numbers: list[int] = []
        depth = count = 0
        for text in self.texts:
            count += depth <= 0
            numbers.append(count)
            depth = max(0, depth) + sum(text.count(c) for c in "([") - sum(text.count(c) for c in ")]")
        return tuple(numbers)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """Of the piece's file, those that share a line with the piece."""
        index = self.piece.pinned.index
        file = find_file(index, self.piece.path) if self._is_pinned else None
        if file is None:
            return ()
        last = self.first + len(self.texts) - 1
        return tuple(
            Definition(
                qualified=index.symbol_qualified[symbol],
                start_line=int(index.symbol_start[symbol]),
                end_line=int(index.symbol_end[symbol]),
            )
            for symbol in list_symbols_in(index, file)
            if index.symbol_start[symbol] <= last and index.symbol_end[symbol] >= self.first
        )

    def list_ranges(self, name: str) -> list[tuple[int, int]]:
        """The lines from 0 of the definitions that `name` may mean, as far as the piece shows them."""
        parts = tuple(SEPARATORS.split(name))
        return [
            (max(0, d.start_line - self.first), min(len(self.texts) - 1, d.end_line - self.first))
            for d in self.definitions
            if is_named(d.qualified, parts)
        ]

    def list_uses(self, name: str) -> list[int]:
        """Lines that name it; with the owner that it is written with, where some line writes it so."""
        owner, _, last = name.replace("::", ".").rpartition(".")
        lines = self.names.get(last, [])
        written = f"{owner.rpartition('.')[2]}.{last}"
        return [line for line in lines if owner and written in self.texts[line].replace("::", ".")] or lines

    def is_definition_of(self, name: str, line: int) -> bool:
        """Whether the line begins a definition of `name`."""
        number = self.first + line
        return any(
            d.start_line <= number <= d.start_line + 1 and d.qualified.endswith(name) for d in self.definitions
        ) and (_DEFINITION.search(self.texts[line]) is not None)

    def defined_at(self, line: int) -> str:
        """The qualified name of the innermost definition around the line, or ""."""
        number = self.first + line
        around = [d for d in self.definitions if d.start_line <= number <= d.end_line]
        return min(around, key=lambda d: d.end_line - d.start_line).qualified if around else ""

    def search(self, pattern: re.Pattern[str]) -> list[int]:
        """Lines from 0 on which `pattern` is found; the same pattern is looked for once."""
        known = self._searched.get(pattern.pattern)
        if known is None:
            known = [line for line, text in enumerate(self.texts) if pattern.search(text)]
            self._searched[pattern.pattern] = known
        return known

    @cached_property
    def _searched(self) -> dict[str, list[int]]:
        return {}


def is_named(qualified: str, parts: tuple[str, ...]) -> bool:
    """Whether the end of a qualified name is `parts`; owners that the name leaves out do not count."""
    known = SEPARATORS.split(qualified)
    if not parts or not known or known[-1] != parts[-1]:
        return False
    owners = set(known[:-1])
    return len(parts) == 1 or not owners or parts[-2] in owners or parts[-2] in ("self", "this", "cls")


def _gather(found: Iterable[Iterable[str]], lines: int) -> dict[str, list[int]]:
    gathered: dict[str, list[int]] = {}
    for line, words in zip(range(lines), found, strict=True):
        for word in words:
            at = gathered.setdefault(word, [])
            if not at or at[-1] != line:
                at.append(line)
    return gathered


def _iter_prose(texts: Sequence[str]) -> Iterator[bool]:
    fence, is_block = "", False
    for text in texts:
        was_open = bool(fence) or is_block
        for mark in _DOC_FENCE.findall(text):
            fence = "" if fence == mark else fence or mark
        bare = text if was_open else _STRING.sub("", text)  # `"/*"` is a pattern, not a comment
        is_block = (is_block or bool(_BLOCK_OPEN.search(bare))) and not _BLOCK_CLOSE.search(bare)
        yield was_open or is_comment(text)


def _indent(text: str) -> int:
    bare = text.expandtabs(4)
    return len(bare) - len(bare.lstrip())


def _iter_sentences(prose: Sequence[str]) -> Iterator[Sentence]:
    """Runs of prose, cut where sentences end."""
    run: list[tuple[int, str]] = []
    for line, text in enumerate((*prose, "")):
        if text.strip():
            run.append((line, text.strip()))
        elif run:
            yield from _cut_run(run)
            run = []


def _cut_run(run: Sequence[tuple[int, str]]) -> Iterator[Sentence]:
    begun: list[tuple[int, str]] = []
    for line, text in run:
        for number, part in enumerate(_SENTENCE_END.split(text)):
            if number:
                yield make_sentence(begun)
                begun = []
            begun.append((line, part))
        if text.endswith((".", "!", "?")):
            yield make_sentence(begun)
            begun = []
    if begun:
        yield make_sentence(begun)


def make_sentence(parts: Sequence[tuple[int, str]]) -> Sentence:
    text = " ".join(part for _, part in parts)
    stems = frozenset(form for name in _IDENTIFIER.findall(text) for form in list_stems(name))
    return Sentence(text=text, first=parts[0][0], last=parts[-1][0], stems=stems)
