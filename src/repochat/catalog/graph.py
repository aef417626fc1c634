"""The call and import graph of a revision: which reference means which definition, and how sure that is.

Resolved by name, then by scope: what stands in the same class, file, imported file or folder outweighs a namesake far
away. The classes of certainty are constants, not probabilities; they order edges and say what a reader may rely on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.imports import ImportTable
from repochat.catalog.piece import Piece
from repochat.syntax import SYMBOL_KINDS

SAME_CLASS, SAME_FILE, NAMED_OWNER, IMPORTED, SAME_FOLDER, UNIQUE, GUESS = 0.95, 0.95, 0.9, 0.85, 0.6, 0.5, 0.2
NAMESAKES_MAX = 40  # a name with more definitions is resolved by the file and class it stands in, or not at all
QUALIFIERS_KEPT_MAX = 50_000
_BARE = -2  # stands for no qualifier among interned names
TIES_MAX = 3  # a reference that fits more definitions equally well means none of them

_FAMILIES = {
    "c": "c", "cpp": "c", "javascript": "js", "typescript": "js", "tsx": "js", "java": "jvm", "kotlin": "jvm",
    "scala": "jvm",
}  # fmt: skip
_OWN = frozenset(("self", "this", "cls", "Self", "@", "super", "super()", "$this", "static"))
_TYPES = frozenset(("class", "struct", "interface", "trait", "enum", "type", "object", "protocol"))
_CALLABLE = _TYPES | {"function", "method", "constructor", "macro", "variable", "constant", "property", "field"}
_REFERENCE_TYPES = (1, 2)  # positions of "type" and "inherit" in syntax.REFERENCE_KINDS

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the revision as the graph needs it."""

    path: str
    language: str
    piece: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """`e` edges from the symbol that holds a reference to the symbol it means; `m` imports from file to file.

    Files count in the order given, symbols in file order and then by position: `symbol_offset[f] + position`.
    """

    symbol_offset: Ints  # (files + 1,)
    edge_source: Ints  # (e,) symbol, or -1 for code outside any
    edge_file: Ints  # (e,) file of the reference
    edge_target: Ints  # (e,) symbol
    edge_line: Ints  # (e,) line of the reference
    edge_kind: NDArray[np.uint8]  # (e,) position in syntax.REFERENCE_KINDS
    edge_confidence: NDArray[np.float32]  # (e,) in (0, 1]
    import_source: Ints  # (m,) file
    import_target: Ints  # (m,) file

    @property
    def edges(self) -> int:
        """Calls, uses and imports together."""
        return len(self.edge_target) + len(self.import_target)


def build_graph(files: Sequence[SourceFile]) -> Graph:
    """Resolves every reference that some definition of the same family of languages could be meant by."""
    table = _SymbolTable(files)
    imports = _resolve_imports(files)
    references = _collect_references(files, table)
    pairs = _pair(references, table)
    scores = _score(pairs, references, table, imports)
    keep, confidence = _choose(pairs, scores)
    reference = pairs["reference"][keep]
    return Graph(
        symbol_offset=table.offset,
        edge_source=references["symbol"][reference],
        edge_file=references["file"][reference],
        edge_target=pairs["target"][keep],
        edge_line=references["line"][reference],
        edge_kind=references["kind"][reference].astype(np.uint8),
        edge_confidence=confidence,
        import_source=imports[:, 0],
        import_target=imports[:, 1],
    )


