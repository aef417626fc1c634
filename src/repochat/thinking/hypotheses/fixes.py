"""Past fixes as patterns: what a fix took out of a function and what it put in, to be looked for in its twins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from repochat.core.errors import RepochatError
from repochat.git import GitLimits, HistoryCommit, ShouldStop, read_history
from repochat.syntax import detect_language, get_language
from repochat.thinking.changes.comparing import list_tokens
from repochat.thinking.changes.making import choose_sides
from repochat.thinking.changes.model import ChangedSymbol
from repochat.thinking.changes.reading import read_change
from repochat.thinking.hypotheses.limits import LIMITS, HypothesisLimits
from repochat.thinking.hypotheses.model import Place

GRAM = 4
_FIX = re.compile(
    r"\b(?:fix(?:es|ed)?|bug|regression|crash|leak|incorrect|wrong|overflow|race|deadlock|npe|segfault)\b",
    re.IGNORECASE,
)
_NO_FIX = re.compile(
    r"\b(?:typos?|docs?|documentation|lint|format(?:ting)?|style|changelog|spelling|ci|tests?|warnings?|build|bump)\b|^revert",
    re.IGNORECASE,
)
_TOKENS_MIN = 30
_CHANGED_GRAMS_MAX = 60

Grams = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixPattern:
    """What the fix did to the runs of four tokens of a function.

    `born` are path and name of what the fix made itself: no twin that it missed.
    """

    sha: str
    subject: str
    path: str
    name: str
    language: str
    before: Grams
    removed: Grams
    added: Grams
    mended: Place
    born: frozenset[tuple[str, str]]


def list_grams(tokens: list[str]) -> Grams:
    """Hashes of runs of GRAM tokens."""
    return frozenset(hash(tuple(tokens[at : at + GRAM])) for at in range(len(tokens) - GRAM + 1))


def read_fixes(
    mirror: Path,
    sha: str,
    since_sha: str | None = None,
    *,
    should_stop: ShouldStop | None = None,
    limits: HypothesisLimits = LIMITS,
) -> Iterator[FixPattern]:
    """Of the newest fixes by their subjects, those that changed few files and a function's body.

    `since_sha` leaves out what it can reach.
    """
    history = read_history(
        mirror, sha, since_sha, limits=replace(GitLimits(), history_commits_max=limits.history_commits_max)
    )
    chosen = [each for each in history.commits if _is_fix(each, limits)][: limits.fixes_max]
    for commit in chosen:
        if should_stop is not None and should_stop():
            return
        try:
            sides = choose_sides(mirror, None, commit.sha)
            change = read_change(mirror, sides.base, commit.sha, should_stop=should_stop)
        except RepochatError:
            continue  # the mirror may lack it, or it may touch more than is compared
        born = frozenset(
            (each.shown.file.path, each.shown.name)
            for each in change.symbols
            if each.change in ("added", "renamed", "moved")
        )
        for symbol in change.symbols:
            if (pattern := _build(symbol, commit, born)) is not None:
                yield pattern


def _is_fix(commit: HistoryCommit, limits: HypothesisLimits) -> bool:
    """By its subject, as far as words tell; one that touches many files says of none what it mended."""
    if not _FIX.search(commit.subject) or _NO_FIX.search(commit.subject) or commit.is_cut:
        return False
    code = [path for path in commit.paths if _is_code(path.decode("utf-8", "replace"))]
    return 0 < len(code) <= limits.fix_files_max


def _is_code(path: str) -> bool:
    return get_language(detect_language(path, b"")).chunker == "code"


def _build(symbol: ChangedSymbol, commit: HistoryCommit, born: frozenset[tuple[str, str]]) -> FixPattern | None:
    old, new = symbol.old, symbol.new
    if symbol.is_test or symbol.change != "body" or old is None or new is None:
        return None
    if old.function is None or new.function is None or old.file.tree is None or new.file.tree is None:
        return None
    before, after = list_tokens(old.file.tree, old.function), list_tokens(new.file.tree, new.function)
    if len(before) < _TOKENS_MIN:
        return None
    grams_before, grams_after = list_grams(before), list_grams(after)
    removed, added = grams_before - grams_after, grams_after - grams_before
    if not removed or not added or len(removed) + len(added) > _CHANGED_GRAMS_MAX:
        return None
    return FixPattern(
        sha=commit.sha,
        subject=commit.subject,
        path=new.file.path,
        name=new.name,
        language=new.file.parsed.language,
        before=grams_before,
        removed=removed,
        added=added,
        mended=Place(
            path=new.file.path,
            blob=new.file.blob,
            start_line=new.function.start_line,
            end_line=new.function.end_line,
            why="mended",
            sha=commit.sha,
        ),
        born=born,
    )
