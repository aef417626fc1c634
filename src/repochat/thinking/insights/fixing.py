"""Which commit touched the lines of an insight that is gone: the one that fixed it, as far as git can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import RepochatError
from repochat.git import Hunk, LoggedCommit, is_ancestor, list_changes, read_commit, read_line_history, read_patch
from repochat.git.process import ShouldStop
from repochat.thinking.insights.limits import LIMITS


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where lines stand: `start` to `end`, from 1, both in; `path` is of text."""

    path: str
    start: int
    end: int


class FixFinder:
    """Walks from the commit where a thing was last seen to the one where it is gone. Blocks on git; never raises.

    What it read of a stretch of history serves all insights that were last seen at its beginning.
    """

    def __init__(self, mirror: Path, sha: str, should_stop: ShouldStop | None = None) -> None:
        self._mirror = mirror
        self._sha = sha
        self._should_stop = should_stop
        self._stretches: dict[str, tuple[LoggedCommit, ...]] = {}
        self._ancestors: dict[tuple[str, str], bool] = {}
        self._patches_left = LIMITS.patches_max

    def is_outdated(self, seen_sha: str) -> bool:
        """Whether the thing was last seen at a commit that comes after this one."""
        return seen_sha != self._sha and self._comes_after(self._sha, seen_sha)

    def find(self, seen_sha: str, path: str, start_line: int, end_line: int) -> str:
        """The commit that touched these lines first, or removed their file; "" where git does not tell."""
        lines = _Lines(path, max(1, start_line), max(1, end_line))
        for commit in self._read_stretch(seen_sha):
            change = next((each for each in commit.files if _text(each.old_path) == lines.path), None)
            if change is None:
                continue
            new_path = _text(change.path)
            hunks = self._read_hunks(commit.sha, (change.old_path, change.path))
            if hunks is None:
                return ""
            after = _follow(lines, hunks)
            if after is None:
                return commit.sha
            lines = _Lines(new_path, *after)
        return ""

    def find_renames(self, seen_shas: Sequence[str]) -> dict[str, str]:
        """Old path -> new path, of what was renamed since any of these commits."""
        renames: dict[str, str] = {}
        for sha in list(dict.fromkeys(seen_shas))[: LIMITS.renames_max]:
            try:
                changes = list_changes(self._mirror, sha, self._sha, should_stop=self._should_stop)
            except RepochatError:
                continue
            renames.update((_text(each.old_path), _text(each.path)) for each in changes if each.status == "renamed")
        return renames

    def _comes_after(self, old_sha: str, new_sha: str) -> bool:
        key = (old_sha, new_sha)
        if key not in self._ancestors:
            try:
                self._ancestors[key] = is_ancestor(self._mirror, old_sha, new_sha)
            except RepochatError:
                self._ancestors[key] = False
        return self._ancestors[key]

    def _read_stretch(self, seen_sha: str) -> tuple[LoggedCommit, ...]:
        """Oldest first; none when the stretch is too long to say which commit came first, or git lost its beginning."""
        if seen_sha not in self._stretches:
            try:
                history = read_line_history(
                    self._mirror,
                    self._sha,
                    seen_sha,
                    commits_max=LIMITS.commits_between_max,
                    should_stop=self._should_stop,
                )
                self._stretches[seen_sha] = () if history.is_cut else history.commits
            except RepochatError:
                self._stretches[seen_sha] = ()
        return self._stretches[seen_sha]

    def _read_hunks(self, sha: str, paths: tuple[bytes, bytes]) -> Sequence[Hunk] | None:
        if self._patches_left <= 0:
            return None
        self._patches_left -= 1
        try:
            parents = read_commit(self._mirror, sha).parents
            wanted = tuple(dict.fromkeys(paths))
            patch = read_patch(
                self._mirror,
                parents[0] if parents else None,
                sha,
                wanted,
                context_lines=0,
                should_stop=self._should_stop,
            )
        except RepochatError:
            return None
        return None if patch.is_cut else [hunk for file in patch.files for hunk in file.hunks]


def _follow(lines: _Lines, hunks: Sequence[Hunk]) -> tuple[int, int] | None:
    """Where the lines stand after the hunks; None when one of them touches the lines."""
    shift = 0
    for hunk in hunks:
        old_end = hunk.old_start + hunk.old_count - 1
        if hunk.old_count == 0:  # lines were put after `old_start`: within the range that is a touch
            if lines.start <= hunk.old_start < lines.end:
                return None
            shift += hunk.new_count if hunk.old_start < lines.start else 0
        elif hunk.old_start <= lines.end and old_end >= lines.start:
            return None
        elif old_end < lines.start:
            shift += hunk.new_count - hunk.old_count
    return lines.start + shift, lines.end + shift


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
