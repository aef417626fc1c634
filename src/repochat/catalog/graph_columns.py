"""What the graph knows of each file before anything is resolved: its symbols, references and imports, as columns.

Nothing here depends on another file, so that the columns of a revision are those of its files, one after the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.numbers import Numbers
from repochat.catalog.piece import Piece
from repochat.syntax import SYMBOL_KINDS

OWN = ("self", "this", "cls", "Self", "@", "super", "super()", "$this", "static")  # the first numbers of all texts
BARE = -2  # stands for no qualifier among numbered texts

_FAMILIES = {
    "c": "c", "cpp": "c", "javascript": "js", "typescript": "js", "tsx": "js", "java": "jvm", "kotlin": "jvm",
    "scala": "jvm",
}  # fmt: skip
_TYPES = frozenset(("class", "struct", "interface", "trait", "enum", "type", "object", "protocol"))
_CALLABLE = _TYPES | {"function", "method", "constructor", "macro", "variable", "constant", "property", "field"}
IS_TYPE = np.array([kind in _TYPES for kind in SYMBOL_KINDS])
IS_CALLABLE = np.array([kind in _CALLABLE for kind in SYMBOL_KINDS])

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
ImportKey = tuple[int, int, int, int]  # numbers of the importing folder, language, module and name


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the revision as the graph needs it."""

    path: str
    language: str
    piece: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumns:
    """`f` files with their `s` symbols, `r` references and `i` imports, in file order; texts by their number.

    A column's first word says what it has a row for.
    """

    file_path: Ints  # (f,)
    file_folder: Ints  # (f,)
    file_family: Ints  # (f,) of languages that call each other
    symbol_offset: Ints  # (f + 1,)
    symbol_name: Ints  # (s,)
    symbol_kind: Bytes  # (s,) position in syntax.SYMBOL_KINDS
    symbol_owner: Ints  # (s,) position in its file of the type that it stands in, -1 outside any
    reference_offset: Ints  # (f + 1,)
    reference_name: Ints  # (r,)
    reference_qualifier: Ints  # (r,) its last part, BARE without one
    reference_own: NDArray[np.bool_]  # (r,) whether the qualifier is the object or class itself
    reference_symbol: Ints  # (r,) position in its file of the symbol that holds it, -1 outside any
    reference_line: Ints  # (r,)
    reference_kind: Bytes  # (r,) position in syntax.REFERENCE_KINDS
    import_offset: Ints  # (f + 1,)
    import_key: Ints  # (i,) by number


def read_columns(files: Sequence[SourceFile], texts: Numbers[str], keys: Numbers[ImportKey]) -> FileColumns:
    """The columns of `files` in the order given; new texts and import keys are numbered."""
    pieces = [file.piece for file in files]
    folders = _number(texts, (file.path.rpartition("/")[0] for file in files))
    symbol_offset = _count(len(piece.symbol_names) for piece in pieces)
    kind = _join(pieces, lambda piece: piece.symbol_kind, np.uint8)
    name, qualifier, own = _read_references(pieces, texts)
    imports = [_number_imports(file, int(folder), texts, keys) for file, folder in zip(files, folders, strict=True)]
    return FileColumns(
        file_path=_number(texts, (file.path for file in files)),
        file_folder=folders,
        file_family=_number(texts, (_FAMILIES.get(file.language, file.language) for file in files)),
        symbol_offset=symbol_offset,
        symbol_name=_number(texts, chain.from_iterable(piece.symbol_names for piece in pieces)),
        symbol_kind=kind,
        symbol_owner=_find_owners(_join(pieces, lambda piece: piece.symbol_parent, np.int32), kind, symbol_offset),
        reference_offset=_count(len(piece.reference_name) for piece in pieces),
        reference_name=name,
        reference_qualifier=qualifier,
        reference_own=own,
        reference_symbol=_join(pieces, lambda piece: piece.reference_symbol, np.int32),
        reference_line=_join(pieces, lambda piece: piece.reference_line, np.int32),
        reference_kind=_join(pieces, lambda piece: piece.reference_kind, np.uint8),
        import_offset=_count(map(len, imports)),
        import_key=np.fromiter(chain.from_iterable(imports), np.int32),
    )


def sum_offsets(counts: NDArray[np.integer[Any]]) -> Ints:
    """(counts + 1,) where the rows of each begin; the last is where all end."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)


def list_ranges(start: NDArray[np.integer[Any]], count: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """All of `start`, `start + 1`, ... `start + count - 1`, range after range."""
    before = np.cumsum(count, dtype=np.int64) - count
    return np.arange(int(count.sum()), dtype=np.int64) + np.repeat(start - before, count)


def _count(sizes: Iterable[int]) -> Ints:
    return sum_offsets(np.fromiter(sizes, np.int64))


def _number(texts: Numbers[str], found: Iterable[str]) -> Ints:
    return np.fromiter(map(texts.__getitem__, found), np.int32)


def _join(pieces: Sequence[Piece], column: Callable[[Piece], NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([*map(column, pieces), np.empty(0, dtype)]).astype(dtype)


def _find_owners(parent: Ints, kind: Bytes, offset: Ints) -> Ints:
    """(s,) the type that a symbol stands in: its parent, or its parent's parent."""
    first = np.repeat(offset[:-1], np.diff(offset))
    parents = np.append(np.where(parent >= 0, parent + first, -1), -1)
    is_type = np.append(IS_TYPE[kind], False)
    direct = parents[:-1]
    grand = parents[direct]
    owner = np.where(is_type[direct], direct, np.where(is_type[grand], grand, -1))
    return np.where(owner >= 0, owner - first, -1).astype(np.int32)


def _read_references(pieces: Sequence[Piece], texts: Numbers[str]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Name, last part of the qualifier, and whether that is the object itself, of each reference."""
    numbers = _number(texts, chain.from_iterable(piece.texts for piece in pieces))
    counts = np.array([len(piece.reference_name) for piece in pieces], np.int64)
    first = np.repeat(_count(len(piece.texts) for piece in pieces)[:-1], counts)
    name = numbers[first + _join(pieces, lambda piece: piece.reference_name, np.int32)]
    qualifier = numbers[first + _join(pieces, lambda piece: piece.reference_qualifier, np.int32)]
    distinct, place = np.unique(qualifier, return_inverse=True)
    last = [_last_part(texts.listed[number]) for number in distinct.tolist()]
    tails = np.array([texts[tail] if whole else BARE for whole, tail in last], np.int32)
    return name, tails[place], qualifier < len(OWN)


def _last_part(qualifier: str) -> tuple[str, str]:
    parts = qualifier.replace("::", ".").replace("->", ".").replace("\\", ".")
    return qualifier, parts.rsplit(".", 1)[-1].rstrip("()")


def _number_imports(file: SourceFile, folder: int, texts: Numbers[str], keys: Numbers[ImportKey]) -> list[int]:
    language = texts[file.language]
    return [keys[folder, language, texts[module], texts[name]] for module, name, _, _ in file.piece.imports]
