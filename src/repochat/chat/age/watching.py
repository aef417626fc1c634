"""Watched questions, asked again after a push: reported is a change of their evidence, never one of words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerStore, AnswerWriter, StoredAnswer
from repochat.catalog.watch_store import Watch, WatchRounds, WatchRoundWriter
from repochat.chat.age.asking import rebuild_ask
from repochat.chat.age.difference import Difference, compare_answers
from repochat.chat.age.following import Heads
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.age.reading import AgeReader
from repochat.chat.asking import Ask
from repochat.chat.model import Answer
from repochat.chat.stored import rebuild_answer
from repochat.core.database import Database, Scope
from repochat.core.errors import RepochatError, UnavailableError

log = structlog.get_logger(__name__)


class Collects(Protocol):
    """What answers at once: `chat.Answerer`."""

    async def collect(self, viewer: Viewer, ask: Ask) -> Answer: ...


NO_BASELINE = "The answer that it is held against was deleted; it is held against a new one from now on."


@dataclass(frozen=True, slots=True)
class _Round:
    """One watch, asked at `sha`. `before` is None when the answer that it was held against is gone."""

    watch: Watch
    viewer: Viewer
    sha: str
    before: StoredAnswer | None


class Watcher:
    """Asks with `answers`, which answers as `chat.Answerer` does."""

    def __init__(self, database: Database, answers: Collects, ages: AgeReader, *, limits: AgeLimits = LIMITS) -> None:
        self._database = database
        self._answers = answers
        self._ages = ages
        self._limits = limits

    async def run(self, tenant_id: UUID, due: Sequence[tuple[Watch, str]], *, should_stop: Callable[[], bool]) -> int:
        """How many reports were written. A question that cannot be asked says why, and is asked after the next push."""
        reports = 0
        for watch, sha in due:
            if should_stop():
                break
            viewer = Viewer(tenant_id=tenant_id, name=watch.owner, may_reach_local=False, user_id=watch.user_id)
            try:
                reports += await self._ask(watch, viewer, sha)
            except UnavailableError:
                raise
            except RepochatError as error:
                await self._end(viewer, watch, sha, problem=f"{error.message} {error.hint}")
        return reports

    async def _ask(self, watch: Watch, viewer: Viewer, sha: str) -> bool:
        async with self._database.read(viewer.scope) as session:
            before = await AnswerStore(session).find(watch.answer_id) if watch.answer_id else None
            source = before or _as_stored(watch)
            ask = await rebuild_ask(session, source, watch.asked)
        this = _Round(watch, viewer, sha, before)
        if before is None:
            answer = await self._answers.collect(viewer, replace(ask, again_of=None))
            await self._end(viewer, watch, sha, answer_id=answer.answer_id, problem=NO_BASELINE)
            return False
        return await self._hold(this, before, replace(ask, rev=sha))

    async def _hold(self, this: _Round, before: StoredAnswer, ask: Ask) -> bool:
        """Without a model the same evidence gives the same answer, so every push is worth asking after.

        A model cites a little otherwise each time: it is asked only when what it cited is no longer there.
        """
        is_touched = (await self._ages.read_one(this.viewer, before)).state in {"changed", "gone"}
        is_written = before.mode != "extractive"
        if is_written and not is_touched:
            await self._end(this.viewer, this.watch, this.sha)
            return False
        answer = await self._answers.collect(this.viewer, ask)
        difference = compare_answers(rebuild_answer(before), answer)
        if is_written or difference.changes_evidence:
            return await self._report(this, answer, difference)
        async with self._database.write(this.viewer.scope) as session:
            await AnswerWriter(session).remove(answer.answer_id)
            await WatchRoundWriter(session).end(this.watch.id, this.sha)
        return False

    async def _report(self, this: _Round, answer: Answer, difference: Difference) -> bool:
        async with self._database.write(this.viewer.scope) as session:
            rounds = WatchRoundWriter(session)
            if not await rounds.end(this.watch.id, this.sha, answer_id=answer.answer_id):
                return False
            await rounds.report(
                this.watch, answer.answer_id, this.sha, difference.as_json(), kept=self._limits.reports_kept
            )
        log.info("age.watch_reported", watch_id=str(this.watch.id), answer_id=str(answer.answer_id))
        return True

    async def _end(
        self, viewer: Viewer, watch: Watch, sha: str, *, answer_id: UUID | None = None, problem: str = ""
    ) -> None:
        """For nobody in particular: its owner may have lost the right to see the repository."""
        async with self._database.write(viewer.tenant_id) as session:
            await WatchRoundWriter(session).end(watch.id, sha, answer_id=answer_id, problem=problem)


async def list_due(
    database: Database, tenant_id: UUID, repo_id: UUID, *, limits: AgeLimits = LIMITS
) -> list[tuple[Watch, str]]:
    """Watches whose branch stands elsewhere than where they were asked last, with its commit there."""
    due: list[tuple[Watch, str]] = []
    async with database.read(Scope(tenant_id)) as session:
        heads = Heads(session)
        for watch in await WatchRounds(session).list_of_repo(repo_id):
            head = await heads.find(repo_id, watch.ref)
            if head is not None and head.revision is not None and head.revision.sha != watch.sha:
                due.append((watch, head.revision.sha))
    return due[: limits.watches_round_max]


def _as_stored(watch: Watch) -> StoredAnswer:
    """What is left of an answer that was deleted: where and what it was asked."""
    return StoredAnswer(
        id=watch.origin_id,
        tenant_id=watch.tenant_id,
        repo_id=watch.repo_id,
        revision=watch.sha,
        question=watch.question,
        answer="",
        statements=[],
        citations=[],
        mode="",
        policy_version="",
        timings_ms={},
        status="done",
        note="",
        removed=0,
        unknown_ids=0,
        model="",
        usage={},
        confidence={},
        ref=watch.ref,
    )
