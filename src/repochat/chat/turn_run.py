"""One turn while this process answers it: its task, what it said so far, and how its end is stored."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.conversation_store import TurnStatus, TurnWriter
from repochat.chat.asking import Ask
from repochat.chat.event_log import EventLog
from repochat.chat.model import Answer, AnswerEvent, Finished
from repochat.chat.stored import rebuild_answer
from repochat.chat.turn_state import describe_error
from repochat.core.database import Database
from repochat.core.errors import LimitError, RepochatError, UnavailableError

log = structlog.get_logger(__name__)


class Answers(Protocol):
    """What answers: `chat.Answerer`."""

    def answer(self, viewer: Viewer, ask: Ask) -> AsyncGenerator[AnswerEvent]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLimits:
    """Bounds of one process's turns, and of what one turn keeps."""

    running_max: int = 64
    followers_max: int = 256
    events_max: int = 5_000
    """Of one turn; beyond it, what only tells of the making is left out."""
    turn_s_max: float = 900
    conversation_turns_max: int = 400
    earlier_turns_max: int = 6
    earlier_answer_chars_max: int = 4_000
    question_chars_max: int = 8_000
    """Of what is stored."""
    title_chars_max: int = 80
    poll_s: float = 0.5
    """How often a turn of another process is looked at."""
    cancel_wait_s: float = 10


@dataclass(frozen=True, slots=True)
class _End:
    """How answering ended. `answer` is the whole one; a cancelled one is found in the store."""

    status: TurnStatus
    answer: Answer | None = None
    error: RepochatError | None = None


class TurnRun:
    """Answers one turn in a task of its own. `answer_id` is what the answer will have."""

    def __init__(
        self, database: Database, answers: Answers, limits: TurnLimits, *, turn_id: UUID, answer_id: UUID
    ) -> None:
        self.answer_id = answer_id
        self.log = EventLog(events_max=limits.events_max)
        self._database = database
        self._answers = answers
        self._limits = limits
        self._turn_id = turn_id
        self._task: asyncio.Task[None] | None = None
        self._has_begun = asyncio.Event()
        self._is_ending = False  # cancelled already, or being stored: there is nothing to cancel any more

    def start(self, viewer: Viewer, ask: Ask) -> asyncio.Task[None]:
        self._task = asyncio.create_task(self._run(viewer, ask), name=f"chat.turn.{self._turn_id}")
        return self._task

    async def cancel(self) -> None:
        """Returns when the turn has ended and is stored."""
        if self._task is None:
            return
        await self._has_begun.wait()  # a task that is cancelled before its first step stores nothing
        if not self._is_ending:
            self._is_ending = True
            self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self, viewer: Viewer, ask: Ask) -> None:
        self._has_begun.set()
        end = await self._answer(viewer, ask)
        self._is_ending = True
        error: RepochatError | None = end.error
        try:
            answer = await self._store(viewer, end)
            if answer is not None:
                self.log.add(Finished(answer=answer))
        except Exception as failed:  # noqa: BLE001  nobody awaits a task: its followers and the log are told
            error = self._translate(failed)
        finally:
            self.log.end(error)
        if self.log.left_out:
            log.warning("chat.turn_events_left_out", turn_id=str(self._turn_id), count=self.log.left_out)

    async def _answer(self, viewer: Viewer, ask: Ask) -> _End:
        try:
            async with asyncio.timeout(self._limits.turn_s_max):
                answer = await self._listen(viewer, ask)
        except asyncio.CancelledError:
            return _End("cancelled")
        except Exception as failed:  # noqa: BLE001  as above; the turn is stored as failed
            return _End("failed", error=self._translate(failed))
        return _End(answer.status, answer=answer)

    async def _listen(self, viewer: Viewer, ask: Ask) -> Answer:
        async with aclosing(self._answers.answer(viewer, ask)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
                self.log.add(event)
        raise AssertionError("an answer ends with Finished")

    async def _store(self, viewer: Viewer, end: _End) -> Answer | None:
        """Stores the turn as it ended; returns its answer, as far as there is one."""
        answer, status = end.answer, end.status
        error = describe_error(end.error) if end.error else None
        async with self._database.write(viewer.scope) as session:
            if answer is None:
                stored = await AnswerStore(session).find(self.answer_id)
                answer = rebuild_answer(stored) if stored else None
            if answer is not None and status == "cancelled":
                status = answer.status  # the cancel may have come when everything was said and stored
            answer_id = answer.answer_id if answer else None
            await TurnWriter(session).finish(self._turn_id, status=status, answer_id=answer_id, error=error)
        return answer

    def _translate(self, failed: Exception) -> RepochatError:
        if isinstance(failed, RepochatError):
            return failed
        if isinstance(failed, TimeoutError):
            return LimitError(
                f"The answer took longer than {self._limits.turn_s_max:.0f} s.",
                hint="Ask for less at once.",
                limit="turn_s_max",
            )
        log.error("chat.turn_failed", turn_id=str(self._turn_id), exc_info=failed)
        return UnavailableError("The answer broke off by our mistake.", hint="Ask again; the log has the details.")
