"""Turns: questions answered in tasks of their own, so that a client that goes away ends nothing.

Whoever follows a turn gets what was said so far and then what is said, over any connection; once it has ended, or where
another process runs it, from the store.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.conversation_store import (
    CHANNEL,
    Conversation,
    ConversationStore,
    ConversationWriter,
    Turn,
    TurnWriter,
)
from repochat.chat.asking import Ask, EarlierTurn, read_question
from repochat.chat.event_log import NumberedEvent, number_events
from repochat.chat.process_mark import mark_process
from repochat.chat.receipts.markdown import clean_text, clip
from repochat.chat.stored import rebuild_answer
from repochat.chat.turn_run import Answers, TurnLimits, TurnRun
from repochat.chat.turn_state import rebuild_error, show_turn
from repochat.core.clock import Clock, read_clock
from repochat.core.database import Database
from repochat.core.errors import ConflictError, ForbiddenError, LimitError, UnavailableError
from repochat.core.ids import create_id
from repochat.jobs import EventBus


class TurnRunner:
    """Runs turns and tells of them. Build one per process inside its event loop, and `await close()` it at its end."""

    def __init__(
        self,
        database: Database,
        answers: Answers,
        *,
        bus: EventBus | None = None,
        limits: TurnLimits | None = None,
        clock: Clock = read_clock,
    ) -> None:
        """With a `bus` that listens to `conversation_store.CHANNEL`, other processes can cancel what runs here."""
        self.limits = limits or TurnLimits()
        self._database = database
        self._answers = answers
        self._clock = clock
        self._id = create_id().hex
        self._runs: dict[UUID, TurnRun] = {}
        self._followers = 0
        self._listening = asyncio.create_task(self._listen(bus), name="chat.turns") if bus is not None else None

    async def close(self) -> None:
        """Cancels what runs; it is stored as cancelled."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await asyncio.gather(*(run.cancel() for run in self._runs.values()))

    async def start(self, viewer: Viewer, ask: Ask, conversation_id: UUID | None = None) -> Turn:
        """The turn that answers `ask`, begun; without a conversation it begins one, named after the question.

        `ask.earlier` (of a conversation) and `ask.answer_id` are filled in here. Raises InvalidError for a question
        without a word, LimitError when too many run,
        NotFoundError, ForbiddenError for another's conversation, ConflictError when a turn of this one still runs.
        """
        read_question(ask.question)
        if len(self._runs) >= self.limits.running_max:
            raise LimitError(
                f"{self.limits.running_max} answers are being written at once.",
                hint="Try again in a moment, or cancel one.",
                limit="running_max",
            )
        turn_id, answer_id = create_id(), create_id()
        run = TurnRun(self._database, self._answers, self.limits, turn_id=turn_id, answer_id=answer_id)
        self._runs[turn_id] = run
        try:
            turn, earlier = await self._store_start(viewer, ask, conversation_id, turn_id)
        except BaseException:
            del self._runs[turn_id]
            raise
        task = run.start(viewer, replace(ask, earlier=earlier or ask.earlier, answer_id=answer_id))
        task.add_done_callback(lambda _: self._runs.pop(turn_id, None))
        return turn

    async def get(self, viewer: Viewer, turn_id: UUID) -> Turn:
        """The turn as it is now. Raises NotFoundError, for what `viewer` may not see too."""
        async with self._database.read(viewer.scope) as session:
            return self.show(await ConversationStore(session, viewer.key).get_turn(turn_id))

    def show(self, turn: Turn) -> Turn:
        """A stored turn as it is now: one that nothing runs any more has failed."""
        if turn.id in self._runs:
            return turn
        is_lost = turn.asked.get("runner") == self._id
        return show_turn(turn, now=self._clock(), turn_s_max=self.limits.turn_s_max, is_lost=is_lost)

    async def follow(self, viewer: Viewer, turn_id: UUID, after: int = 0) -> AsyncGenerator[NumberedEvent]:
        """Numbered events above `after`: those of the past, then those to come; the last one is Finished.

        A turn that was cancelled before it had an answer just ends. Raises NotFoundError and LimitError
        (`followers_max`) at once, and the turn's own error after what was said.
        """
        self.check_followers()
        self._followers += 1
        try:
            run = self._runs.get(turn_id)  # first: it may end while the store is read
            turn = await self.get(viewer, turn_id)
            async with aclosing(run.log.read(after) if run else self._read_stored(viewer, turn, after)) as events:
                async for numbered in events:
                    yield numbered
        finally:
            self._followers -= 1

    def check_followers(self) -> None:
        """Raises LimitError when no more may follow."""
        if self._followers >= self.limits.followers_max:
            raise LimitError("Too many streams of answers are open.", hint="Close some.", limit="followers_max")

    async def cancel(self, viewer: Viewer, turn_id: UUID) -> Turn:
        """Ends the turn, wherever it runs, and returns it as it is stored; one that has ended stays as it is.

        Raises NotFoundError, ForbiddenError when another owns it, UnavailableError when its process does not react.
        """
        run = self._runs.get(turn_id)
        turn = self.show(await self._get_own(viewer, turn_id))
        if run is not None:
            await run.cancel()
        elif turn.status == "running":
            await self._cancel_elsewhere(viewer, turn_id)
        return await self.get(viewer, turn_id)

    async def delete_conversation(self, viewer: Viewer, conversation_id: UUID) -> None:
        """With everything in it; what runs is cancelled. Raises NotFoundError, ForbiddenError."""
        async with self._database.write(viewer.scope) as session:
            store = ConversationWriter(session, viewer.key)
            await store.lock_own(conversation_id)
            running = await store.list_running(conversation_id)
            await store.delete(conversation_id)
            for turn in running:
                await TurnWriter(session).request_cancel(turn.id)
        await asyncio.gather(*(run.cancel() for turn in running if (run := self._runs.get(turn.id))))

    async def _store_start(
        self, viewer: Viewer, ask: Ask, conversation_id: UUID | None, turn_id: UUID
    ) -> tuple[Turn, tuple[EarlierTurn, ...]]:
        question = _clean_question(ask.question)[: self.limits.question_chars_max]
        async with self._database.write(viewer.scope) as session:
            store = ConversationWriter(session, viewer.key)
            if conversation_id is None:
                conversation = await store.create(viewer.tenant_id, self._write_title(question))
            else:
                conversation = await store.lock_own(conversation_id)
                self._check_free(await store.list_running(conversation_id))
            earlier = await self._read_earlier(store, conversation)
            asked = {**_describe_ask(ask), "runner": self._id, "process": mark_process()}
            turn = await store.add_turn(
                conversation.id, turn_id=turn_id, repo_id=ask.repos[0].id, question=question, asked=asked
            )
            self._check_room(turn)
        return turn, earlier

    def _check_free(self, running: Sequence[Turn]) -> None:
        """Raises ConflictError: a question may refer to an answer that is not there yet."""
        if any(self.show(turn).status == "running" for turn in running):
            raise ConflictError(
                "This conversation's last question is still being answered.", hint="Wait for it, or cancel it."
            )

    def _check_room(self, turn: Turn) -> None:
        if turn.position > self.limits.conversation_turns_max:
            raise LimitError(
                f"A conversation has at most {self.limits.conversation_turns_max} turns.",
                hint="Begin another one.",
                limit="conversation_turns_max",
            )

    async def _read_earlier(self, store: ConversationStore, conversation: Conversation) -> tuple[EarlierTurn, ...]:
        limits = self.limits
        answered = await store.list_answered(
            conversation.id, limit=limits.earlier_turns_max, answer_chars_max=limits.earlier_answer_chars_max
        )
        return tuple(
            EarlierTurn(question=each.question, answer=each.answer, symbols=each.symbols, paths=each.paths)
            for each in answered
        )

    def _write_title(self, question: str) -> str:
        title, was_cut = clip(clean_text(question), self.limits.title_chars_max)
        return f"{title}…" if was_cut else title or "(no words)"

    async def _get_own(self, viewer: Viewer, turn_id: UUID) -> Turn:
        async with self._database.read(viewer.scope) as session:
            store = ConversationStore(session, viewer.key)
            turn = await store.get_turn(turn_id)
            owner = (await store.get(turn.conversation_id)).owner
        if owner != viewer.key:
            raise ForbiddenError("This turn is somebody else's: you may read it.", hint="Its owner can cancel it.")
        return turn

    async def _read_stored(self, viewer: Viewer, turn: Turn, after: int) -> AsyncGenerator[NumberedEvent]:
        """Once the turn has ended; a dead process's turn ends by its age at the latest."""
        while turn.status == "running":
            await asyncio.sleep(self.limits.poll_s)
            turn = await self.get(viewer, turn.id)
        if turn.answer_id is not None:
            async with self._database.read(viewer.scope) as session:
                stored = await AnswerStore(session).find(turn.answer_id)
            for numbered in number_events(rebuild_answer(stored), after) if stored else ():
                yield numbered
        if turn.status == "failed":
            raise rebuild_error(turn.error)

    async def _cancel_elsewhere(self, viewer: Viewer, turn_id: UUID) -> None:
        async with self._database.write(viewer.scope) as session:
            await TurnWriter(session).request_cancel(turn_id)
        try:
            async with asyncio.timeout(self.limits.cancel_wait_s):
                while (await self.get(viewer, turn_id)).status == "running":  # noqa: ASYNC110  its end is a row
                    await asyncio.sleep(self.limits.poll_s)
        except TimeoutError as error:
            raise UnavailableError(
                "The process that runs this turn does not react.", hint="Try again; it ends by itself in the end."
            ) from error

    async def _listen(self, bus: EventBus) -> None:
        """Cancels what other processes were asked to cancel and that runs here."""
        async with bus.subscribe(CHANNEL) as hints:
            while True:
                hint = await hints.get()
                run = next((run for turn_id, run in self._runs.items() if str(turn_id) == hint), None)
                if run is not None:
                    await run.cancel()


def _clean_question(question: str) -> str:
    """As PostgreSQL keeps it."""
    return question.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _describe_ask(ask: Ask) -> dict[str, Any]:
    return {
        "repos": [{"id": str(repo.id), "name": repo.name} for repo in ask.repos],
        "rev": ask.rev,
        "mode": ask.mode,
        "strict": ask.strict,
        "focus": ask.focus.as_json() if ask.focus else None,
    }
