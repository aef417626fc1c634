"""Reading both sides: the files that differ, their definitions, and the commits in between."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from repochat.chat.comparing.definitions import compare_definitions, find_renames, read_definitions, score_change
from repochat.chat.comparing.limits import LIMITS, CompareLimits
from repochat.chat.comparing.model import Compared, Definition, DefinitionChange, FileDifference
from repochat.chat.history.limits import LIMITS as HISTORY_LIMITS
from repochat.chat.history.model import ToldCommit
from repochat.chat.history.ranking import list_words, score_text, weigh_words
from repochat.chat.history.telling import is_aside, tell_commit
from repochat.chat.receipts import SourceText
from repochat.git import Commit, FileChange, GitLimits, HistoryCommit, list_changes, read_history, read_patch
from repochat.search.query import Query

NAME_WEIGHT, PATH_WEIGHT, BODY_WEIGHT, NAMED_WEIGHT = 3.0, 1.0, 1.0, 6.0
ASIDE_SHARE = 0.5  # of the fit of what is no test, document or example
_EMPTY_WORDS = frozenset(
    ("chang", "change", "changed", "differ", "difference", "version", "compare", "new", "old", "release", "diff", "tag",
     "branch", "revision", "commit", "break", "add", "remov", "function", "class", "code")
)  # fmt: skip


def compare_sources(
    source: SourceText, mirror: Path, old: Commit, new: Commit, query: Query, limits: CompareLimits = LIMITS
) -> Compared:
    """What turns `old` into `new`, ordered by how well it fits `query`. Runs git.

    Raises LimitError when too many files differ, MissingObjectError when a side is not there.
    """
    return _Comparison(source, mirror, old, new, query, limits).read()


class _Comparison:
    def __init__(
        self, source: SourceText, mirror: Path, old: Commit, new: Commit, query: Query, limits: CompareLimits
    ) -> None:
        self._source = source
        self._mirror = mirror
        self._old, self._new = old, new
        self._limits = limits
        self._wants_asides = query.wants_tests or query.wants_docs
        self._words = tuple(word for word in query.words if word not in _EMPTY_WORDS)
        self._names = frozenset(name.lower() for each in query.names for name in (each, each.rpartition(".")[2]))

    def read(self) -> Compared:
        changes = list_changes(self._mirror, self._old.sha, self._new.sha)
        history = read_history(
            self._mirror,
            self._new.sha,
            self._old.sha,
            limits=GitLimits(history_commits_max=self._limits.commits_read_max),
        )
        read = self._choose_files(changes)
        definitions = find_renames([each for file in read for each in self._compare_file(file)], self._limits)
        worth = weigh_words(self._words, (_text_of(each) for each in definitions))
        scored = [score_change(each, self._score(each, worth)) for each in definitions]
        files = self._compare_rest(read, scored)
        fitting = [each for each in scored if each.score > 0]
        fitting_files = [each for each in files if each.score > 0]
        is_about = bool(fitting or fitting_files) or not self._words
        chosen = sorted(fitting if is_about and self._words else scored, key=_order)
        chosen_files = sorted(
            fitting_files if is_about and self._words else files, key=lambda each: (-each.score, each.path)
        )
        shown = tuple(chosen[: self._limits.changes_shown_max])
        shown_files = tuple(chosen_files[: max(0, self._limits.changes_shown_max - len(shown))])
        paths = [each.shown.path for each in shown] + [each.path for each in shown_files]
        return Compared(
            old=self._old,
            new=self._new,
            changes=shown,
            changes_total=len(chosen),
            files=shown_files,
            files_total=len(changes),
            left_out=len(changes) - len(read),
            commits=tuple(self._choose_commits(history.commits, paths)),
            commits_total=len(history.commits),
            is_commits_cut=history.is_truncated,
            is_about=is_about,
        )

    def _choose_files(self, changes: Sequence[FileChange]) -> list[FileChange]:
        """Those whose paths fit what is asked, then the most changed; git's order among equals."""
        wanted = frozenset(self._words)

        def rank(change: FileChange) -> tuple[int, int]:
            path = (change.path + b" " + change.old_path).decode("utf-8", "replace")
            return -len(list_words(path) & wanted), -((change.added or 0) + (change.removed or 0))

        text = [change for change in changes if not change.is_binary]
        return sorted(text, key=rank)[: self._limits.files_read_max]

    def _compare_file(self, change: FileChange) -> list[DefinitionChange]:
        old, new = self._read(change.old_path, self._old), self._read(change.path, self._new)
        return list(compare_definitions(old, new))

    def _read(self, path: bytes, commit: Commit) -> dict[str, Definition]:
        source = self._source.find_other(commit.sha)
        name = _decode(path)
        if source is None or source.find_blob(name) is None:
            return {}
        return read_definitions(source, name, self._limits)

    def _score(self, change: DefinitionChange, worth: Mapping[str, float]) -> float:
        shown = change.shown
        name = score_text(shown.name, "", worth)
        path = score_text(f"{shown.path} {change.old.path if change.old else ''}", "", worth)
        body = score_text(_changed_text(change), "", worth)
        named = any(each.bare_name.lower() in self._names for each in (change.old, change.new) if each)
        fit = NAME_WEIGHT * name + PATH_WEIGHT * path + BODY_WEIGHT * body + NAMED_WEIGHT * named
        fit *= ASIDE_SHARE if is_aside(shown.path) and not self._wants_asides else 1.0
        return 0.0 if fit < 0.5 and not named else fit  # noqa: PLR2004  a word in passing fits nothing

    def _compare_rest(self, read: Sequence[FileChange], changes: Sequence[DefinitionChange]) -> list[FileDifference]:
        """Files whose definitions are all the same: documents, configuration, or code outside of definitions."""
        told = {each.path for change in changes for each in (change.old, change.new) if each}
        rest = [each for each in read if _decode(each.path) not in told and _decode(each.old_path) not in told]
        worth = weigh_words(self._words, (_decode(each.path) for each in rest))
        found: list[FileDifference] = []
        for each in rest:
            path = _decode(each.path)
            score = score_text(path, "", worth)
            if score > 0 or not self._words:
                found.append(self._describe(each, score))
        return found

    def _describe(self, change: FileChange, score: float) -> FileDifference:
        paths = tuple(dict.fromkeys((change.old_path, change.path)))
        patch = read_patch(self._mirror, self._old.sha, self._new.sha, paths, context_lines=0)
        hunks = [hunk for file in patch.files for hunk in file.hunks]
        first = hunks[0] if hunks else None
        return FileDifference(
            path=_decode(change.path),
            old_path=_decode(change.old_path),
            status=change.status,
            old_line=first.old_start if first and first.old_count else 0,
            new_line=first.new_start if first and first.new_count else 0,
            score=score,
        )

    def _choose_commits(self, commits: Sequence[HistoryCommit], paths: Sequence[str]) -> list[ToldCommit]:
        """Those that touched what is shown, the best fit first, then the newest."""
        wanted = [path.encode("utf-8", "surrogateescape") for path in dict.fromkeys(paths)]
        worth = weigh_words(self._words, (each.subject for each in commits))
        scored: list[tuple[bool, float, int, str, bytes]] = []
        for order, commit in enumerate(commits):
            touched = [path for path in wanted if path in commit.paths]
            if touched:
                said = score_text(commit.subject, "", worth)
                fit = said + 1 / (1 + wanted.index(touched[0]))
                fit /= 1 + math.log1p(len(commit.paths)) / 10
                scored.append((said == 0, -fit, order, commit.sha, touched[0]))
        told: list[ToldCommit] = []
        has_speaking = any(not is_silent for is_silent, *_ in scored)
        ranked = sorted(each for each in scored if not (has_speaking and each[0]))
        for *_, sha, path in ranked[: self._limits.commits_shown_max]:
            found = tell_commit(
                self._source, self._mirror, sha, path=_decode(path), name="", words=self._words, is_old=False,
                limits=HISTORY_LIMITS,
            )  # fmt: skip
            told += [found] if found else []
        return told


def _order(change: DefinitionChange) -> tuple[float, bool, str, int]:
    return -change.score, change.change == "body", change.shown.path, change.shown.start_line


def _text_of(change: DefinitionChange) -> str:
    return f"{change.shown.name} {change.shown.path} {_changed_text(change)}"


def _changed_text(change: DefinitionChange) -> str:
    """The lines that only one side has."""
    old = set(change.old.body) if change.old else set[str]()
    new = set(change.new.body) if change.new else set[str]()
    return "\n".join(sorted(old ^ new))


def _decode(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
