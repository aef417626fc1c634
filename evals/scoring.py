"""The benchmark's rule: how well ten ranked chunks answer a question whose answers are known.

A target is hit by the first chunk whose path ends in the target's and whose lines overlap its span, if it has one.
DCG sums 1/log2(rank+1) over the distinct ranks that first hit a target; the ideal is the same sum over
min(10, targets) leading ranks. The strict variant wants an intersection over union of at least IOU_MIN where there is
a span.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RANKS = 10
IOU_MIN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file that answers, or lines of it. `start_line` and `end_line` are 1-based and inclusive, both or neither."""

    path: str
    start_line: int | None = None
    end_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A returned chunk: lines `start_line` to `end_line` of the file at `path`."""

    path: str
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`first_rank` is where the first target was hit, None when none was among the first RANKS.

    `file_ndcg` asks for the right files alone: what it has over `ndcg` was lost by showing other lines of them.
    """

    ndcg: float
    strict_ndcg: float
    file_ndcg: float
    first_rank: int | None


def score_question(chunks: Sequence[Span], targets: Sequence[Target]) -> Score:
    """The score of `chunks` in the order they were returned; those past RANKS do not count. Needs a target."""
    assert targets, "a question without targets cannot be scored"
    shown = chunks[:RANKS]
    ranks = find_ranks(shown, targets, iou_min=0.0)
    files = [Target(path=path) for path in dict.fromkeys(target.path for target in targets)]
    return Score(
        ndcg=compute_ndcg(ranks, len(targets)),
        strict_ndcg=compute_ndcg(find_ranks(shown, targets, iou_min=IOU_MIN), len(targets)),
        file_ndcg=compute_ndcg(find_ranks(shown, files, iou_min=0.0), len(files)),
        first_rank=min(ranks, default=None),
    )


def find_ranks(chunks: Sequence[Span], targets: Iterable[Target], *, iou_min: float) -> set[int]:
    """The distinct 1-based ranks that first hit a target."""
    firsts = (
        next((rank for rank, chunk in enumerate(chunks, 1) if is_hit(chunk, target, iou_min=iou_min)), None)
        for target in targets
    )
    return {rank for rank in firsts if rank is not None}


def compute_ndcg(ranks: Iterable[int], targets: int) -> float:
    """NDCG@RANKS of binary gains at `ranks`, where `targets` could have been hit."""
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(RANKS, targets) + 1))
    return sum(1 / math.log2(rank + 1) for rank in ranks) / ideal


def is_hit(chunk: Span, target: Target, *, iou_min: float) -> bool:
    """Whether `chunk` shows `target`; any overlap does when `iou_min` is 0."""
    if not is_same_path(chunk.path, target.path):
        return False
    if target.start_line is None or target.end_line is None:
        return True
    shared = min(chunk.end_line, target.end_line) - max(chunk.start_line, target.start_line) + 1
    if shared <= 0:
        return False
    union = (chunk.end_line - chunk.start_line + 1) + (target.end_line - target.start_line + 1) - shared
    return shared / union >= iou_min


def is_same_path(path: str, target: str) -> bool:
    """Whether `path` is `target` or ends in it, whole segments only."""
    return path == target or path.endswith(f"/{target}")
