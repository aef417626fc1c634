"""The history leg: what commits say of the files they touched, for questions about the past."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.core.errors import RepochatError
from repochat.git import GitLimits, HistoryCommit, is_ancestor, read_history
from repochat.search.query import Query

log = structlog.get_logger()

HALF_LIFE_DAYS = 180
FILES_PER_COMMIT_MAX = 20  # a commit that touches more says little of each
RECENT_SHARE = 0.3  # of the score that recency alone gives
_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitIndex:
    """Commits of a revision, newest first, with the words of their subjects."""

    commits: Sequence[HistoryCommit]
    words: tuple[frozenset[str], ...]
    idf: Mapping[str, float]
    now_s: int


def build_commit_index(commits: Sequence[HistoryCommit]) -> CommitIndex:
    """`commits` newest first; time counts back from the newest, so that a revision always reads the same."""
    words = tuple(_words(commit.subject) for commit in commits)
    return _count_words(tuple(commits), words, commits[0].committed_at if commits else 0)


def _count_words(commits: Sequence[HistoryCommit], words: tuple[frozenset[str], ...], now_s: int) -> CommitIndex:
    counts: dict[str, int] = defaultdict(int)
    for subject in words:
        for word in subject:
            counts[word] += 1
    idf = {word: math.log(1 + len(commits) / count) for word, count in counts.items()}
    return CommitIndex(commits=commits, words=words, idf=idf, now_s=now_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCommits:
    """The commits of another revision of the repository."""

    sha: str
    index: CommitIndex


def read_commit_index(mirror: Path, sha: str, known: HeldCommits | None, *, commits_max: int) -> CommitIndex:
    """The newest `commits_max` of `sha`; only those after `known` are read where that is a part of its past.

    History is an aid to ranking: where git cannot give it, the search goes on without.
    """
    limits = GitLimits(history_commits_max=commits_max)
    try:
        if known is None or not known.index.commits or not is_ancestor(mirror, known.sha, sha):
            return build_commit_index(read_history(mirror, sha, limits=limits).commits)
        recent = read_history(mirror, sha, known.sha, limits=limits).commits
    except RepochatError as error:
        log.warning("search.history_unavailable", mirror=mirror.name, reason=error.message)
        return build_commit_index(())
    return advance_commit_index(known.index, recent, sha=sha, commits_max=commits_max)


def advance_commit_index(
    index: CommitIndex, recent: Sequence[HistoryCommit], *, sha: str, commits_max: int
) -> CommitIndex:
    """`index` with the `recent` commits of `sha`, newest first, that it lacks; the oldest beyond the bound are left."""
    added = build_commit_index(recent)
    both = [*zip(added.commits, added.words, strict=True), *zip(index.commits, index.words, strict=True)]
    both = sorted(both, key=lambda each: -each[0].committed_at)[:commits_max]
    is_head = bool(recent) and recent[0].sha == sha  # else a merge, which has no part in the log
    now_s = recent[0].committed_at if is_head else max(added.now_s, index.now_s)
    return _count_words(tuple(commit for commit, _ in both), tuple(words for _, words in both), now_s)


def score_history(index: CommitIndex, query: Query) -> dict[str, float]:
    """How well the commits of each path fit the question, the best being 1. Newer ones count more."""
    scores: dict[str, float] = defaultdict(float)
    for commit, words in zip(index.commits, index.words, strict=True):
        if not 0 < len(commit.paths) <= FILES_PER_COMMIT_MAX:
            continue
        fit = sum(index.idf[word] for word in query.words if word in words)
        decay = 0.5 ** (max(0, index.now_s - commit.committed_at) / (HALF_LIFE_DAYS * _DAY_S))
        worth = (fit + RECENT_SHARE) * decay if query.type == "changed" else fit * (RECENT_SHARE + decay)
        for path in commit.paths:
            name = path.decode("utf-8", "replace")
            scores[name] = max(scores[name], worth)
    best = max(scores.values(), default=0.0)
    return {path: score / best for path, score in scores.items() if score > 0} if best > 0 else {}


def _words(subject: str) -> frozenset[str]:
    return frozenset(word for identifier in IDENTIFIER.findall(subject) for word in light_words(identifier))
