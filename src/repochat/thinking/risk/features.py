"""The features of all files of a revision: history and bytes side by side, then ranked within the repository."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from repochat.git import BlobReader, GitLimits, GitStoppedError, TreeEntry, list_tree, read_commit, read_line_history
from repochat.thinking.risk.history import DAY_S, FileHistory, replay
from repochat.thinking.risk.measures import BlobMeasures, count_in_degree, find_tested, measure_blob
from repochat.thinking.risk.model import LIMITS, FileSignals, RiskLimits, ShouldStop
from repochat.thinking.risk.population import find_language, is_test, list_endings

Floats = NDArray[np.float64]

HISTORY_FEATURES = (
    "commits", "recent_commits", "lasting_commits", "fixes", "recent_fixes", "lasting_fixes", "reverts", "churn",
    "recent_churn", "growth", "authors", "minor_authors", "owner_share", "age_days", "quiet_days", "entropy", "spread",
    "folder_fixes", "companion_fixes",
)  # fmt: skip
FILE_FEATURES = (
    "lines", "code_lines", "branches", "definitions", "nesting", "todos", "imports", "in_degree", "has_test", "depth",
)  # fmt: skip
RATIO_FEATURES = ("branches_per_line", "commits_per_line", "fixes_per_line", "churn_per_line", "fix_share")
FEATURES = (*HISTORY_FEATURES, *FILE_FEATURES, *RATIO_FEATURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTable:
    """`n` files of a revision by path, with each of FEATURES as a column; nan is unknown."""

    sha: str
    now_s: int
    paths: tuple[str, ...]
    lines: Floats  # (n,) at least 1
    raw: Floats  # (n, features)
    histories: Mapping[str, FileHistory]
    commits_read: int
    is_history_cut: bool
    has_lines: bool
    files_left_out: int

    @property
    def fixed_share(self) -> float:
        """The share of files that were mended in the year before; between none and all, so that it has log odds."""
        fixed = sum(path in self.histories and self.histories[path].fixes_365_days > 0 for path in self.paths)
        return (fixed + 1.0) / (len(self.paths) + 2.0)

    def column(self, name: str) -> Floats:
        """The raw values of one feature."""
        return self.raw[:, FEATURES.index(name)]


def build_table(
    mirror: Path,
    sha: str,
    signals: Mapping[str, FileSignals] | None = None,
    *,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> RiskTable:
    """Reads history and files of commit `sha`, and nothing after it. Raises MissingObjectError, LimitError (time)."""
    git_limits = GitLimits(read_timeout_s=limits.log_timeout_s, blob_bytes_max=limits.file_bytes_max)
    now_s = read_commit(mirror, sha, limits=git_limits).committed_at
    entries = list_tree(mirror, sha, limits=git_limits)
    sources, left_out = _choose(entries, limits)
    log = read_line_history(
        mirror,
        sha,
        suffixes=list_endings(_text(entry.path) for entry in sources),
        commits_max=limits.commits_max,
        should_stop=should_stop,
        limits=git_limits,
    )
    measured = _measure(mirror, sources, git_limits, should_stop)
    paths = tuple(sorted(measured))
    histories = replay(log.commits, now_s, limits=limits)
    tests = [path for path in map(_text, (entry.path for entry in entries)) if is_test(path)]
    columns = _build_columns(paths, measured, histories, tests, signals or {}, now_s)
    return RiskTable(
        sha=sha,
        now_s=now_s,
        paths=paths,
        lines=np.maximum(1.0, np.array([measured[path].lines for path in paths], np.float64)),
        raw=np.stack([columns[name] for name in FEATURES], axis=1) if paths else np.empty((0, len(FEATURES))),
        histories=histories,
        commits_read=len(log.commits),
        is_history_cut=log.is_cut,
        has_lines=log.has_lines,
        files_left_out=left_out + len(sources) - len(paths),
    )


def rank_within(raw: Floats) -> Floats:
    """Each column as shares in [0, 1]: of files that have less, ties halved. What is unknown is 0.5, the middle."""
    return np.stack([_rank(column) for column in raw.T], axis=1) if raw.size else raw


def _rank(values: Floats) -> Floats:
    known = ~np.isnan(values)
    ranks = np.full(len(values), 0.5)
    if known.sum() > 1:
        ordered = np.sort(values[known])
        below = np.searchsorted(ordered, values[known], "left")
        upto = np.searchsorted(ordered, values[known], "right")
        ranks[known] = (below + upto) / 2 / len(ordered)
    return ranks


def _choose(entries: Sequence[TreeEntry], limits: RiskLimits) -> tuple[list[TreeEntry], int]:
    code = [entry for entry in entries if entry.kind in ("file", "executable") and find_language(_text(entry.path))]
    kept = [entry for entry in code if (entry.size or 0) <= limits.file_bytes_max][: limits.files_max]
    return kept, len(code) - len(kept)


def _measure(
    mirror: Path, entries: Sequence[TreeEntry], limits: GitLimits, should_stop: ShouldStop | None
) -> dict[str, BlobMeasures]:
    measured: dict[str, BlobMeasures] = {}
    with BlobReader(mirror, limits=limits) as reader:
        for entry, blob in zip(entries, reader.iter_blobs(entry.oid for entry in entries), strict=True):
            if should_stop is not None and should_stop():
                raise GitStoppedError("The scoring was stopped.", hint="Start it again.")
            if blob.content and b"\0" not in blob.content:
                measured[_text(entry.path)] = measure_blob(blob.content)
    return measured


def _build_columns(
    paths: Sequence[str],
    measured: Mapping[str, BlobMeasures],
    histories: Mapping[str, FileHistory],
    tests: Sequence[str],
    signals: Mapping[str, FileSignals],
    now_s: int,
) -> dict[str, Floats]:
    never = FileHistory(first_at=now_s, last_at=0)
    past = [histories.get(path, never) for path in paths]
    files = [measured[path] for path in paths]
    return _add_ratios({**_read_history(paths, past, histories, now_s), **_read_files(paths, files, tests, signals)})


def _read_history(
    paths: Sequence[str], past: Sequence[FileHistory], histories: Mapping[str, FileHistory], now_s: int
) -> dict[str, Floats]:
    return {
        "commits": _floats(each.commits for each in past),
        "recent_commits": _floats(each.recent_commits for each in past),
        "lasting_commits": _floats(each.lasting_commits for each in past),
        "fixes": _floats(each.fixes for each in past),
        "recent_fixes": _floats(each.recent_fixes for each in past),
        "lasting_fixes": _floats(each.lasting_fixes for each in past),
        "reverts": _floats(each.reverts for each in past),
        "churn": _floats(each.added + each.removed for each in past),
        "recent_churn": _floats(each.recent_churn for each in past),
        "growth": _floats(each.added - each.removed for each in past),
        "authors": _floats(len(each.authors) for each in past),
        "minor_authors": _floats(each.minor_authors for each in past),
        "owner_share": _floats(each.owner_share for each in past),
        "age_days": _floats((now_s - each.first_at) / DAY_S for each in past),
        "quiet_days": _floats((now_s - each.last_at) / DAY_S if each.commits else np.nan for each in past),
        "entropy": _floats(each.entropy for each in past),
        "spread": _floats(each.spread / each.lasting_commits if each.lasting_commits else np.nan for each in past),
        "folder_fixes": _sum_folder_fixes(paths, past),
        "companion_fixes": _floats(_weigh_companions(each, histories) for each in past),
    }


def _read_files(
    paths: Sequence[str], files: Sequence[BlobMeasures], tests: Sequence[str], signals: Mapping[str, FileSignals]
) -> dict[str, Floats]:
    guessed = count_in_degree({path: each.imported for path, each in zip(paths, files, strict=True)})
    known = {path: each.in_degree for path, each in signals.items() if each.in_degree is not None}
    in_degrees = known or guessed
    tested = find_tested(paths, tests)
    return {
        "lines": _floats(each.lines for each in files),
        "code_lines": _floats(each.code_lines for each in files),
        "branches": _floats(each.branches for each in files),
        "definitions": _floats(each.definitions for each in files),
        "nesting": _floats(each.nesting for each in files),
        "todos": _floats(each.todos for each in files),
        "imports": _floats(len(each.imported) for each in files),
        "in_degree": _floats(in_degrees.get(path, np.nan) for path in paths),
        "has_test": _floats(path in tested for path in paths),
        "depth": _floats(path.count("/") for path in paths),
    }


def _add_ratios(columns: dict[str, Floats]) -> dict[str, Floats]:
    lines = np.maximum(1.0, columns["lines"])
    return {
        **columns,
        "branches_per_line": columns["branches"] / lines,
        "commits_per_line": columns["lasting_commits"] / lines,
        "fixes_per_line": columns["lasting_fixes"] / lines,
        "churn_per_line": columns["recent_churn"] / lines,
        "fix_share": (columns["fixes"] + 0.5) / (columns["commits"] + 2.0),
    }


def _sum_folder_fixes(paths: Sequence[str], past: Sequence[FileHistory]) -> Floats:
    """The mean of lasting fixes among the other files of the folder; unknown for one alone."""
    sums: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    folders = [str(PurePosixPath(path).parent) for path in paths]
    for folder, each in zip(folders, past, strict=True):
        sums[folder] += each.lasting_fixes
        counts[folder] += 1
    return _floats(
        (sums[folder] - each.lasting_fixes) / (counts[folder] - 1) if counts[folder] > 1 else np.nan
        for folder, each in zip(folders, past, strict=True)
    )


def _weigh_companions(file: FileHistory, histories: Mapping[str, FileHistory]) -> float:
    """The recent fixes of files that changed with it, weighted by how often they did."""
    total = sum(file.companions.values())
    if not total:
        return 0.0
    fixes = ((histories[name].lasting_fixes, n) for name, n in file.companions.items() if name in histories)
    return sum(value * n for value, n in fixes) / total


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
