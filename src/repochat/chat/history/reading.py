"""Asking git, and what a forge told, for what a question wants to know of the past."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.chat.history.asking import HistoryKind
from repochat.chat.history.counting import read_companions, read_people
from repochat.chat.history.limits import LIMITS, HistoryLimits
from repochat.chat.history.model import Told, ToldCommit
from repochat.chat.history.ranking import (
    BLAMED_WEIGHT,
    NOISE,
    TOUCHED_WEIGHT,
    VERB_WEIGHT,
    VERBS,
    list_words,
    score_text,
    weigh_words,
)
from repochat.chat.history.telling import is_aside, tell_commit
from repochat.chat.receipts import SourceText, ToldPull
from repochat.core.errors import RepochatError
from repochat.git import FoundCommit, FoundCommits, GitLimits, blame_lines, find_text_changes, log_path, search_messages

_PULL = re.compile(r"(?:#|pull request #?|!)(\d{1,9})\b", re.IGNORECASE)
_FIT_MIN = 0.34  # of a message that explains: a third of what is asked, by worth
_WORDS_MIN = 2  # of a message, when that many are asked: one word in common is chance
_NOT_OF_MESSAGES = frozenset(
    (
        "when",
        "who",
        "why",
        "chang",
        "change",
        "remov",
        "remove",
        "add",
        "introduc",
        "introduce",
        "commit",
        "break",
        "broke",
        "fix",
        "wrote",
        "drop",
        "delete",
        "need",
        "keep",
        "kept",
        "any",
        "anymore",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is asked about: a definition, a file, or a name that is nowhere any more (then `path` is "").

    `is_standing` when the name is defined in the revision. Not `is_named` when the path is what fits the words best.
    `suffixes` are of the files that hold most of the code.
    """

    words: tuple[str, ...]
    name: str = ""
    path: str = ""
    start_line: int = 0
    end_line: int = 0
    is_named: bool = True
    is_standing: bool = False
    suffixes: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return self.name or self.path

    @property
    def raw_path(self) -> bytes:
        return self.path.encode("utf-8", "surrogateescape")


def read_history_of(
    kind: HistoryKind,
    subject: Subject,
    source: SourceText,
    mirror: Path,
    pulls: Sequence[ToldPull] = (),
    limits: HistoryLimits = LIMITS,
) -> Told:
    """The commits and pull requests that tell it, the most telling first. Runs git; what git can't say is left out."""
    reader = _Reader(kind, subject, source, mirror, limits)
    match kind:
        case "experts":
            told = read_people(source, mirror, subject.path, subject.start_line, subject.end_line, limits)
        case "together":
            told = read_companions(source, mirror, subject.path, limits)
        case "introduced" | "removed":
            told = reader.read_text_changes()
        case "lately":
            told = reader.read_latest()
        case "why" | "broke":
            told = reader.read_explaining()
    return reader.add_pulls(told, pulls)


