"""Which definition a reference means: by name, then by scope, and how sure that is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import BARE, IS_CALLABLE, IS_TYPE, FileColumns, Ints, list_ranges
from repochat.catalog.graph_imports import ImportPairs

SAME_CLASS, SAME_FILE, NAMED_OWNER, IMPORTED, SAME_FOLDER, UNIQUE, GUESS = 0.95, 0.95, 0.9, 0.85, 0.6, 0.5, 0.2
NAMESAKES_MAX = 40  # a name with more definitions is resolved by the file and class it stands in, or not at all
TIES_MAX = 3  # a reference that fits more definitions equally well means none of them

_REFERENCE_TYPES = (1, 2)  # positions of "type" and "inherit" in syntax.REFERENCE_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """`n` pairs of a reference and a symbol that it means, by reference and then by symbol."""

    reference: Ints  # (n,)
    target: Ints  # (n,)
    confidence: NDArray[np.float32]  # (n,) in (0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Symbols:
    """All definitions, and those that the references in question may mean in order of name."""

    file: Ints  # (s,)
    of_name: Ints  # by name and then by number; those of very common names only in files with references in question
    first: Ints  # (texts,) where those of a name begin in `of_name`
    count: NDArray[np.int64]  # (texts,) all symbols of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class _References:
    """The references in question."""

    number: Ints  # (q,) among all references, ascending
    name: Ints
    file: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """References in question, by position, with definitions they may mean."""

    reference: Ints
    target: Ints


def resolve_references(
    columns: FileColumns, asked: NDArray[np.int64], imports: ImportPairs, counts: NDArray[np.int64]
) -> Meanings:
    """What the references `asked`, by number and ascending, mean in the revision of these columns.

    `counts` (texts,) are the symbols of each name.
    """
    number = asked[counts[columns.reference_name[asked]] > 0].astype(np.int32)
    file = (np.searchsorted(columns.reference_offset, number, "right") - 1).astype(np.int32)
    references = _References(number=number, name=columns.reference_name[number], file=file)
    symbols = _gather_symbols(columns, references, counts)
    pairs = _pair(columns, references, symbols)
    scores = _score(columns, references, symbols, pairs, imports)
    keep, confidence = _choose(pairs, scores)
    return Meanings(
        reference=references.number[pairs.reference[keep]], target=pairs.target[keep], confidence=confidence
    )


def _gather_symbols(columns: FileColumns, references: _References, counts: NDArray[np.int64]) -> _Symbols:
    wanted = np.zeros(len(counts), bool)
    wanted[references.name] = True
    near = np.zeros(len(columns.file_path), bool)
    near[references.file] = True
    file = np.repeat(np.arange(len(columns.file_path), dtype=np.int32), np.diff(columns.symbol_offset))
    of_name = np.flatnonzero(wanted[columns.symbol_name])
    of_name = of_name[near[file[of_name]] | (counts[columns.symbol_name[of_name]] <= NAMESAKES_MAX)].astype(np.int32)
    named = columns.symbol_name[of_name]
    held = np.bincount(named, minlength=len(counts))
    return _Symbols(
        file=file,
        of_name=of_name[np.argsort(named, kind="stable")],
        first=(np.cumsum(held) - held).astype(np.int32),
        count=counts,
    )


def _pair(columns: FileColumns, references: _References, symbols: _Symbols) -> _Pairs:
    """Every reference with every definition of its name and family, unless the name has too many."""
    count = symbols.count[references.name]
    wide = count > NAMESAKES_MAX
    count = np.where(wide, 0, count)
    reference = np.repeat(np.arange(len(count), dtype=np.int32), count)
    target = symbols.of_name[list_ranges(symbols.first[references.name], count)]
    near_reference, near_target = _pair_in_file(columns, references, symbols, np.flatnonzero(wide).astype(np.int32))
    reference = np.concatenate((reference, near_reference))
    target = np.concatenate((target, near_target))
    family = columns.file_family
    same_family = family[references.file[reference]] == family[symbols.file[target]]
    wants_type = np.isin(columns.reference_kind[references.number[reference]], _REFERENCE_TYPES)
    kind = columns.symbol_kind[target]
    keep = same_family & np.where(wants_type, IS_TYPE[kind], IS_CALLABLE[kind])
    order = np.argsort(reference[keep], kind="stable")
    return _Pairs(reference=reference[keep][order], target=target[keep][order])


def _pair_in_file(columns: FileColumns, references: _References, symbols: _Symbols, wide: Ints) -> tuple[Ints, Ints]:
    """References to very common names, with the definitions of that name in their own file."""
    stride = np.int64(len(symbols.count) + 1)
    common = symbols.of_name[symbols.count[columns.symbol_name[symbols.of_name]] > NAMESAKES_MAX]
    defined = symbols.file[common].astype(np.int64) * stride + columns.symbol_name[common]
    order = np.argsort(defined, kind="stable")
    wanted = references.file[wide].astype(np.int64) * stride + references.name[wide]
    first = np.searchsorted(defined[order], wanted, "left")
    count = np.searchsorted(defined[order], wanted, "right") - first
    return np.repeat(wide, count), common[order[list_ranges(first, count)]]


def _score(
    columns: FileColumns, references: _References, symbols: _Symbols, pairs: _Pairs, imports: ImportPairs
) -> NDArray[np.float32]:
    """The certainty class of each pair: the best that applies."""
    number = references.number[pairs.reference]
    source_file, target_file = references.file[pairs.reference], symbols.file[pairs.target]
    qualifier, own = columns.reference_qualifier[number], columns.reference_own[number]
    bare = qualifier == BARE
    target_owner = _find_owner(columns, pairs.target, target_file)
    source_owner = _find_owner_of_reference(columns, references)[pairs.reference]
    owner_name = np.append(columns.symbol_name, -1)[target_owner]
    same_file = source_file == target_file
    member = target_owner >= 0
    imported = _find_imported(imports, source_file, target_file, len(columns.file_path))
    same_folder = columns.file_folder[source_file] == columns.file_folder[target_file]
    conditions = [
        (own | bare) & member & (source_owner == target_owner),
        bare & same_file & ~member,
        member & (owner_name == qualifier),
        imported & (~member | ~bare),
        same_file & own,
        same_folder & (bare != member),
    ]
    classes = [SAME_CLASS, SAME_FILE, NAMED_OWNER, IMPORTED, IMPORTED, SAME_FOLDER]
    scores = np.select(conditions, classes, default=0.0).astype(np.float32)
    counts = np.bincount(pairs.reference, minlength=len(references.number))
    lone = np.where(counts[pairs.reference] == 1, UNIQUE, GUESS).astype(np.float32)
    lone = np.where(member & bare, 0.0, lone)  # a bare call cannot mean another class's method
    return np.maximum(scores, lone)


def _find_owner(columns: FileColumns, symbols: Ints, files: Ints) -> Ints:
    """The type that each symbol stands in, -1 outside any."""
    position = columns.symbol_owner[symbols]
    return np.where(position >= 0, position + columns.symbol_offset[files], -1).astype(np.int32)


def _find_owner_of_reference(columns: FileColumns, references: _References) -> Ints:
    """(q,) the type of the symbol that holds the reference, -1 outside any."""
    holder = columns.reference_symbol[references.number]
    inside = np.flatnonzero(holder >= 0)
    file = references.file[inside]
    owner = np.full(len(holder), -1, np.int32)
    owner[inside] = _find_owner(columns, holder[inside] + columns.symbol_offset[file], file)
    return owner


def _find_imported(imports: ImportPairs, source: Ints, target: Ints, files: int) -> NDArray[np.bool_]:
    stride = np.int64(max(files, 1))
    known = np.append(imports.source.astype(np.int64) * stride + imports.target, -1)
    wanted = source.astype(np.int64) * stride + target
    return known[np.searchsorted(known[:-1], wanted)] == wanted


def _choose(pairs: _Pairs, scores: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """The best pairs of each reference; equals share their certainty, too many equals mean none."""
    reference = pairs.reference
    if len(reference) == 0:
        return np.empty(0, bool), np.empty(0, np.float32)
    best = np.zeros(int(reference.max()) + 1, np.float32)
    np.maximum.at(best, reference, scores)
    top = (scores >= best[reference]) & (scores > 0)
    ties = np.bincount(reference[top], minlength=len(best))
    keep = top & (ties[reference] <= TIES_MAX)
    return keep, (scores[keep] / ties[reference[keep]]).astype(np.float32)
