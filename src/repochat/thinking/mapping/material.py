"""What a map is made of: the index of one revision, the tree of its commit, and the text of its blobs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.thinking.repo_map import MapEvidence
from repochat.core.errors import RepochatError
from repochat.git import BlobReader, TreeEntry, split_lines
from repochat.search.hot import HotIndex
from repochat.thinking.mapping.limits import LIMITS, MapLimits


class Texts:
    """Lines of files of one commit, each blob read at most once. Not for several threads."""

    def __init__(self, reader: BlobReader, blobs: Mapping[str, TreeEntry], limits: MapLimits = LIMITS) -> None:
        self._reader = reader
        self._blobs = blobs
        self._limits = limits
        self._lines: dict[str, tuple[bytes, ...]] = {}
        self.cut: set[str] = set()

    def has(self, path: str) -> bool:
        return path in self._blobs

    def read_bytes(self, path: str) -> tuple[bytes, ...]:
        """Whole lines with their ends; () for what is no file, too large, or can't be read."""
        if path not in self._lines:
            self._lines[path] = self._read(path)
        return self._lines[path]

    def read(self, path: str) -> list[str]:
        """Lines without their ends; what is not UTF-8 is replaced."""
        return [line.decode("utf-8", "replace").rstrip("\r\n") for line in self.read_bytes(path)]

    def quote(self, path: str, first: int, last: int | None = None) -> MapEvidence:
        """MapEvidence of lines that exist."""
        lines = self.read_bytes(path)
        end = first if last is None else last
        digest = hashlib.sha256(b"".join(lines[first - 1 : end])).hexdigest()
        return MapEvidence(path=path, blob=self._blobs[path].oid, start_line=first, end_line=end, snippet_sha256=digest)

    def _read(self, path: str) -> tuple[bytes, ...]:
        entry = self._blobs.get(path)
        if entry is None or entry.kind not in ("file", "executable"):
            return ()
        if (entry.size or 0) > self._limits.manifest_bytes_max:
            self.cut.add("manifest_bytes_max")
            return ()
        try:
            return tuple(split_lines(self._reader.read(entry.oid)))
        except RepochatError:
            return ()


@dataclass(frozen=True, kw_only=True)
class MapMaterial:
    """`roots` are the paths of the tree in git's order; files of `index` count in code-point order."""

    sha: str
    committed_at: int
    mirror: Path
    index: HotIndex
    texts: Texts
    roots: Sequence[str]
    limits: MapLimits = field(default_factory=MapLimits)

    @cached_property
    def lines(self) -> NDArray[np.int64]:
        """(files,) how many lines each indexed file has."""
        last = np.maximum(self.index.chunk_offset[1:] - 1, 0)
        has_chunks = np.diff(self.index.chunk_offset) > 0
        ends = self.index.chunk_end if len(self.index.chunk_end) else np.zeros(1, np.int64)
        return np.where(has_chunks, ends[np.minimum(last, len(ends) - 1)], 0).astype(np.int64)

    @cached_property
    def file_of(self) -> dict[str, int]:
        return {path: file for file, path in enumerate(self.index.paths)}
