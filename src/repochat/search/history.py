"""The history leg: what commits say of the files they touched, for questions about the past."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.git import HistoryCommit
from repochat.search.query import Query

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
    counts: dict[str, int] = defaultdict(int)
    for subject in words:
        for word in subject:
            counts[word] += 1
    idf = {word: math.log(1 + len(commits) / count) for word, count in counts.items()}
    return CommitIndex(commits=commits, words=words, idf=idf, now_s=commits[0].committed_at if commits else 0)


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
