"""From pieces to the few lines that carry a statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from repochat.chat.generative.limits import VerifyLimits
from repochat.chat.generative.lookup import Finding

_HARD, _SOFT = 4, 1
_WORTH = 2 * _SOFT  # a window must add so much: one claim, or two words


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Lines of one piece, from 0, inclusive."""

    piece: int
    first: int
    last: int


def narrow(claims: Sequence[Finding], words: Sequence[Finding], limits: VerifyLimits) -> list[Window]:
    """The smallest windows that hold the claims, the richest first; words decide between equals."""
    open_claims = {number: finding for number, finding in enumerate((*claims, *words)) if finding.places}
    weights = {number: _HARD if number < len(claims) else _SOFT for number in open_claims}
    windows: list[Window] = []
    while open_claims and len(windows) < limits.windows_max:
        window, held = _choose(open_claims, weights, limits.window_lines_max)
        if sum(weights[number] for number in held) < _WORTH and windows:
            break
        windows.append(window)
        for number in held:
            del open_claims[number]
    return windows


def holds(finding: Finding, windows: Sequence[Window]) -> bool:
    """Whether one of the windows shows a line that carries the finding."""
    return any(w.piece == piece and w.first <= line <= w.last for piece, line in finding.places for w in windows)


def _choose(claims: dict[int, Finding], weights: dict[int, int], lines_max: int) -> tuple[Window, set[int]]:
    """The window of most weight; of equals the shortest, then the first."""
    by_piece: dict[int, dict[int, list[int]]] = {}
    for number, finding in claims.items():
        for piece, line in finding.places:
            by_piece.setdefault(piece, {}).setdefault(line, []).append(number)
    best: tuple[int, int, int, int] | None = None
    chosen: tuple[Window, set[int]] | None = None
    for piece, lines in by_piece.items():
        for first, last, held in _iter_windows(lines, lines_max):
            rank = (-sum(weights[number] for number in held), last - first, piece, first)
            if best is None or rank < best:
                best, chosen = rank, (Window(piece=piece, first=first, last=last), held)
    if chosen is None:
        raise AssertionError("findings with places have a window")
    return chosen


def _iter_windows(lines: dict[int, list[int]], lines_max: int) -> list[tuple[int, int, set[int]]]:
    """For each line that carries something, the window that begins there, cut after its last new claim."""
    order = sorted(lines)
    found: list[tuple[int, int, set[int]]] = []
    for at, first in enumerate(order):
        held: set[int] = set()
        last = first
        for line in order[at:]:
            if line - first >= lines_max:
                break
            if not held.issuperset(lines[line]):
                held.update(lines[line])
                last = line
        found.append((first, last, held))
    return found
