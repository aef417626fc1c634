"""What the scores were worth on a repository's own past: made a year ago, held against the fixes since."""

from pathlib import Path

import numpy as np

from repochat.git import find_commit_at, read_commit
from repochat.thinking.risk.additive import RiskModel, read_model
from repochat.thinking.risk.features import build_table
from repochat.thinking.risk.history import DAY_S
from repochat.thinking.risk.later import read_later_fixes
from repochat.thinking.risk.model import LIMITS, OwnHistory, RiskLimits, ShouldStop
from repochat.thinking.risk.quality import measure_quality
from repochat.thinking.risk.revision import score_table

_FILES_MIN = 10
_FIXED_MIN = 5


def measure_own_history(
    mirror: Path,
    sha: str,
    *,
    model: RiskModel | None = None,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> OwnHistory | None:
    """Both scores, and size alone, as of `own_history_days` before commit `sha`, held against the fixes up to it.

    None when there was no such commit, or too few files or fixes to say anything. Reads the history twice; blocks.
    Raises MissingObjectError, LimitError (`log_timeout_s`), GitStoppedError.
    """
    until = read_commit(mirror, sha).committed_at
    old_sha = find_commit_at(mirror, sha, int(until - limits.own_history_days * DAY_S))
    if old_sha is None or old_sha == sha:
        return None
    table = build_table(mirror, old_sha, limits=limits, should_stop=should_stop)
    counted = read_later_fixes(mirror, old_sha, sha, table.paths, limits=limits, should_stop=should_stop)
    fixes = np.array([counted[path] for path in table.paths], np.float64)
    fixed = int((fixes > 0).sum())
    if len(table.paths) < _FILES_MIN or not _FIXED_MIN <= fixed < len(table.paths):
        return None
    scores = score_table(table, model or read_model())
    bug, review, size = (measure_quality(each, table.lines, fixes) for each in (scores.bug, scores.review, table.lines))
    return OwnHistory(
        sha=old_sha,
        scored_at=table.now_s,
        until=until,
        files=len(table.paths),
        fixed_files=fixed,
        fixes=int(fixes.sum()),
        bug=bug,
        review=review,
        size=size,
        sentence=_tell(review.recall_fifth or 0.0, size.recall_fifth or 0.0, int(fixes.sum())),
    )


def _tell(review: float, size: float, fixes: int) -> str:
    return (
        f"The first fifth of lines by this score held {review:.0%} of the {fixes} later fixes;"
        f" by size alone it held {size:.0%}."
    )
