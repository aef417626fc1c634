"""The features of changes: what each commit of a history was, as seen when it was made (Kamei et al. 2013)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from repochat.git import LoggedCommit
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.history import DAY_S, LASTING_DAYS, RECENT_DAYS, decay
from repochat.thinking.risk.model import LIMITS, ChangeFile, RiskLimits
from repochat.thinking.risk.population import find_language

Floats = NDArray[np.float64]

CHANGE_FEATURES = (
    "added", "removed", "files", "folders", "entropy", "new_files", "is_fix", "experience", "own_share", "file_commits",
    "file_recent_commits", "file_fixes", "file_authors", "quiet_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable:
    """`n` commits that touched code, the oldest first, with each of CHANGE_FEATURES as a column."""

    shas: tuple[str, ...]
    times: Floats  # (n,) seconds
    sizes: Floats  # (n,) lines added and removed
    raw: Floats  # (n, features)


@dataclass(slots=True, kw_only=True)
class _File:
    at: int
    commits: int = 0
    recent: float = 0.0
    fixes: float = 0.0
    authors: set[str] = field(default_factory=set[str])

    def age_to(self, now_s: int) -> None:
        """Lets the decayed counts be those of `now_s`."""
        self.recent *= decay(now_s - self.at, RECENT_DAYS)
        self.fixes *= decay(now_s - self.at, LASTING_DAYS)
        self.at = max(self.at, now_s)


class ChangeReader:
    """Walks through a history, the oldest commit first, and tells of each commit what was known before it."""

    def __init__(self, limits: RiskLimits = LIMITS) -> None:
        self._limits = limits
        self._files: dict[str, _File] = {}
        self._authors = Counter[str]()

    def read(self, commits: Iterable[LoggedCommit]) -> ChangeTable:
        """The commits that touched code, sweeps left out."""
        rows: list[tuple[str, int, float, list[float]]] = []
        for commit in commits:
            self._rename(commit)
            files = _take_code(commit)
            if files and len(files) <= self._limits.commit_files_max and not commit.is_cut:
                features = self.describe(
                    files, commit.author, commit.committed_at, is_fix=bool(find_fix(commit.subject, commit.body))
                )
                rows.append((commit.sha, commit.committed_at, _size(files), features))
                self._learn(commit, files)
        return ChangeTable(
            shas=tuple(row[0] for row in rows),
            times=np.array([row[1] for row in rows], np.float64),
            sizes=np.array([row[2] for row in rows], np.float64),
            raw=np.array([row[3] for row in rows], np.float64).reshape(len(rows), len(CHANGE_FEATURES)),
        )

    def describe(self, files: Sequence[ChangeFile], author: str, at_s: int, *, is_fix: bool) -> list[float]:
        """In the order of CHANGE_FEATURES, from what was read so far."""
        known = [self._files[file.path] for file in files if file.path in self._files]
        quiet_days = _mean([max(0.0, (at_s - each.at) / DAY_S) for each in known])
        for each in known:
            each.age_to(at_s)
        weights = [(file.added or 0) + (file.removed or 0) for file in files]
        return [
            float(sum(file.added or 0 for file in files)),
            float(sum(file.removed or 0 for file in files)),
            float(len(files)),
            float(len({str(PurePosixPath(file.path).parent) for file in files})),
            _entropy(weights),
            float(len(files) - len(known)),
            float(is_fix),
            float(self._authors[author]),
            _mean([float(author in each.authors) for each in known]),
            _mean([float(each.commits) for each in known]),
            max((each.recent for each in known), default=0.0),
            max((each.fixes for each in known), default=0.0),
            float(max((len(each.authors) for each in known), default=0)),
            quiet_days,
        ]

    def _learn(self, commit: LoggedCommit, files: Sequence[ChangeFile]) -> None:
        self._authors[commit.author] += 1
        is_fix = find_fix(commit.subject, commit.body) is not None
        for file in files:
            known = self._files.setdefault(file.path, _File(at=commit.committed_at))
            known.age_to(commit.committed_at)
            known.commits += 1
            known.recent += 1
            known.fixes += is_fix
            known.authors.add(commit.author)

    def _rename(self, commit: LoggedCommit) -> None:
        for file in commit.files:
            if file.old_path != file.path and (moved := self._files.pop(_text(file.old_path), None)) is not None:
                self._files[_text(file.path)] = moved


def _take_code(commit: LoggedCommit) -> list[ChangeFile]:
    files = (ChangeFile(path=_text(file.path), added=file.added, removed=file.removed) for file in commit.files)
    return [file for file in files if find_language(file.path)]


def _size(files: Sequence[ChangeFile]) -> float:
    return float(sum((file.added or 0) + (file.removed or 0) for file in files))


def _entropy(weights: Sequence[int]) -> float:
    """In bits, of how the changed lines are spread over the files."""
    total = sum(weights)
    return -sum(w / total * log2(w / total) for w in weights if w) if total else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
