"""Where lines of a patch stand in a pinned commit: only these can be cited."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from repochat.chat.pinned import Pinned
from repochat.chat.tools.finding.patches import ShownPatch
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.finding.symbols import find_around
from repochat.chat.tools.limits import ToolLimits

Side = Literal["new", "old"]
_PLACES_TRIED_MAX = 40  # of a line that stands in a file many times


def find_standing(
    pin: Pinned, path: str, patch: ShownPatch, limits: ToolLimits, *, side: Side = "new"
) -> tuple[Place, ...]:
    """Passages of the pinned file that hold changed lines of the patch, as many in a row as possible, in order.

    A passage has at least one line with a word; at most `standing_max` of the longest are given.
    """
    lines = [line.rstrip(b"\r\n") for line in pin.source.read_lines(path)]
    at: dict[bytes, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        at[line].append(number)
    mark = b"+" if side == "new" else b"-"
    found: set[tuple[int, int]] = set()
    for hunk in patch.hunks:
        for is_side, run in groupby(hunk.lines, key=lambda line: line.startswith(mark)):
            if is_side:
                found.update(_match(lines, at, [line[1:].rstrip(b"\r") for line in run]))
    longest = sorted(found, key=lambda span: (span[0] - span[1], span))[: limits.standing_max]
    return tuple(_place(pin, path, span, limits) for span in sorted(longest))


def _match(lines: Sequence[bytes], at: dict[bytes, list[int]], run: list[bytes]) -> list[tuple[int, int]]:
    """0-based spans of `lines` that equal parts of `run`, found greedily from its start."""
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(run):
        best = (0, 0)
        for start in at.get(run[position], ())[:_PLACES_TRIED_MAX]:
            length = 0
            while (
                position + length < len(run)
                and start + length < len(lines)
                and lines[start + length] == run[position + length]
            ):
                length += 1
            best = max(best, (length, -start))
        length, start = best[0], -best[1]
        if any(
            char.isalnum() for line in run[position : position + length] for char in line.decode("utf-8", "replace")
        ):
            spans.append((start, start + length - 1))
        position += max(1, length)
    return spans


def _place(pin: Pinned, path: str, span: tuple[int, int], limits: ToolLimits) -> Place:
    last = min(span[1], span[0] + limits.lines_max - 1)
    return Place(
        pinned=pin,
        path=path,
        start_line=span[0] + 1,
        end_line=last + 1,
        symbol=find_around(pin, path, span[0] + 1),
        goes_on=last < span[1],
    )
