"""One blob's bytes -> everything the catalog keeps of it. Pure; runs in the pool's processes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from repochat.catalog.piece import FIELDS, Ints, Piece, clip_to, pack_piece
from repochat.catalog.terms import IDENTIFIER, light_terms, strong_terms
from repochat.indexing.heads import chunk_head
from repochat.indexing.skips import SkipReason, skip_by_bytes
from repochat.syntax import CHUNK_KINDS, NO_SYMBOL, REFERENCE_KINDS, SYMBOL_KINDS, Chunk, ParsedFile, parse_file

PIPELINE_VERSION = 1  # raise it when the same bytes would yield other rows
CHUNKS_MAX = 65_535  # what a piece can address

_CHUNK_KIND = {kind: position for position, kind in enumerate(CHUNK_KINDS)}
_SYMBOL_KIND = {kind: position for position, kind in enumerate(SYMBOL_KINDS)}
_REFERENCE_KIND = {kind: position for position, kind in enumerate(REFERENCE_KINDS)}
_TERM_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What one blob yields before its heads are embedded."""

    skip_reason: SkipReason | None
    lines: int
    problems: tuple[str, ...]
    piece: bytes
    chunks: list[tuple[int, int, str, int, str]]
    symbols: list[tuple[Any, ...]]
    heads: list[str]


def derive_blob(path: str, language: str, data: bytes, *, is_authored: bool = False) -> Derived:
    """Never raises on the content. `path` only helps to choose how to read; the result depends on `language`."""
    reason = skip_by_bytes(data, language, is_authored=is_authored)
    if reason is not None:
        return _skipped(reason, data)
    parsed = parse_file(path, data, language=language)
    if len(parsed.chunks) > CHUNKS_MAX:
        return _skipped("too_large", data)
    lines = data.split(b"\n")
    texts = [_decode(lines, chunk) for chunk in parsed.chunks]
    return Derived(
        skip_reason=None,
        lines=parsed.lines,
        problems=parsed.problems,
        piece=pack_piece(_build_piece(parsed, texts)),
        chunks=[(c.start_line, c.end_line, c.kind, c.symbol, _storable(c.heading)) for c in parsed.chunks],
        symbols=[
            (
                s.kind,
                _storable(s.name),
                _storable(s.qualified_name),
                _storable(s.signature),
                _storable(s.doc),
                s.start_line,
                s.end_line,
                s.parent,
                s.complexity,
            )
            for s in parsed.symbols
        ],
        heads=[chunk_head(parsed, chunk, text) for chunk, text in zip(parsed.chunks, texts, strict=True)],
    )


def _skipped(reason: SkipReason, data: bytes) -> Derived:
    lines = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    return Derived(skip_reason=reason, lines=lines, problems=(), piece=b"", chunks=[], symbols=[], heads=[])


def _decode(lines: list[bytes], chunk: Chunk) -> str:
    return b"\n".join(lines[chunk.start_line - 1 : chunk.end_line]).decode("utf-8", "replace")


def _storable(text: str) -> str:
    """PostgreSQL's text holds no NUL and no lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _build_piece(parsed: ParsedFile, texts: Sequence[str]) -> Piece:
    fields = [_chunk_fields(parsed, chunk, text) for chunk, text in zip(parsed.chunks, texts, strict=True)]
    names = _Texts()
    references = parsed.references
    symbols = parsed.symbols
    return Piece(
        **_count_postings(fields),
        **_count_file(fields),
        chunk_start=np.array([c.start_line for c in parsed.chunks], "<u4"),
        chunk_end=np.array([c.end_line for c in parsed.chunks], "<u4"),
        chunk_kind=np.array([_CHUNK_KIND[c.kind] for c in parsed.chunks], "u1"),
        chunk_symbol=np.array([c.symbol for c in parsed.chunks], "<i4"),
        symbol_kind=np.array([_SYMBOL_KIND[s.kind] for s in symbols], "u1"),
        symbol_start=np.array([s.start_line for s in symbols], "<u4"),
        symbol_end=np.array([s.end_line for s in symbols], "<u4"),
        symbol_doc=np.array([s.doc_line for s in symbols], "<u4"),
        symbol_parent=np.array([s.parent for s in symbols], "<i4"),
        symbol_complexity=clip_to([s.complexity for s in symbols], "<u2"),
        symbol_exported=np.array([int(s.exported) for s in symbols], "u1"),
        reference_kind=np.array([_REFERENCE_KIND[r.kind] for r in references], "u1"),
        reference_line=np.array([r.line for r in references], "<u4"),
        reference_symbol=np.array([r.symbol for r in references], "<i4"),
        reference_name=np.array([names.place(r.name) for r in references], "<u4"),
        reference_qualifier=np.array([names.place(r.qualifier) for r in references], "<u4"),
        symbol_names=[s.name for s in symbols],
        symbol_qualified=[s.qualified_name for s in symbols],
        texts=list(names.places),
        imports=[(i.module, i.name, i.alias, i.line) for i in parsed.imports],
    )


class _Texts:
    """Each text once, in order of first use."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self.places.setdefault(text, len(self.places))


