"""What a revision holds, counted whole or from the counts of the one before and the difference: the sums are equal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repochat.catalog.revision_store import FileVersion

Yields = Mapping[int, tuple[int, int]]
"""Numbers of chunks and symbols by blob id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of one revision; `blobs` are those that its files are read from, each once."""

    files: int
    skipped: Mapping[str, int]
    chunks: int
    symbols: int
    blobs: int


def count_files(files: Sequence[FileVersion], yields: Yields, *, but: frozenset[int] = frozenset()) -> Tally:
    """Of a revision with these files, or of a part of it whose other files are read from blobs that are in `but`."""
    ids = [file.blob_id for file in files if file.blob_id is not None]
    return Tally(
        files=len(ids),
        skipped=dict(sorted(_count_skips(files).items())),
        chunks=sum(yields[blob_id][0] for blob_id in ids),
        symbols=sum(yields[blob_id][1] for blob_id in ids),
        blobs=len(set(ids) - but),
    )


def count_change(counts: Mapping[str, Any], before: Tally, after: Tally) -> Tally:
    """Of the revision that differs from that of `counts` in files that are `before` there and `after` here."""
    was = read_tally(counts)
    skipped = Counter(was.skipped)
    skipped.update(after.skipped)
    skipped.subtract(before.skipped)
    return Tally(
        files=was.files + after.files - before.files,
        skipped={reason: count for reason, count in sorted(skipped.items()) if count},
        chunks=was.chunks + after.chunks - before.chunks,
        symbols=was.symbols + after.symbols - before.symbols,
        blobs=was.blobs + after.blobs - before.blobs,
    )


def read_tally(counts: Mapping[str, Any]) -> Tally:
    """The tally in a revision's counts, which are the report of its run."""
    return Tally(
        files=counts["files"],
        skipped=counts["skipped"],
        chunks=counts["chunks"],
        symbols=counts["symbols"],
        blobs=counts["reused_blobs"] + counts["new_blobs"],
    )


def _count_skips(files: Sequence[FileVersion]) -> Counter[str]:
    return Counter(file.skip_reason for file in files if file.skip_reason is not None)
