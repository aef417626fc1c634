"""The call and import graph of a revision: which reference means which definition, and how sure that is.

Resolved by name, then by scope: what stands in the same class, file, imported file or folder outweighs a namesake far
away. The classes of certainty are constants, not probabilities; they order edges and say what a reader may rely on.

The graph of a revision is made of that of another by their difference: only references whose name is defined
elsewhere than before, or whose file imports other files than before, are resolved again. Both ways give the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from repochat.catalog.graph_columns import FileColumns, Ints, SourceFile, read_columns
from repochat.catalog.graph_compact import GraphLimits, compact_state
from repochat.catalog.graph_edges import advance_edges
from repochat.catalog.graph_imports import ImportMemory, ImportPairs, advance_pairs, find_importers
from repochat.catalog.graph_resolving import (
    GUESS,
    IMPORTED,
    NAMED_OWNER,
    NAMESAKES_MAX,
    SAME_CLASS,
    SAME_FILE,
    SAME_FOLDER,
    TIES_MAX,
    UNIQUE,
)
from repochat.catalog.graph_splice import Splice, plan_splice, splice_columns
from repochat.catalog.graph_state import (
    Graph,
    GraphMemory,
    GraphState,
    TextColumns,
    make_empty_state,
    pack_keys,
    pack_texts,
)

__all__ = [
    "GUESS",
    "IMPORTED",
    "NAMED_OWNER",
    "NAMESAKES_MAX",
    "SAME_CLASS",
    "SAME_FILE",
    "SAME_FOLDER",
    "TIES_MAX",
    "UNIQUE",
    "FileColumns",
    "Graph",
    "GraphLimits",
    "GraphMemory",
    "GraphState",
    "SourceFile",
    "TextColumns",
    "advance_state",
    "build_graph",
    "build_state",
    "prepare_state",
]


def build_graph(files: Sequence[SourceFile]) -> Graph:
    """Resolves every reference that some definition of the same family of languages could be meant by.

    The graph counts files in code-point order of their path, in whatever order they are given.
    """
    return build_state(files).graph


def build_state(files: Sequence[SourceFile]) -> GraphState:
    """The graph of `files`, as a state to go on from."""
    state = _advance(make_empty_state(), (), files)
    return replace(state, numbers_in_use=len(state.texts) + len(state.import_keys))


def advance_state(
    state: GraphState, removed: Collection[str], added: Sequence[SourceFile], limits: GraphLimits | None = None
) -> GraphState:
    """The state of the revision that differs by these: equal in its graph to one that is built anew.

    `removed` are paths that end or change, `added` files that are new or changed. A path that is not there can be
    removed, and one that is added replaces what stood there. `state` stays as it is and can be advanced again.
    """
    return compact_state(_advance(state, removed, added), limits or GraphLimits())


def prepare_state(state: GraphState) -> None:
    """Makes the tables that advancing needs now, so that the first push after a start does not wait for them."""
    with state.memory.lock:
        _, _, memory = state.memory.open(state.texts, state.import_keys)
        memory.hold(state.columns.file_path)
        memory.read_tails()


def _advance(state: GraphState, removed: Collection[str], added: Sequence[SourceFile]) -> GraphState:
    files = sorted({file.path: file for file in added}.values(), key=lambda file: file.path)
    with state.memory.lock:
        texts, keys, memory = state.memory.open(state.texts, state.import_keys)
        read = read_columns(files, texts, keys)
        splice = plan_splice(state.columns.file_path, removed, [file.path for file in files], texts.listed)
        columns = splice_columns(splice, state.columns, read)
        importers, imports = _advance_imports(state, splice, columns, memory)
        packed, packed_keys = pack_texts(state.texts, texts.listed), pack_keys(state.import_keys, keys.listed)
    graph, edge_reference = advance_edges(state, splice, columns, importers, imports, len(packed))
    return GraphState(
        graph=graph,
        columns=columns,
        edge_reference=edge_reference,
        texts=packed,
        import_keys=packed_keys,
        numbers_in_use=state.numbers_in_use,
        memory=state.memory,
    )


def _advance_imports(
    state: GraphState, splice: Splice, columns: FileColumns, memory: ImportMemory
) -> tuple[Ints, ImportPairs]:
    """The files whose imports were looked up, and all pairs of files."""
    memory.hold(state.columns.file_path)
    changed = memory.hold(columns.file_path)
    importers = np.union1d(splice.fresh, find_importers(columns, changed))
    before = ImportPairs(source=state.graph.import_source, target=state.graph.import_target)
    return importers, advance_pairs(splice, before, columns, importers, memory)
