"""The packed form of what one blob yields: what `search` loads whole is written whole, one value a blob.

A piece holds arrays, not rows: the postings of its chunks, its symbols, references and imports. Terms are the CRC-32
of their UTF-8 text: two of 100,000 terms share a hash about once, which costs one wrong posting and saves a vocabulary.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, cast

import msgpack
import numpy as np
from numpy.typing import NDArray

FIELDS = ("names", "doc", "body")

Ints = NDArray[Any]


def hash_term(term: str) -> int:
    """The 32-bit identity of a term, the same on every machine."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def _array(dtype: str) -> Any:
    return field(metadata={"dtype": np.dtype(dtype)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Arrays of one blob. `n` chunks, `p` postings, `t` file terms, `s` symbols, `r` references."""

    chunk_start: Ints = _array("<u4")  # (n,) first line, 1-based
    chunk_end: Ints = _array("<u4")  # (n,) last line, inclusive
    chunk_kind: Ints = _array("u1")  # (n,) position in syntax.CHUNK_KINDS
    chunk_symbol: Ints = _array("<i4")  # (n,) position of its symbol or -1
    chunk_length: Ints = _array("<u2")  # (n * 3,) tokens per field
    posting_chunk: Ints = _array("<u2")  # (p,)
    posting_term: Ints = _array("<u4")  # (p,)
    posting_tf: Ints = _array("u1")  # (p * 3,) occurrences per field
    file_term: Ints = _array("<u4")  # (t,) strongly stemmed terms of the whole file
    file_tf: Ints = _array("u1")  # (t * 3,)
    symbol_kind: Ints = _array("u1")  # (s,) position in syntax.SYMBOL_KINDS
    symbol_start: Ints = _array("<u4")  # (s,)
    symbol_end: Ints = _array("<u4")  # (s,)
    symbol_doc: Ints = _array("<u4")  # (s,) first line with its leading comment
    symbol_parent: Ints = _array("<i4")  # (s,)
    symbol_complexity: Ints = _array("<u2")  # (s,)
    symbol_exported: Ints = _array("u1")  # (s,)
    reference_kind: Ints = _array("u1")  # (r,) position in syntax.REFERENCE_KINDS
    reference_line: Ints = _array("<u4")  # (r,)
    reference_symbol: Ints = _array("<i4")  # (r,)
    reference_name: Ints = _array("<u4")  # (r,) position in `texts`
    reference_qualifier: Ints = _array("<u4")  # (r,) position in `texts`
    symbol_names: list[str]
    symbol_qualified: list[str]
    texts: list[str]  # names and qualifiers of references, each once
    imports: list[tuple[str, str, str, int]]  # module, name, alias, line


_LAYOUT: tuple[tuple[str, np.dtype[Any] | None], ...] = tuple((f.name, f.metadata.get("dtype")) for f in fields(Piece))


def pack_piece(piece: Piece) -> bytes:
    """The bytes that `unpack_piece` reads."""
    body = [
        np.ascontiguousarray(getattr(piece, name), dtype).tobytes() if dtype else getattr(piece, name)
        for name, dtype in _LAYOUT
    ]
    return cast("bytes", msgpack.packb(body, use_bin_type=True, unicode_errors="surrogatepass"))


def unpack_piece(data: bytes) -> Piece:
    """The piece, its arrays being views of `data`."""
    body = msgpack.unpackb(data, use_list=True, unicode_errors="surrogatepass")
    return Piece(
        **{
            name: np.frombuffer(value, dtype) if dtype else value
            for (name, dtype), value in zip(_LAYOUT, body, strict=True)
        }
    )


def clip_to(values: Sequence[int] | Ints, dtype: str) -> Ints:
    """`values` as `dtype`; a count past what it holds stays at the bound."""
    info = np.iinfo(np.dtype(dtype))
    return np.clip(np.asarray(values, dtype=np.int64), info.min, info.max).astype(dtype)