class _Reader:
    """One question about the past of one revision."""

    def __init__(
        self, kind: HistoryKind, subject: Subject, source: SourceText, mirror: Path, limits: HistoryLimits
    ) -> None:
        self._kind: HistoryKind = kind
        self._subject = subject
        self._source = source
        self._mirror = mirror
        self._limits = limits
        self._words = tuple(word for word in subject.words if word not in _NOT_OF_MESSAGES and not word.isdigit())
        self._verbs = list_words(" ".join(VERBS.get(kind, ())))

    def read_text_changes(self) -> Told:
        """Who first wrote the name, or last took it away; of the file alone where the whole tree takes too long."""
        subject = self._subject
        if not subject.name:
            return self.read_file_ends() if subject.path and subject.is_named else self.read_explaining()
        found = self._find_text(suffixes=subject.suffixes)
        if found.is_complete and not found.commits and subject.suffixes:
            found = self._find_text()
        is_complete = bool(found.commits) or found.is_complete
        if not is_complete and subject.path:
            found = self._find_text(path=subject.raw_path)
        first = self._choose_change(found.commits)
        return self._build([first] if first else [], is_complete=is_complete)

    def _find_text(self, *, path: bytes | None = None, suffixes: Sequence[str] = ()) -> FoundCommits:
        """In the order in which they are to be tried."""
        is_oldest = self._kind == "introduced"
        found = find_text_changes(
            self._mirror,
            self._source.commit,
            self._subject.name,
            self._limits.text_commits_max if path is None else self._limits.path_commits_max,
            path=path,
            suffixes=suffixes,
            is_oldest_first=is_oldest,
            limits=GitLimits(trace_timeout_s=self._limits.text_timeout_s),
        )
        if path is None or not is_oldest:
            return found
        return FoundCommits(commits=tuple(reversed(found.commits)), is_complete=found.is_complete)

    def _choose_change(self, commits: Sequence[FoundCommit]) -> ToldCommit | None:
        """The first that changed the name in code; else the first that changed it in a test or a document."""
        aside: ToldCommit | None = None
        for each in commits[: self._limits.text_commits_max]:
            told = self._tell(each.sha, side="old" if self._kind == "removed" else "new")
            if told is None or not told.changed:
                continue
            if not is_aside(told.changed[0].path):
                return told
            aside = aside or told
        return aside

    def read_file_ends(self) -> Told:
        """The first commits that touched a file."""
        commits = log_path(self._mirror, self._source.commit, self._subject.raw_path, self._limits.path_commits_max)
        is_complete = len(commits) < self._limits.path_commits_max
        told = [self._tell(each.sha) for each in commits[-1:]]
        return self._build([each for each in told if each], is_complete=is_complete)

    def read_latest(self) -> Told:
        subject = self._subject
        blamed = [sha for sha, _ in self._blame().most_common()] if subject.name else []
        if not blamed and subject.path:
            try:
                commits = log_path(self._mirror, self._source.commit, subject.raw_path, self._limits.commits_max)
            except RepochatError:
                commits = []
            blamed = [each.sha for each in commits]
        told = [each for each in (self._tell(sha) for sha in blamed[: 4 * self._limits.commits_max]) if each]
        told.sort(key=lambda each: self._moment(each.sha), reverse=True)
        return self._build(told)

    def read_explaining(self) -> Told:
        """Commits that wrote the lines, touched the file, or speak of what is asked, by how well they fit."""
        blamed, touched, spoken = self._blame(), self._list_touching(), self._search()
        texts = {each.sha: each.message for each in spoken}
        worth = weigh_words(self._words, texts.values())
        scored: list[tuple[float, int, str]] = []
        for sha in dict.fromkeys((*texts, *blamed, *touched)):
            text = texts[sha] if sha in texts else self._read_message(sha)
            near = BLAMED_WEIGHT * (sha in blamed) + TOUCHED_WEIGHT * (sha in touched)
            fit = self._fit_message(text, worth, is_near=near > 0)
            if fit >= _FIT_MIN or (sha in blamed and (fit > 0 or self._kind == "why")):
                scored.append((-(fit * (1 + near) + 0.1 * near), -self._moment(sha), sha))
        ranked = sorted(scored)[: self._limits.commits_max]
        best = [sha for score, _, sha in ranked if score <= self._limits.score_share_min * ranked[0][0]]
        return self._build([each for each in (self._tell(sha) for sha in best) if each])

    def _read_message(self, sha: str) -> str:
        message = self._source.find_message(sha)
        return _join(message.lines) if message else ""

    def _fit_message(self, text: str, worth: Mapping[str, float], *, is_near: bool) -> float:
        """How well it fits what is asked: one that does what is asked for more, a merge less."""
        subject, _, body = text.partition("\n")
        body = body[: self._limits.body_chars_max]
        held = len(list_words(text[: self._limits.body_chars_max]) & worth.keys())
        if not is_near and held < min(_WORDS_MIN, len(worth)):
            return 0.0
        fit = score_text(subject, body, worth)
        said = list_words(subject)
        if said & (NOISE - self._verbs - worth.keys()):
            fit *= 0.5
        return fit * (1 + VERB_WEIGHT) if said & self._verbs else fit

    def add_pulls(self, told: Told, pulls: Sequence[ToldPull]) -> Told:
        """Those that the commits name, then those that speak of what is asked."""
        named = {int(number) for each in told.commits for number in self._list_pulls(each)}
        worth = weigh_words(self._words, (pull.text[: self._limits.body_chars_max] for pull in pulls))
        scored: list[tuple[float, int, ToldPull]] = []
        for pull in pulls:
            fit = score_text(pull.title, pull.body[: self._limits.body_chars_max], worth) + (pull.number in named)
            if fit >= _FIT_MIN * 1.5:
                scored.append((-fit, -pull.number, pull))
        chosen = [pull for _, _, pull in sorted(scored, key=lambda each: each[:2])[: self._limits.pulls_max]]
        if self._kind in ("experts", "together"):
            chosen = []
        for pull in chosen:
            self._source.keep_pull(pull)
        return Told(
            kind=told.kind, about=self._subject.about, path=self._subject.path, commits=told.commits,
            pulls=tuple(chosen), people=told.people, lines=told.lines, companions=told.companions, total=told.total,
            is_complete=told.is_complete, is_standing=told.is_standing,
        )  # fmt: skip

    def _list_pulls(self, told: ToldCommit) -> list[str]:
        message = self._source.find_message(told.sha)
        return _PULL.findall(_join(message.lines)[: self._limits.body_chars_max]) if message else []

    def _build(self, commits: Sequence[ToldCommit], *, is_complete: bool = True) -> Told:
        return Told(
            kind=self._kind,
            about=self._subject.about,
            path=self._subject.path,
            commits=tuple(commits[: self._limits.commits_max]),
            is_complete=is_complete,
            is_standing=self._subject.is_standing,
        )

    def _tell(self, sha: str, *, side: Literal["old", "new"] = "new") -> ToldCommit | None:
        subject = self._subject
        path = "" if self._kind in ("introduced", "removed") and subject.name else subject.path
        return tell_commit(
            self._source, self._mirror, sha, path=path, name=subject.name, words=self._words,
            is_old=side == "old", limits=self._limits,
        )  # fmt: skip

    def _moment(self, sha: str) -> int:
        message = self._source.find_message(sha)
        return message.committed_at if message else 0

    def _blame(self) -> Counter[str]:
        """How many of the lines each commit last wrote."""
        subject = self._subject
        if not subject.path or not subject.start_line:
            return Counter()
        last = min(subject.end_line, subject.start_line + self._limits.blame_lines_max - 1)
        try:
            lines = blame_lines(self._mirror, self._source.commit, subject.raw_path, subject.start_line, last)
        except RepochatError:
            return Counter()
        return Counter(line.sha for line in lines)

    def _list_touching(self) -> frozenset[str]:
        if not self._subject.path:
            return frozenset()
        try:
            commits = log_path(self._mirror, self._source.commit, self._subject.raw_path, self._limits.path_commits_max)
        except RepochatError:
            return frozenset()
        return frozenset(each.sha for each in commits)

    def _search(self) -> tuple[FoundCommit, ...]:
        try:
            found = search_messages(self._mirror, self._source.commit, self._words, self._limits.messages_max)
        except RepochatError:
            return ()
        return found.commits


def _join(lines: Sequence[bytes]) -> str:
    return b"".join(lines).decode("utf-8", "replace").lstrip("\n")
