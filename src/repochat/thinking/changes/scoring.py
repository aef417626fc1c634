"""How risky a change is among this repository's own commits of about its size."""

from pathlib import Path

from repochat.core.errors import RepochatError
from repochat.git import ShouldStop
from repochat.thinking.changes.brief import BriefRisk
from repochat.thinking.risk.change import score_change


def score_brief(
    mirror: Path, base: str | None, sha: str, *, should_stop: ShouldStop | None = None
) -> tuple[BriefRisk | None, str]:
    """None with the reason where it can't be told: a first commit, no code, or a history that takes too long."""
    if base is None:
        return None, ""
    try:
        risk = score_change(mirror, base, sha, should_stop=should_stop)
    except RepochatError as error:
        return None, f"The risk of this change is not known: {error}"
    if risk is None:
        return None, ""
    return BriefRisk(
        percentile=risk.percentile,
        size_percentile=risk.size_percentile,
        band_commits=risk.band_commits,
        band_lines=risk.band_lines,
        reasons=risk.reasons,
    ), ""
