"""A hot index as one file of this machine: a process that starts maps it instead of building it again.

A snapshot is a cache: it may be deleted at any time, it is never the only copy, and one that cannot be read is built
anew. Arrays lie in the file as they lie in memory; texts and layout stand in a header.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import msgpack
import numpy as np
import structlog
from numpy.typing import NDArray

from repochat.catalog.graph import FileColumns, Graph, GraphState, TextColumns
from repochat.catalog.revision_store import Revision
from repochat.llm.embedding import EmbeddingModel
from repochat.search.hot import HotIndex
from repochat.search.hot_advancing import compact_hot_index
from repochat.search.hot_postings import PARAMETERS
from repochat.search.names import group_names
from repochat.search.postings import Postings, restore_postings
from repochat.search.segments import Segment
from repochat.search.slots import Slots, make_plain_slots
from repochat.search.vectors import SlotVectors, make_vectors

log = structlog.get_logger()

FORMAT = 2  # raise it when HotIndex, or how it is built, changes
_MAGIC = b"repochat-hot"
_ALIGN = 64
_VECTORS = ("chunk_vectors", "file_vectors", "stem_vectors")
# Not stored: given, or made from what is.
_DERIVED = frozenset(("embedding", "symbols_by_name", "memory", "slots", "parameters", "norms"))
_NAME = re.compile(r"(?P<key>[0-9a-f]{32})-(?P<ordinal>\d{1,10})-(?P<id>\d{1,19})-(?P<sha>[0-9a-f]{40,64})\.hot")


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLimits:
    """The least recently used snapshots go when there are more."""

    files_max: int = 64
    of_one_max: int = 4  # of a repository, by one derivation: others are made from these
    bytes_max: int = 4_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A file that may hold the index of a revision."""

    path: Path
    revision_id: int
    ordinal: int
    sha: str


