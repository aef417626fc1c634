"""Where to look: a fixed, learned prior. A bandit over files was measured to be no better, and it forgets on renames.

The rank mean of an offline model's score and of decayed commits: of all that was tried it came closest to an oracle.
"""

from collections.abc import Sequence

from repochat.catalog.thinking.occasion_store import Place


def rank_places(places: Sequence[Place]) -> list[tuple[str, float]]:
    """Paths with their worth, 1 (first) to 0, best first; equals by path, so that the order is always the same."""
    if not places:
        return []
    by_model = _rank([place.bug_percentile for place in places])
    by_commits = _rank([place.commits for place in places])
    worth = [(model + commits) / 2 for model, commits in zip(by_model, by_commits, strict=True)]
    return sorted(zip((place.path for place in places), worth, strict=True), key=lambda each: (-each[1], each[0]))


def _rank(values: Sequence[float]) -> list[float]:
    """Of each, the share of the others that it passes, equals by halves: 0 to 1."""
    if len(values) == 1:
        return [1.0]
    ordered = sorted(values)
    first = {value: at for at, value in reversed(list(enumerate(ordered)))}
    last = {value: at for at, value in enumerate(ordered)}
    return [(first[value] + last[value]) / 2 / (len(values) - 1) for value in values]
