"""Feedback on answers: what is said is tied to what was logged when the answer was made.

Nothing learns from it here; everything that learning needs is kept.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import RetrievalLog, StoredAnswer, StoredCitation
from repochat.catalog.feedback_store import Feedback, FeedbackKind, FeedbackStore, FeedbackWriter, NewFeedback
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.chat.stored import get_stored_answer
from repochat.core.database import Database
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.git import BlobReader, count_lines

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLimits:
    """Of what one author says of one answer."""

    comment_chars_max: int = 4_000
    targets_max: int = 100
    """Places of one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPlace:
    """Lines of a file at the answer's revision; `repo` is a name, needed when the answer is about several."""

    path: str
    start_line: int
    end_line: int
    repo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says: `citation` for citations and clicks, `place` for the right place, `comment` for free text.

    `value` is 1 (right, helped), -1 (wrong, misled) or 0 (taken back).
    """

    answer_id: UUID
    kind: FeedbackKind
    value: int = 1
    citation: str | None = None
    place: SaidPlace | None = None
    comment: str = ""


class FeedbackDesk:
    """Takes feedback in, and shows it. Safe for concurrent use."""

    def __init__(self, database: Database, mirrors: Path, limits: FeedbackLimits | None = None) -> None:
        self._database = database
        self._mirrors = mirrors
        self._limits = limits or FeedbackLimits()

    async def give(self, viewer: Viewer, said: Said) -> Feedback:
        """Stores it in place of what `viewer` said before about the same.

        Raises NotFoundError (no such answer, citation or place), InvalidError and LimitError.
        """
        stored, log = await get_stored_answer(self._database, viewer, said.answer_id)
        self._check(said)
        target, features = await self._read_target(viewer, said, stored, log)
        new = NewFeedback(
            tenant_id=viewer.tenant_id,
            answer_id=stored.id,
            author=viewer.key,
            kind=said.kind,
            target=target,
            value=said.value,
            comment=said.comment,
            detail={},
            policy_version=stored.policy_version,
            features=features,
        )
        async with self._database.write(viewer.scope) as session:
            store = FeedbackWriter(session)
            others = await store.count_targets(stored.id, viewer.key, said.kind, besides=target)
            if others >= self._limits.targets_max:
                raise LimitError(
                    f"You named {others} places of this answer.", hint="Take some back.", limit="targets_max"
                )
            return await store.put(new)

    async def list_feedback(self, viewer: Viewer, answer_id: UUID) -> list[Feedback]:
        """Everybody's, the oldest first. Raises NotFoundError."""
        await get_stored_answer(self._database, viewer, answer_id)
        async with self._database.read(viewer.scope) as session:
            return await FeedbackStore(session).list_feedback(answer_id)

    def _check(self, said: Said) -> None:
        if said.value not in (-1, 0, 1):
            raise InvalidError(f"{said.value} is no verdict.", hint="Say 1 (well), -1 (badly) or 0 (taken back).")
        if len(said.comment) > self._limits.comment_chars_max:
            raise LimitError(
                f"The comment has {len(said.comment):,} characters.",
                hint=f"At most {self._limits.comment_chars_max:,} are kept.",
                limit="comment_chars_max",
            )
        if said.kind == "comment" and not said.comment.strip() and said.value:
            raise InvalidError("The comment is empty.", hint="Write something, or take it back with the value 0.")

    async def _read_target(
        self, viewer: Viewer, said: Said, stored: StoredAnswer, log: RetrievalLog
    ) -> tuple[str, dict[str, Any]]:
        """What it is about, and the features that were logged of that."""
        if said.kind in ("answer", "comment"):
            return "", {"confidence": stored.confidence}
        if said.kind == "place":
            return await self._read_place(viewer, said, stored, log)
        citation = _get_citation(said, stored)
        return f"c{citation.number}", _find_features(
            log.searches, citation.commit, citation.path, citation.start_line, citation.end_line
        )

    async def _read_place(
        self, viewer: Viewer, said: Said, stored: StoredAnswer, log: RetrievalLog
    ) -> tuple[str, dict[str, Any]]:
        if said.place is None:
            raise InvalidError("Which place is right?", hint="Give `place`: a path, and its first and last line.")
        place = said.place
        repo_id, commit = await self._find_commit(viewer, place.repo, stored)
        async with self._database.read(viewer.scope) as session:
            revisions = RevisionStore(session)
            revision = await revisions.find(repo_id, commit)
            file = await revisions.find_file(revision, place.path) if revision else None
        if file is None:
            raise NotFoundError(
                f"{place.path[:400]} is not in the repository at {commit[:12]}.", hint="Paths begin at the root."
            )
        lines = await asyncio.to_thread(_count_lines, self._mirrors / f"{repo_id}.git", file.oid)
        if not 1 <= place.start_line <= place.end_line <= lines:
            raise InvalidError(
                f"Lines {place.start_line}-{place.end_line} are not in {place.path[:400]}, which has {lines}.",
                hint="Lines are counted from 1, at the answer's revision.",
            )
        prefix = f"{place.repo}:" if place.repo else ""
        target = f"{prefix}{place.path}:{place.start_line}-{place.end_line}"
        return target, _find_features(log.searches, commit, place.path, place.start_line, place.end_line)

    async def _find_commit(self, viewer: Viewer, name: str | None, stored: StoredAnswer) -> tuple[UUID, str]:
        """The repository that is meant, and the commit at which the answer speaks of it."""
        if name is None:
            return stored.repo_id, stored.revision
        async with self._database.read(viewer.scope) as session:
            repo = await RepoStore(session).find(name)
        known = {stored.repo_id: stored.revision} | {
            each.repo_id: each.commit for each in stored.citations if each.repo_id and each.repo_id != stored.repo_id
        }
        if repo is None or repo.id not in known:
            raise NotFoundError(f"The answer is not about {name[:200]!r}.", hint="Name a repository that it cites.")
        return repo.id, known[repo.id]


def _get_citation(said: Said, stored: StoredAnswer) -> StoredCitation:
    found = next((each for each in stored.citations if f"c{each.number}" == said.citation), None)
    if found is None:
        raise NotFoundError(
            f"The answer has no citation {(said.citation or '')[:20]!r}.", hint="Name one of its citations, like c1."
        )
    return found


def _count_lines(mirror: Path, oid: str) -> int:
    with BlobReader(mirror) as reader:
        return count_lines(reader.read(oid))


def _find_features(searches: Sequence[Json], commit: str, path: str, first: int, last: int) -> dict[str, Any]:
    """Of the place that a search ranked for the file; `place` says what it was to the search, `is_within` how near."""
    for kind, place in (("hits", "hit"), ("near_misses", "near_miss")):
        ranked = (hit for search in searches if search["revision"] == commit for hit in search[kind])
        hit = next((hit for hit in ranked if hit["path"] == path), None)  # a search ranks a file once
        if hit is not None:
            explain = {name: hit["explain"][name] for name in ("legs", "features", "contributions")}
            is_within = hit["start_line"] <= last and first <= hit["end_line"]
            return {"place": place, "is_within": is_within, "rank": hit["rank"], "score": hit["score"], **explain}
    return {"place": "not_ranked"}