class SnapshotFolder:
    """Snapshots by revision. Safe for several processes: files appear whole and are only ever replaced."""

    def __init__(self, folder: Path, limits: SnapshotLimits | None = None) -> None:
        self._folder = folder
        self._limits = limits or SnapshotLimits()

    def find(self, revision: Revision, embedding: EmbeddingModel) -> HotIndex | None:
        """The index of `revision`, its arrays mapped from the file; None when there is none that can be read."""
        return self.read(self._path_of(revision), embedding)

    def list_nearest(self, revision: Revision) -> list[Snapshot]:
        """Snapshots of the repository by the same derivation, by how far their ordinal is from that of `revision`."""
        key = _key_of(revision)
        names = (_NAME.fullmatch(path.name) for path in self._folder.glob(f"{key}-*.hot"))
        found = [
            Snapshot(
                path=self._folder / name[0],
                revision_id=int(name["id"]),
                ordinal=int(name["ordinal"]),
                sha=name["sha"],
            )
            for name in names
            if name is not None
        ]
        return sorted(found, key=lambda each: (abs(each.ordinal - revision.ordinal), each.ordinal))

    def read(self, path: Path, embedding: EmbeddingModel) -> HotIndex | None:
        """The index that a file of this folder holds, as `find` gives it."""
        try:
            index = _read(path, embedding)
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, msgpack.UnpackException) as error:
            log.warning("search.snapshot_unreadable", file=path.name, reason=type(error).__name__)
            return None
        return index

    def save(self, revision: Revision, index: HotIndex) -> None:
        """Writes the snapshot, laid out anew, and lets the oldest go. A full disk costs the cache, never the search."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".new-", delete=False) as file:
                _write(file, compact_hot_index(index))
            Path(file.name).replace(self._path_of(revision))
            self._sweep()
        except OSError as error:
            log.warning("search.snapshot_not_saved", reason=error.strerror)

    def _path_of(self, revision: Revision) -> Path:
        return self._folder / f"{_key_of(revision)}-{revision.ordinal}-{revision.id}-{revision.sha}.hot"

    def _sweep(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        size = 0
        of_one: Counter[str] = Counter()
        for position, path in enumerate(files):
            size += path.stat().st_size
            of_one[path.name.partition("-")[0]] += 1
            is_many = of_one[path.name.partition("-")[0]] > self._limits.of_one_max and _NAME.fullmatch(path.name)
            if position >= self._limits.files_max or size > self._limits.bytes_max or is_many:
                path.unlink(missing_ok=True)


def _write(file: Any, index: HotIndex) -> None:
    header: dict[str, Any] = {}
    arrays: list[NDArray[Any]] = []
    _describe(index, "", header, arrays)
    packed = cast("bytes", msgpack.packb(header, use_bin_type=True, unicode_errors="surrogatepass"))
    file.write(_MAGIC + len(packed).to_bytes(8, "little") + packed)
    for array in arrays:
        file.write(b"\0" * (-file.tell() % _ALIGN))
        file.write(np.ascontiguousarray(array).data)


def _describe(value: Any, prefix: str, header: dict[str, Any], arrays: list[NDArray[Any]]) -> None:
    """Adds every field of `value` to the header, arrays by type and shape, in the order in which they are written."""
    for field in fields(value):
        if field.name not in _DERIVED:
            _describe_item(getattr(value, field.name), prefix + field.name, header, arrays)


def _describe_item(item: Any, name: str, header: dict[str, Any], arrays: list[NDArray[Any]]) -> None:
    if is_dataclass(item):
        _describe(item, name + ".", header, arrays)
    elif isinstance(item, np.ndarray):
        header[name] = {"type": item.dtype.str, "shape": list(item.shape)}
        arrays.append(item)
    elif name.endswith(("segments", "blocks")):
        for position, part in enumerate(item):
            _describe_item(part, f"{name}.{position}", header, arrays)
    else:
        header[name] = item


def _read(path: Path, embedding: EmbeddingModel) -> HotIndex:
    mapped = np.memmap(path, np.uint8, mode="r")
    start = len(_MAGIC) + 8
    if bytes(mapped[: len(_MAGIC)]) != _MAGIC:
        raise ValueError("not a snapshot")
    end = start + int.from_bytes(bytes(mapped[len(_MAGIC) : start]), "little")
    header = msgpack.unpackb(bytes(mapped[start:end]), use_list=False, unicode_errors="surrogatepass")
    values = _restore(header, mapped, end)
    own: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
    of_files, of_chunks = make_plain_slots(len(own["paths"])), make_plain_slots(len(own["chunk_file"]))
    for name in PARAMETERS:
        own[name] = _read_postings(values, name, of_chunks if name.startswith("chunk") else of_files)
    for name in _VECTORS:
        own[name] = _read_vectors(values, name, of_chunks if name.startswith("chunk") else of_files)
    return HotIndex(
        **own,
        symbols_by_name=group_names(own["symbol_names"], make_plain_slots(len(own["symbol_names"]))),
        state=_read_state(_part(values, "state")),
        embedding=embedding,
    )


def _read_postings(values: Mapping[str, Any], name: str, slots: Slots) -> Postings:
    part = _part(values, name)
    return restore_postings(
        segments=(Segment(**_part(part, "segments.0")),),
        slots=slots,
        lengths=part["lengths"],
        totals=part["totals"],
        parameters=PARAMETERS[name],
    )


def _read_vectors(values: Mapping[str, Any], name: str, slots: Slots) -> SlotVectors:
    return make_vectors(_part(values, name)["blocks.0"], slots)


def _read_state(part: dict[str, Any]) -> GraphState:
    return GraphState(
        graph=Graph(**_part(part, "graph")),
        columns=FileColumns(**_part(part, "columns")),
        texts=TextColumns(**_part(part, "texts")),
        **{name: value for name, value in part.items() if "." not in name},
    )


def _restore(header: Mapping[str, Any], mapped: NDArray[np.uint8], at: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, item in header.items():
        if not isinstance(item, dict):
            values[name] = item
            continue
        layout = cast("dict[str, Any]", item)
        dtype, shape = np.dtype(str(layout["type"])), cast("Sequence[int]", layout["shape"])
        at += -at % _ALIGN
        size = dtype.itemsize * int(np.prod(shape))
        values[name] = np.asarray(mapped[at : at + size]).view(dtype).reshape(shape)
        at += size
    return values


def _part(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    prefix = name + "."
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def _key_of(revision: Revision) -> str:
    """The same for all revisions of a repository that one derivation made."""
    return sha256(f"{FORMAT}/{revision.repo_id}/{revision.derivation}".encode()).hexdigest()[:32]
