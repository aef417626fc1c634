"""Where lines of a file went, by the hunks of git's difference without context."""

from collections.abc import Sequence

from repochat.git import Hunk


def map_lines(hunks: Sequence[Hunk], start: int, end: int) -> tuple[int, int] | None:
    """Where lines `start` to `end` stand now; None when a hunk touches or parts them."""
    shift = 0
    for hunk in hunks:
        first, last = _find_edges(hunk)
        if last < start:
            shift += hunk.new_count - hunk.old_count
        elif first <= end:
            return None
    return start + shift, end + shift


def map_region(hunks: Sequence[Hunk], start: int, end: int) -> tuple[int, int]:
    """About where lines that were changed stand now: at least one line, and all that a hunk put in their place."""
    before = sum(hunk.new_count - hunk.old_count for hunk in hunks if _find_edges(hunk)[1] < start)
    inside = [hunk for hunk in hunks if _find_edges(hunk)[0] <= end and _find_edges(hunk)[1] >= start]
    first, last = start + before, end + before + sum(hunk.new_count - hunk.old_count for hunk in inside)
    for hunk in inside:
        if hunk.new_count:
            first, last = min(first, hunk.new_start), max(last, hunk.new_start + hunk.new_count - 1)
    return max(1, first), max(1, first, last)


def _find_edges(hunk: Hunk) -> tuple[float, float]:
    """The old lines that a hunk takes away; an insertion lies between two lines and takes none."""
    if hunk.old_count:
        return hunk.old_start, hunk.old_start + hunk.old_count - 1
    return hunk.old_start + 0.5, hunk.old_start + 0.5
