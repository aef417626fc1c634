"""Revisions of a repository as they were, with the fixes of the year after: what scores are trained on and held to."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.core.errors import RepochatError
from repochat.git import find_commit_at, read_commit
from repochat.thinking.risk.features import build_table, rank_within
from repochat.thinking.risk.history import DAY_S
from repochat.thinking.risk.later import read_later_fixes
from repochat.thinking.risk.population import find_language

Floats = NDArray[np.float64]

HORIZON_DAYS = 365
YEARS_MAX = 4
FILES_MIN = 20
FIXED_MIN = 8


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """`n` files at a time T0: features from before it, `fixes` from the year after it."""

    repository: str
    language: str  # of most of its lines
    years_back: int
    sha: str
    scored_at: int  # T0 in seconds: the time of commit `sha`
    until_sha: str
    paths: tuple[str, ...]
    lines: Floats  # (n,)
    raw: Floats  # (n, features)
    ranks: Floats  # (n, features) within the repository
    fixes: Floats  # (n,)
    fixed_share: float  # of the year before


def read_snapshots(name: str, mirror: Path, head: str) -> list[Snapshot]:
    """One for each of the last years that has enough files and fixes, the latest first."""
    end = read_commit(mirror, head).committed_at
    found: list[Snapshot] = []
    for years in range(1, YEARS_MAX + 1):
        sha = find_commit_at(mirror, head, end - years * HORIZON_DAYS * DAY_S)
        until = find_commit_at(mirror, head, end - (years - 1) * HORIZON_DAYS * DAY_S)
        if sha is None or until is None or sha == until:
            continue
        try:
            snapshot = _read(name, mirror, sha, until, years)
        except RepochatError as error:
            print(f"{name}: {years} years back: {error.message}")
            continue
        if len(snapshot.paths) >= FILES_MIN and FIXED_MIN <= (snapshot.fixes > 0).sum() < len(snapshot.paths):
            found.append(snapshot)
    return found


def _read(name: str, mirror: Path, sha: str, until: str, years: int) -> Snapshot:
    table = build_table(mirror, sha)
    fixes = read_later_fixes(mirror, sha, until, table.paths, until_s=table.now_s + HORIZON_DAYS * DAY_S)
    lines_of = Counter[str]()
    for path, lines in zip(table.paths, table.lines, strict=True):
        lines_of[find_language(path) or "text"] += int(lines)
    return Snapshot(
        repository=name,
        language=lines_of.most_common(1)[0][0] if lines_of else "text",
        years_back=years,
        sha=sha,
        scored_at=table.now_s,
        until_sha=until,
        paths=table.paths,
        lines=table.lines,
        raw=table.raw,
        ranks=rank_within(table.raw),
        fixed_share=table.fixed_share,
        fixes=np.array([fixes[path] for path in table.paths], np.float64),
    )
