"""The text of a revision in memory: blobs one after the other, and on which pages of it letters follow one another.

Blobs are held by their name, so that the next revision's corpus is this one and what is new. What is too much is left
in git; `lines` reads it there.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.git import BlobReader
from repochat.search.quick.asking import LIMITS, QuickLimits, ShouldStop
from repochat.search.quick.pages import Signs, sign_pages

_BETWEEN = b"\n\0\n"  # no query holds it, so that nothing is found across two blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """`starts` (blobs + 1,) where each begins in `raw`; `signs` are those of its pages in small letters."""

    oids: tuple[str, ...]
    starts: tuple[int, ...]
    raw: bytes
    signs: Signs

    @property
    def size_bytes(self) -> int:
        return len(self.raw) + self.signs.nbytes

    def blob_at(self, offset: int) -> tuple[str, int]:
        """The blob around an offset, and where it begins."""
        position = bisect_right(self.starts, offset) - 1
        return self.oids[position], self.starts[position]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Segments in the order in which they are to be searched. `unread` are blobs that cannot be held."""

    segments: tuple[Segment, ...] = ()
    held: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    has_all: bool = False  # of the revision that it was filled for

    @property
    def size_bytes(self) -> int:
        return sum(segment.size_bytes for segment in self.segments)


@dataclass(slots=True)
class _Filling:
    oids: list[str] = field(default_factory=list[str])
    parts: list[bytes] = field(default_factory=list[bytes])
    size: int = 0

    def add(self, oid: str, content: bytes) -> None:
        self.oids.append(oid)
        self.parts.append(content)
        self.size += len(content) + len(_BETWEEN)

    def close(self) -> Segment:
        raw = b"".join(part + _BETWEEN for part in self.parts)
        starts = tuple(accumulate((len(part) + len(_BETWEEN) for part in self.parts), initial=0))
        return Segment(oids=tuple(self.oids), starts=starts, raw=raw, signs=sign_pages(raw.lower()))


def choose_base(near: Corpus | None, oids: Sequence[str], limits: QuickLimits = LIMITS) -> Corpus:
    """What to go on from: `near`, unless much of it is of no use to a revision of these blobs."""
    if near is None or not near.held:
        return Corpus()
    wanted = frozenset(oids)
    unused = len(near.held - wanted) / len(near.held)
    is_scattered = unused > limits.scattered_share_max or len(near.segments) > limits.segments_max
    return Corpus() if is_scattered else Corpus(segments=near.segments, held=near.held, unread=near.unread)


def fill_corpus(
    base: Corpus,
    mirror: Path,
    oids: Sequence[str],
    *,
    should_stop: ShouldStop,
    on_growth: Callable[[Corpus], None],
    limits: QuickLimits = LIMITS,
) -> Corpus:
    """`base` with the blobs of `oids` that it lacks, in their order, as far as they fit. Raises what git raises."""
    corpus, missing = base, [oid for oid in dict.fromkeys(oids) if oid not in base.held and oid not in base.unread]
    for segment, unread in _read_segments(mirror, missing, limits.held_bytes_max - base.size_bytes, limits):
        corpus = Corpus(
            segments=(*corpus.segments, segment) if segment.oids else corpus.segments,
            held=corpus.held.union(segment.oids),
            unread=corpus.unread.union(unread),
        )
        on_growth(corpus)
        if should_stop():
            return corpus
    has_all = all(oid in corpus.held or oid in corpus.unread for oid in missing)
    return Corpus(segments=corpus.segments, held=corpus.held, unread=corpus.unread, has_all=has_all)


def _read_segments(
    mirror: Path, oids: Sequence[str], bytes_left: int, limits: QuickLimits
) -> Iterator[tuple[Segment, list[str]]]:
    """Segments of what fits, each with the blobs that hold no text or too much of it."""
    filling, unread = _Filling(), list[str]()
    with BlobReader(mirror) as reader:
        for blob in reader.iter_blobs(oids):
            content = blob.content
            if content is None or len(content) > limits.file_bytes_max or b"\0" in content:
                unread.append(blob.oid)
                continue
            bytes_left -= len(content) + len(_BETWEEN)
            if bytes_left < 0:
                break
            filling.add(blob.oid, content)
            if filling.size >= limits.segment_bytes:
                yield filling.close(), unread
                filling, unread = _Filling(), []
    if filling.oids or unread:
        yield filling.close(), unread


def pick_blobs(files: Mapping[str, Sequence[int]], weights: NDArray[np.float32]) -> list[str]:
    """Blobs, those of the weightiest files first."""
    best = {oid: max(float(weights[file]) for file in group) for oid, group in files.items()}
    return sorted(best, key=lambda oid: (-best[oid], files[oid][0]))
