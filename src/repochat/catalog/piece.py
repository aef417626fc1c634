"""The packed form of what one blob yields: what `search` loads whole is written whole, one value a blob.

A piece holds arrays, not rows: the postings of its chunks, its symbols, references and imports. Terms are the CRC-32
of their UTF-8 text: two of 100,000 terms share a hash about once, which costs one wrong posting and saves a vocabulary.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, cast, get_args, get_origin

import msgpack
import numpy as np
from numpy.typing import NDArray

FIELDS = ("names", "doc", "body")

Ints = NDArray[Any]


def hash_term(term: str) -> int:
    """The 32-bit identity of a term, the same on every machine."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Arrays of one blob, annotated with the type they are packed as.

    `n` chunks, `p` postings, `t` file terms, `s` symbols, `r` references.
    """

    chunk_start: Annotated[Ints, "<u4"]  # (n,) first line, 1-based
    chunk_end: Annotated[Ints, "<u4"]  # (n,) last line, inclusive
    chunk_kind: Annotated[Ints, "u1"]  # (n,) position in syntax.CHUNK_KINDS
    chunk_symbol: Annotated[Ints, "<i4"]  # (n,) position of its symbol or -1
    chunk_length: Annotated[Ints, "<u2"]  # (n * 3,) tokens per field
    posting_chunk: Annotated[Ints, "<u2"]  # (p,)
    posting_term: Annotated[Ints, "<u4"]  # (p,)
    posting_tf: Annotated[Ints, "u1"]  # (p * 3,) occurrences per field
    file_term: Annotated[Ints, "<u4"]  # (t,) strongly stemmed terms of the whole file
    file_tf: Annotated[Ints, "u1"]  # (t * 3,)
    symbol_kind: Annotated[Ints, "u1"]  # (s,) position in syntax.SYMBOL_KINDS
    symbol_start: Annotated[Ints, "<u4"]  # (s,)
    symbol_end: Annotated[Ints, "<u4"]  # (s,)
    symbol_doc: Annotated[Ints, "<u4"]  # (s,) first line with its leading comment
    symbol_parent: Annotated[Ints, "<i4"]  # (s,)
    symbol_complexity: Annotated[Ints, "<u2"]  # (s,)
    symbol_exported: Annotated[Ints, "u1"]  # (s,)
    reference_kind: Annotated[Ints, "u1"]  # (r,) position in syntax.REFERENCE_KINDS
    reference_line: Annotated[Ints, "<u4"]  # (r,)
    reference_symbol: Annotated[Ints, "<i4"]  # (r,)
    reference_name: Annotated[Ints, "<u4"]  # (r,) position in `texts`
    reference_qualifier: Annotated[Ints, "<u4"]  # (r,) position in `texts`
    symbol_names: list[str]
    symbol_qualified: list[str]
    texts: list[str]  # names and qualifiers of references, each once
    imports: list[tuple[str, str, str, int]]  # module, name, alias, line


_LAYOUT: tuple[tuple[str, np.dtype[Any] | None], ...] = tuple(
    (f.name, np.dtype(get_args(f.type)[1]) if get_origin(f.type) is Annotated else None) for f in fields(Piece)
)


_NOTHING: frozenset[str] = frozenset()
_SEARCH_FIELDS = frozenset(name for name, _ in _LAYOUT if name.startswith(("chunk_", "posting_", "file_")))
_EMPTY: Ints = np.empty(0, np.int64)


def pack_piece(piece: Piece) -> bytes:
    """The bytes that `unpack_piece` reads."""
    body = [
        np.ascontiguousarray(getattr(piece, name), dtype).tobytes() if dtype else getattr(piece, name)
        for name, dtype in _LAYOUT
    ]
    return cast("bytes", msgpack.packb(body, use_bin_type=True, unicode_errors="surrogatepass"))


def unpack_piece(data: bytes) -> Piece:
    """The piece, its arrays being views of `data`."""
    return _unpack(data, _NOTHING)


def unpack_links(data: bytes) -> Piece:
    """The piece as the graph needs it: without chunks and postings, which are most of it."""
    return _unpack(data, _SEARCH_FIELDS)


def _unpack(data: bytes, left_out: frozenset[str]) -> Piece:
    body = msgpack.unpackb(data, use_list=True, unicode_errors="surrogatepass")
    pairs = zip(_LAYOUT, body, strict=True)
    values: dict[str, Any] = {
        name: value if dtype is None else _EMPTY if name in left_out else np.frombuffer(value, dtype)
        for (name, dtype), value in pairs
    }
    return Piece(**values)


def clip_to(values: Sequence[int] | Ints, dtype: str) -> Ints:
    """`values` as the unsigned `dtype`; a count past what it holds stays at the bound."""
    wide = np.asarray(values, np.int64)
    return np.minimum(wide, np.iinfo(dtype).max).astype(dtype)
