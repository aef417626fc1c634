"""Commits of a repository and which of them brought in what a later fix mended (SZZ): what the change model learns."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.core.errors import RepochatError
from repochat.git import GitLimits, LoggedCommit, read_line_history
from repochat.thinking.risk.commits import ChangeReader
from repochat.thinking.risk.features import rank_within
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.history import DAY_S
from repochat.thinking.risk.model import LIMITS
from repochat.thinking.risk.population import find_language, list_endings, list_sources
from repochat.thinking.risk.szz import trace_fix

Floats = NDArray[np.float64]

FIXES_MAX = 150
BLAMES_EACH = 8
RIPE_DAYS = 180  # a commit is judged when somebody had so long to mend it
COMMITS_MIN = 60
POSITIVES_MIN = 10
COMMITS_MAX = 2_000
_MENDED_FILES_MAX = 5


@dataclass(frozen=True, kw_only=True)
class Judged:
    """`n` commits, and whether a later fix mended their lines."""

    repository: str
    sizes: Floats  # (n,)
    raw: Floats  # (n, features)
    ranks: Floats  # (n, features) within the repository
    is_guilty: NDArray[np.bool_]  # (n,)


def read_judged(name: str, mirror: Path, head: str) -> Judged | None:
    """The newest fixes are followed back; commits since the oldest of them are judged. None when they are too few."""
    limits = GitLimits(read_timeout_s=600)
    endings = list_endings(list_sources(mirror, head, limits))
    log = read_line_history(mirror, head, suffixes=endings, commits_max=LIMITS.commits_max, limits=limits)
    fixes = [commit for commit in log.commits if _mends(commit)][-FIXES_MAX:]
    if not fixes:
        return None
    guilty: set[str] = set()
    for fix in fixes:
        try:
            guilty.update(found.sha for found in trace_fix(mirror, fix.sha, blames_max=BLAMES_EACH).found)
        except RepochatError as error:
            print(f"{name}: {fix.sha[:12]}: {error.message}")
    table = ChangeReader().read(log.commits)
    last = log.commits[-1].committed_at - RIPE_DAYS * DAY_S
    # From half the span before the oldest fix on: what is older had its chance to be mended before.
    span = log.commits[-1].committed_at - fixes[0].committed_at
    kept = np.flatnonzero((table.times >= fixes[0].committed_at - span / 2) & (table.times <= last))[-COMMITS_MAX:]
    is_guilty = np.array([table.shas[at] in guilty for at in kept], bool)
    if len(kept) < COMMITS_MIN or is_guilty.sum() < POSITIVES_MIN:
        return None
    raw = table.raw[kept]
    return Judged(repository=name, sizes=table.sizes[kept], raw=raw, ranks=rank_within(raw), is_guilty=is_guilty)


def _mends(commit: LoggedCommit) -> bool:
    code = [file for file in commit.files if find_language(file.path.decode("utf-8", "replace"))]
    return 0 < len(code) <= _MENDED_FILES_MAX and find_fix(commit.subject, commit.body) in ("issue", "words")
