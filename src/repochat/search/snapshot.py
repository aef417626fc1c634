"""A hot index as one file of this machine: a process that starts maps it instead of building it again.

A snapshot is a cache: it may be deleted at any time, it is never the only copy, and one that cannot be read is built
anew. Arrays lie in the file as they lie in memory; texts and layout stand in a header.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import msgpack
import numpy as np
import structlog
from numpy.typing import NDArray

from repochat.catalog.graph import Graph
from repochat.catalog.revision_store import Revision
from repochat.llm.embedding import EmbeddingModel
from repochat.search.hot import HotIndex, group_names
from repochat.search.postings import Postings

log = structlog.get_logger()

FORMAT = 1  # raise it when HotIndex, or how it is built, changes
_MAGIC = b"repochat-hot"
_ALIGN = 64
_DERIVED = frozenset(("embedding", "symbols_by_name"))  # not stored: given, or made from what is
_NESTED: dict[str, type[Postings] | type[Graph]] = {
    "chunk_postings": Postings,
    "file_postings": Postings,
    "name_postings": Postings,
    "path_postings": Postings,
    "graph": Graph,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLimits:
    """The oldest snapshots go when there are more."""

    files_max: int = 64
    bytes_max: int = 4_000_000_000


class SnapshotFolder:
    """Snapshots by revision. Safe for several processes: files appear whole and are only ever replaced."""

    def __init__(self, folder: Path, limits: SnapshotLimits | None = None) -> None:
        self._folder = folder
        self._limits = limits or SnapshotLimits()

    def find(self, revision: Revision, embedding: EmbeddingModel) -> HotIndex | None:
        """The index of `revision`, its arrays mapped from the file; None when there is none that can be read."""
        path = self._path_of(revision)
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
        """Writes the snapshot and lets the oldest go. A full disk costs the cache, never the search."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".new-", delete=False) as file:
                _write(file, index)
            Path(file.name).replace(self._path_of(revision))
            self._sweep()
        except OSError as error:
            log.warning("search.snapshot_not_saved", reason=error.strerror)

    def _path_of(self, revision: Revision) -> Path:
        key = f"{FORMAT}/{revision.repo_id}/{revision.sha}/{revision.derivation}/{revision.ordinal}"
        return self._folder / f"{sha256(key.encode()).hexdigest()[:32]}.hot"

    def _sweep(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        size = 0
        for position, path in enumerate(files):
            size += path.stat().st_size
            if position >= self._limits.files_max or size > self._limits.bytes_max:
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
        item = getattr(value, field.name)
        name = prefix + field.name
        if field.name in _DERIVED:
            continue
        if is_dataclass(item):
            _describe(item, name + ".", header, arrays)
        elif isinstance(item, np.ndarray):
            header[name] = {"type": item.dtype.str, "shape": list(item.shape)}
            arrays.append(item)
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
    own = {name: value for name, value in values.items() if "." not in name}
    nested: dict[str, Any] = {name: kind(**_part(values, name)) for name, kind in _NESTED.items()}
    return HotIndex(**own, **nested, symbols_by_name=group_names(own["symbol_names"]), embedding=embedding)


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