_Fields = tuple[list[str], list[str], list[str]]  # identifiers of names, doc, body


def _chunk_fields(parsed: ParsedFile, chunk: Chunk, text: str) -> _Fields:
    defined = [parsed.symbols[position] for position in chunk.defines]
    named = [symbol.name for symbol in defined]
    if chunk.symbol != NO_SYMBOL and chunk.symbol not in chunk.defines:
        named.append(parsed.symbols[chunk.symbol].qualified_name)
    names = " ".join(named) if chunk.kind == "code" else chunk.heading
    doc = " ".join(symbol.doc for symbol in defined)
    return IDENTIFIER.findall(names), IDENTIFIER.findall(doc), IDENTIFIER.findall(text)


def _count(identifiers: Sequence[str], terms: Callable[[str], tuple[int, ...]]) -> dict[int, int]:
    """How often each term occurs. Identifiers repeat: each is counted first and taken apart once."""
    counts: dict[int, int] = {}
    get = counts.get
    for identifier, count in Counter(identifiers).items():
        for term in terms(identifier):
            counts[term] = get(term, 0) + count
    return counts


def _count_postings(fields: Sequence[_Fields]) -> dict[str, Any]:
    counts = [[_count(identifiers, light_terms) for identifiers in chunk] for chunk in fields]
    units, terms, frequencies = _merge_fields(counts)
    return {
        "chunk_length": clip_to([sum(field.values()) for chunk in counts for field in chunk], "<u2"),
        "posting_chunk": units.astype("<u2"),
        "posting_term": terms,
        "posting_tf": frequencies,
    }


def _count_file(fields: Sequence[_Fields]) -> dict[str, Any]:
    joined = [list(chain.from_iterable(chunk[field] for chunk in fields)) for field in range(len(FIELDS))]
    _, terms, frequencies = _merge_fields([[_count(identifiers, strong_terms) for identifiers in joined]])
    return {"file_term": terms, "file_tf": frequencies}


def _merge_fields(counts: Sequence[Sequence[dict[int, int]]]) -> tuple[Ints, Ints, Ints]:
    """Unit, term and, flat, the occurrences by field of every term of every unit; sorted by unit and term."""
    keys: list[Ints] = []
    for unit, fields in enumerate(counts):
        keys += [np.fromiter(field, np.uint64, len(field)) | np.uint64(unit << _TERM_BITS) for field in fields]
    values = [np.fromiter(field.values(), np.int64, len(field)) for fields in counts for field in fields]
    flat = np.concatenate([*keys, np.empty(0, np.uint64)])
    merged, places = np.unique(flat, return_inverse=True)
    columns = np.repeat(np.arange(len(keys)) % len(FIELDS), [len(key) for key in keys])
    frequencies = np.zeros((len(merged), len(FIELDS)), np.int64)
    frequencies[places, columns] = np.concatenate([*values, np.empty(0, np.int64)])
    return merged >> np.uint64(_TERM_BITS), merged.astype("<u4"), clip_to(frequencies.reshape(-1), "u1")
