"""The graph of a revision with what it takes to go on from it: a value that can be stored, and what it remembers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import OWN, Bytes, FileColumns, ImportKey, Ints
from repochat.catalog.graph_imports import ImportMemory
from repochat.catalog.numbers import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """`e` edges from the symbol that holds a reference to the symbol it means; `m` imports from file to file.

    Files count in code-point order of path, symbols in file order and then by position: `symbol_offset[f] + position`.
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


class GraphMemory:
    """The tables of a state that advancing needs, made from its arrays when first asked for.

    States that follow each other share one: numbers are only ever added, and imports move to the paths that are asked
    about. Who reads or moves it holds `lock`.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self._tables: tuple[Numbers[str], Numbers[ImportKey], ImportMemory] | None = None

    def open(self, texts: "TextColumns", keys: Ints) -> tuple[Numbers[str], Numbers[ImportKey], ImportMemory]:
        """Texts by number, import keys by number, and what these mean."""
        if self._tables is None:
            numbers = Numbers(unpack_texts(texts))
            known: Numbers[ImportKey] = Numbers(map(tuple, keys.tolist()))
            self._tables = numbers, known, ImportMemory(numbers, known)
        return self._tables


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumns:
    """Texts by number, one after the other."""

    utf8: Bytes
    end: Ints  # (texts,) in characters

    def __len__(self) -> int:
        return len(self.end)

    @staticmethod
    def make_empty() -> "TextColumns":
        return TextColumns(utf8=np.empty(0, np.uint8), end=np.empty(0, np.int32))


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphState:
    """A graph and all that stands behind it, as arrays: `advance_state` makes that of another revision out of it.

    To store one, store everything but `memory`; a new memory takes its place.
    """

    graph: Graph
    columns: FileColumns
    edge_reference: Ints  # (e,) the reference of each edge, ascending
    texts: TextColumns
    import_keys: Ints  # (keys, 4) numbers of folder, language, module and name
    numbers_in_use: int  # texts and import keys that some file had when they were last counted
    memory: GraphMemory = field(default_factory=GraphMemory, compare=False, repr=False)


def pack_texts(known: TextColumns, listed: Sequence[str]) -> TextColumns:
    """`known` with those texts of `listed` that it does not have yet."""
    fresh = listed[len(known) :]
    if not fresh:
        return known
    lengths = np.fromiter(map(len, fresh), np.int64, len(fresh))
    start = int(known.end[-1]) if len(known) else 0
    encoded = np.frombuffer("".join(fresh).encode("utf-8", "surrogatepass"), np.uint8)
    return TextColumns(
        utf8=np.concatenate((known.utf8, encoded)),
        end=np.concatenate((known.end, np.cumsum(lengths) + start)).astype(np.int32),
    )


def unpack_texts(texts: TextColumns) -> list[str]:
    whole = texts.utf8.tobytes().decode("utf-8", "surrogatepass")
    ends = texts.end.tolist()
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def pack_keys(known: Ints, listed: Sequence[ImportKey]) -> Ints:
    """`known` with those keys of `listed` that it does not have yet."""
    fresh = listed[len(known) :]
    return np.concatenate((known, np.array(fresh, np.int32).reshape(-1, 4))) if fresh else known


def make_empty_state() -> GraphState:
    """The state of no files."""
    none, bytes_, offset = np.empty(0, np.int32), np.empty(0, np.uint8), np.zeros(1, np.int32)
    graph = Graph(
        symbol_offset=offset,
        edge_source=none,
        edge_file=none,
        edge_target=none,
        edge_line=none,
        edge_kind=bytes_,
        edge_confidence=np.empty(0, np.float32),
        import_source=none,
        import_target=none,
    )
    columns = FileColumns(
        file_path=none,
        file_folder=none,
        file_family=none,
        symbol_offset=offset,
        symbol_name=none,
        symbol_kind=bytes_,
        symbol_owner=none,
        reference_offset=offset,
        reference_name=none,
        reference_qualifier=none,
        reference_own=np.empty(0, bool),
        reference_symbol=none,
        reference_line=none,
        reference_kind=bytes_,
        import_offset=offset,
        import_key=none,
    )
    return GraphState(
        graph=graph,
        columns=columns,
        edge_reference=none,
        texts=pack_texts(TextColumns.make_empty(), OWN),
        import_keys=none.reshape(0, 4),
        numbers_in_use=len(OWN),
    )
