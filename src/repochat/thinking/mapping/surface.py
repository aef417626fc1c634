"""The public surface of modules: exported definitions by how many files outside of the module use them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from posixpath import basename

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import SAME_FOLDER, UNIQUE
from repochat.catalog.graph_state import unpack_texts
from repochat.catalog.revision_store import StoredSymbol
from repochat.catalog.thinking.repo_map import PublicSymbol
from repochat.chat.extractive.survey import iter_openings
from repochat.chat.receipts.matching import find_prose
from repochat.syntax import SYMBOL_KINDS
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.partition import Part

_SHOWN = frozenset(
    ("class", "struct", "interface", "trait", "enum", "type", "object", "protocol", "function", "macro", "method")
)
_TOP = frozenset(("class", "struct", "interface", "trait", "enum", "type", "object", "protocol", "function", "macro"))
_REEXPORTED_BONUS = 6.0  # as many users as a name counts for that the package's own root file imports
_METHOD_WEIGHT = 0.4
INSIDE_WEIGHT, MENTIONS_MAX = 0.01, 50  # what nobody outside uses is ordered by how often it is mentioned at all
_LINES_ABOVE, _LINES_BELOW = 30, 40


def choose_public(material: MapMaterial, parts: Sequence[Part], part_of: NDArray[np.int32]) -> list[list[int]]:
    """By part: symbols, the most used from outside first."""
    users = count_users(material, part_of)
    index = material.index
    mentions = np.bincount(index.graph.edge_target, minlength=len(index.symbol_names))
    promoted = _find_reexported(material)
    kinds = [SYMBOL_KINDS[kind] for kind in index.symbol_kind.tolist()]
    by_part: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for symbol, kind in enumerate(kinds):
        number = int(part_of[index.symbol_file[symbol]])
        if number < 0 or kind not in _SHOWN or not index.symbol_exported[symbol]:
            continue
        name = index.symbol_names[symbol]
        weight = float(users[symbol]) * (1.0 if kind in _TOP else _METHOD_WEIGHT)
        if kind in _TOP:
            weight += INSIDE_WEIGHT * min(int(mentions[symbol]), MENTIONS_MAX)
        if kind in _TOP and name in promoted:
            weight += _REEXPORTED_BONUS
        if weight > 0 and not name.startswith("_") and len(name) > 1:
            by_part[number].append((weight, symbol))
    return [_choose(material, by_part[number]) for number in range(len(parts))]


def count_users(material: MapMaterial, part_of: NDArray[np.int32]) -> NDArray[np.int64]:
    """(symbols,) how many files outside of its module refer to each with some certainty; tests count too."""
    index, graph = material.index, material.index.graph
    files = max(len(index.paths), 1)
    home = index.symbol_file[graph.edge_target]
    by_name = np.array([language in ("c", "cpp") for language in index.languages] or [False])
    least = np.where(by_name[graph.edge_file], UNIQUE, SAME_FOLDER)
    keep = (graph.edge_confidence >= least) & (part_of[home] != part_of[graph.edge_file])
    pairs = np.unique(graph.edge_target[keep].astype(np.int64) * files + graph.edge_file[keep])
    return np.bincount(pairs // files, minlength=len(index.symbol_names)).astype(np.int64)


def describe_public(
    material: MapMaterial, symbols: Sequence[int], users: NDArray[np.int64], stored: Mapping[int, StoredSymbol]
) -> list[PublicSymbol]:
    """With their lines, and the first sentence of their doc where the lines around hold it."""
    found = [_describe(material, symbol, int(users[symbol]), stored.get(symbol)) for symbol in symbols]
    return [symbol for symbol in found if symbol is not None]


def _choose(material: MapMaterial, weighed: Sequence[tuple[float, int]]) -> list[int]:
    """Each name once: of namesakes (overloads, platforms) the most used."""
    index, chosen = material.index, dict[str, int]()
    for _, symbol in sorted(weighed, key=lambda pair: (-pair[0], pair[1])):
        chosen.setdefault(index.symbol_qualified[symbol], symbol)
    return list(chosen.values())[: material.limits.public_max]


def _describe(material: MapMaterial, symbol: int, used_by: int, stored: StoredSymbol | None) -> PublicSymbol | None:
    index = material.index
    path = index.paths[index.symbol_file[symbol]]
    start, end = int(index.symbol_start[symbol]), int(index.symbol_end[symbol])
    lines = material.texts.read(path)
    if not 1 <= start <= len(lines):
        return None
    doc, first, last = _find_doc(lines, start, end, stored.doc if stored else "", material.limits.doc_chars_max)
    return PublicSymbol(
        name=index.symbol_qualified[symbol],
        kind=SYMBOL_KINDS[index.symbol_kind[symbol]],
        path=path,
        line=start,
        used_by=used_by,
        doc=doc,
        evidence=material.texts.quote(path, first, last),
    )


def _find_doc(lines: Sequence[str], start: int, end: int, doc: str, chars_max: int) -> tuple[str, int, int]:
    """The doc's opening and its lines; the definition's own line where there is none."""
    above = max(1, start - _LINES_ABOVE)
    window = lines[above - 1 : min(end, start + _LINES_BELOW)]
    for said, _ in iter_openings(doc, chars_max):
        found = find_prose(window, said)
        if found is not None:
            return said, above + found[0], above + found[1]
    return "", start, start


def _find_reexported(material: MapMaterial) -> set[str]:
    """Names that a root file (`__init__.py`, `index.ts`, `lib.rs`) near the top imports from its own package."""
    index = material.index
    columns, keys = index.state.columns, index.state.import_keys
    texts = unpack_texts(index.state.texts)
    names: set[str] = set()
    for file, path in enumerate(index.paths):
        if basename(path) not in ("__init__.py", "index.ts", "index.js", "lib.rs"):
            continue
        first, last = int(columns.import_offset[file]), int(columns.import_offset[file + 1])
        for key in columns.import_key[first:last].tolist():
            _, _, module, name = keys[key].tolist()
            if texts[module].startswith((".", "crate", "self")) or path.endswith("lib.rs"):
                names.add(texts[name])
    return names - {"", "*"}