class _SymbolTable:
    """All definitions, by number, with their names interned."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        counts = np.array([len(f.piece.symbol_names) for f in files], dtype=np.int32)
        self.offset = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self.names: dict[str, int] = {}
        intern = self.names.setdefault
        self.name = np.array(
            [intern(name, len(self.names)) for f in files for name in f.piece.symbol_names], dtype=np.int32
        )
        self.file = np.repeat(np.arange(len(files), dtype=np.int32), counts)
        self.kind = _concatenate([f.piece.symbol_kind for f in files])
        parents = _concatenate([f.piece.symbol_parent for f in files])
        self.parent = np.where(parents >= 0, parents + self.offset[self.file], -1).astype(np.int32)
        families: dict[str, int] = {}
        self.family = np.array(
            [families.setdefault(_FAMILIES.get(f.language, f.language), len(families)) for f in files], dtype=np.int32
        )
        folders: dict[str, int] = {}
        self.folder = np.array(
            [folders.setdefault(f.path.rpartition("/")[0], len(folders)) for f in files], dtype=np.int32
        )
        is_type = np.array([kind in _TYPES for kind in SYMBOL_KINDS])
        is_callable = np.array([kind in _CALLABLE for kind in SYMBOL_KINDS])
        self.is_type, self.is_callable = is_type[self.kind], is_callable[self.kind]
        order = np.argsort(self.name, kind="stable").astype(np.int32)
        self.by_name = order
        self.name_start = np.searchsorted(self.name[order], np.arange(len(self.names) + 1)).astype(np.int32)

    def owner_type(self) -> Ints:
        """(symbols,) the type that a symbol stands in: its parent, or its parent's parent; -1 outside any."""
        padded_type = np.append(self.is_type, False)
        padded_parent = np.append(self.parent, -1)
        direct = np.where(padded_type[self.parent], self.parent, -1)
        grand = padded_parent[self.parent]
        return np.where(direct >= 0, direct, np.where(padded_type[grand], grand, -1)).astype(np.int32)


def _concatenate(arrays: Sequence[NDArray[Any]]) -> Ints:
    return np.concatenate([*arrays, np.empty(0, np.int32)]).astype(np.int32)


def _resolve_imports(files: Sequence[SourceFile]) -> Ints:
    """(m, 2) importing and imported file, each pair once."""
    table = ImportTable([f.path for f in files])
    found = {
        (importer, imported)
        for importer, f in enumerate(files)
        for module, name, _, _ in f.piece.imports
        for imported in table.find_files(importer, f.language, module, name)
        if imported != importer
    }
    return np.array(sorted(found), dtype=np.int32).reshape(-1, 2)


def _collect_references(files: Sequence[SourceFile], table: _SymbolTable) -> dict[str, Ints]:
    """References whose name some symbol has, as columns."""
    names, qualifiers, owns = [], [], []
    find = table.names.get
    for f in files:
        ids = np.array([find(text, -1) for text in f.piece.texts], dtype=np.int32)
        tails = np.array([find(_last_part(text), -1) if text else _BARE for text in f.piece.texts], dtype=np.int32)
        own = np.array([text in _OWN for text in f.piece.texts], dtype=bool)
        if len(f.piece.reference_name):
            names.append(ids[f.piece.reference_name])
            qualifiers.append(tails[f.piece.reference_qualifier])
            owns.append(own[f.piece.reference_qualifier])
    counts = np.array([len(f.piece.reference_name) for f in files], dtype=np.int32)
    file = np.repeat(np.arange(len(files), dtype=np.int32), counts)
    symbol = _concatenate([f.piece.reference_symbol for f in files])
    columns = {
        "name": _concatenate(names),
        "qualifier": _concatenate(qualifiers),  # _BARE: none; -1: unknown; else the interned name of its last part
        "own": _concatenate(owns),
        "file": file,
        "symbol": np.where(symbol >= 0, symbol + table.offset[file], -1).astype(np.int32),
        "line": _concatenate([f.piece.reference_line for f in files]),
        "kind": _concatenate([f.piece.reference_kind for f in files]),
    }
    known = columns["name"] >= 0
    return {key: column[known] for key, column in columns.items()}


@lru_cache(maxsize=QUALIFIERS_KEPT_MAX)
def _last_part(qualifier: str) -> str:
    return qualifier.replace("::", ".").replace("->", ".").replace("\\", ".").rsplit(".", 1)[-1].rstrip("()")


