"""Checking stored answers again after a push: those that cite what it touched, the newest first, bounded.

What is stored is stored for good: a worker that is killed goes on where it was, and to do it again changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from repochat.catalog.age_store import AgeStore, AgeWriter
from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.chat.age.following import default_ref
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.age.reading import AgeReader
from repochat.core.database import Database, Scope

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What one ref's check did. `left` when `answers_rechecked_max` left older answers for when they are opened."""

    ref: str
    sha: str
    answers: int
    judged: int
    left: bool
    is_whole: bool  # not stopped before its end


class Rechecker:
    def __init__(self, database: Database, ages: AgeReader, *, limits: AgeLimits = LIMITS) -> None:
        self._database = database
        self._ages = ages
        self._limits = limits

    async def run(self, tenant_id: UUID, repo_id: UUID, *, should_stop: Callable[[], bool]) -> list[Rechecked]:
        """Every ref of the repository that stands elsewhere than at the last check. Nothing for a repository gone."""
        scope = Scope(tenant_id)
        async with self._database.read(scope) as session:
            refs = await AgeStore(session).list_behind(repo_id)
        done: list[Rechecked] = []
        for ref in refs:
            if should_stop():
                break
            checked = await self._check(scope, repo_id, ref, should_stop)
            if checked is not None:
                done.append(checked)
                log.info("age.ref_rechecked", repo_id=str(repo_id), ref=ref, answers=checked.answers)
        return done

    async def _check(self, scope: Scope, repo_id: UUID, ref: str, should_stop: Callable[[], bool]) -> Rechecked | None:
        limits = self._limits
        async with self._database.read(scope) as session:
            store = AgeStore(session)
            head = await store.find_head(repo_id, ref)
            if head is None:
                return None
            paths = await _list_paths(RevisionStore(session), head, await store.find_mark(repo_id, ref))
            is_default = default_ref(await RepoStore(session).get(repo_id)) == ref
            found = await store.list_citing(
                repo_id, ref, paths, is_default=is_default, limit=limits.answers_rechecked_max + 1
            )
        ids = found[: limits.answers_rechecked_max]
        judged = 0
        for start in range(0, len(ids), limits.answers_batch):
            if should_stop():
                return Rechecked(ref=ref, sha=head.sha, answers=start, judged=judged, left=True, is_whole=False)
            judged += await self._check_batch(scope, ids[start : start + limits.answers_batch])
        async with self._database.write(scope) as session:
            await AgeWriter(session).mark(repo_id, ref, head.sha)
        left = len(found) > len(ids)
        return Rechecked(ref=ref, sha=head.sha, answers=len(ids), judged=judged, left=left, is_whole=True)

    async def _check_batch(self, scope: Scope, ids: Sequence[UUID]) -> int:
        async with self._database.read(scope) as session:
            answers = await AnswerStore(session).find_all(ids)
        settled = await self._ages.settle(scope, [answers[each] for each in ids if each in answers])
        await self._ages.judge(scope, settled.pending)
        return len(settled.pending)


async def _list_paths(revisions: RevisionStore, head: Revision, mark: str | None) -> list[str] | None:
    """Paths that differ from the last checked revision; None, any path, when that is not known any more."""
    base = await revisions.find(head.repo_id, mark) if mark else None
    if base is None:
        return None
    removed, added = await revisions.list_changes(base, head)
    return sorted({*removed, *(file.path for file in added)})
