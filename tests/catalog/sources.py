"""Small repositories as the graph takes them in, and graphs held against each other."""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache

import numpy as np

from repochat.catalog.graph import Graph, GraphState, SourceFile, build_graph
from repochat.catalog.piece import Piece, unpack_piece
from repochat.indexing.derive import derive_blob
from repochat.syntax.languages import detect_language

Files = Mapping[str, str]  # text by path


def read_sources(files: Files) -> list[SourceFile]:
    """The files, parsed, in code-point order of their path."""
    return [read_source(path, text) for path, text in sorted(files.items())]


def read_source(path: str, text: str) -> SourceFile:
    language = detect_language(path, text.encode())
    return SourceFile(path=path, language=language, piece=_parse(path.rpartition("/")[2], language, text))


def assert_fresh(state: GraphState, files: Files) -> None:
    """The graph of `state` is that of a build of `files`, array for array."""
    assert_equal(state.graph, build_graph(read_sources(files)))


def assert_equal(graph: Graph, expected: Graph) -> None:
    for field in fields(Graph):
        found, wanted = getattr(graph, field.name), getattr(expected, field.name)
        assert (field.name, found.dtype, found.tolist()) == (field.name, wanted.dtype, wanted.tolist())


def list_edges(graph: Graph) -> list[tuple[int, ...]]:
    """Holder and meaning of every edge; those of imports too."""
    calls = np.stack((graph.edge_source, graph.edge_target), axis=1)
    imports = np.stack((graph.import_source, graph.import_target), axis=1)
    return [tuple(row) for row in np.concatenate((calls, imports)).tolist()]


@lru_cache(maxsize=10_000)
def _parse(name: str, language: str, text: str) -> Piece:
    return unpack_piece(derive_blob(name, language, text.encode()).piece)