def _pair(references: dict[str, Ints], table: _SymbolTable) -> dict[str, Ints]:
    """Every reference with every definition of its name, unless the name has too many."""
    name = references["name"]
    count = table.name_start[name + 1] - table.name_start[name]
    wide = count > NAMESAKES_MAX
    count = np.where(wide, 0, count)
    reference = np.repeat(np.arange(len(name), dtype=np.int32), count)
    within = np.arange(len(reference), dtype=np.int32) - np.repeat(np.cumsum(count) - count, count).astype(np.int32)
    target = table.by_name[table.name_start[name[reference]] + within]
    near_reference, near_target = _pair_in_file(references, table, np.flatnonzero(wide).astype(np.int32))
    pairs = {
        "reference": np.concatenate((reference, near_reference)),
        "target": np.concatenate((target, near_target)),
    }
    same_family = table.family[references["file"][pairs["reference"]]] == table.family[table.file[pairs["target"]]]
    wants_type = np.isin(references["kind"][pairs["reference"]], _REFERENCE_TYPES)
    fits = np.where(wants_type, table.is_type[pairs["target"]], table.is_callable[pairs["target"]])
    keep = same_family & fits
    order = np.argsort(pairs["reference"][keep], kind="stable")
    return {key: column[keep][order] for key, column in pairs.items()}


def _pair_in_file(references: dict[str, Ints], table: _SymbolTable, wide: Ints) -> tuple[Ints, Ints]:
    """References to very common names, with the definitions of that name in their own file."""
    stride = np.int64(len(table.names) + 1)
    defined = table.file.astype(np.int64) * stride + table.name
    order = np.argsort(defined, kind="stable").astype(np.int32)
    wanted = references["file"][wide].astype(np.int64) * stride + references["name"][wide]
    first = np.searchsorted(defined[order], wanted, "left")
    count = np.searchsorted(defined[order], wanted, "right") - first
    reference = np.repeat(wide, count)
    within = np.arange(len(reference)) - np.repeat(np.cumsum(count) - count, count)
    return reference.astype(np.int32), order[np.repeat(first, count) + within].astype(np.int32)


def _score(
    pairs: dict[str, Ints], references: dict[str, Ints], table: _SymbolTable, imports: Ints
) -> NDArray[np.float32]:
    """The certainty class of each pair: the best that applies."""
    reference, target = pairs["reference"], pairs["target"]
    source_file, target_file = references["file"][reference], table.file[target]
    qualifier, own = references["qualifier"][reference], references["own"][reference] > 0
    bare = qualifier == _BARE
    owners = table.owner_type()
    target_owner = owners[target]
    source_owner = np.append(owners, -1)[references["symbol"][reference]]
    owner_name = np.append(table.name, -9)[target_owner]
    same_file = source_file == target_file
    member = target_owner >= 0
    stride = np.int64(len(table.folder) + 1)
    known = np.sort(imports[:, 0].astype(np.int64) * stride + imports[:, 1])
    imported = np.isin(source_file.astype(np.int64) * stride + target_file, known)
    same_folder = table.folder[source_file] == table.folder[target_file]
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
    counts = np.bincount(reference, minlength=len(references["name"]))
    lone = np.where(counts[reference] == 1, UNIQUE, GUESS).astype(np.float32)
    lone = np.where(member & bare, 0.0, lone)  # a bare call cannot mean another class's method
    return np.maximum(scores, lone)


def _choose(pairs: dict[str, Ints], scores: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """The best pairs of each reference; equals share their certainty, too many equals mean none."""
    reference = pairs["reference"]
    if len(reference) == 0:
        return np.empty(0, bool), np.empty(0, np.float32)
    best = np.zeros(int(reference.max()) + 1, np.float32)
    np.maximum.at(best, reference, scores)
    top = (scores >= best[reference]) & (scores > 0)
    ties = np.bincount(reference[top], minlength=len(best))
    keep = top & (ties[reference] <= TIES_MAX)
    return keep, (scores[keep] / ties[reference[keep]]).astype(np.float32)
