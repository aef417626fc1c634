"""Watching and no longer watching: what a person does with watches and their reports."""

from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.conversation_store import ConversationStore
from repochat.catalog.watch_store import NewWatch, Watch, WatchReport, WatchStore, WatchWriter
from repochat.chat.age.asking import describe_asked
from repochat.chat.age.following import Heads
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.stored import get_stored_answer
from repochat.core.database import Database
from repochat.core.errors import LimitError


class WatchDesk:
    """A watch is its owner's alone: nobody else sees it, or its reports."""

    def __init__(self, database: Database, *, limits: AgeLimits = LIMITS) -> None:
        self._database = database
        self._limits = limits

    async def watch(self, viewer: Viewer, answer_id: UUID) -> Watch:
        """The question of an answer is asked again after each push; to watch it twice changes nothing.

        Raises NotFoundError for an answer that `viewer` may not see, LimitError above `watches_max`.
        """
        stored, _ = await get_stored_answer(self._database, viewer, answer_id)
        async with self._database.write(viewer.scope) as session:
            store = WatchWriter(session, viewer.key)
            known = await store.find_by_origin(answer_id)
            if known is not None:
                return known
            if await store.count() >= self._limits.watches_max:
                raise LimitError(
                    f"You watch {self._limits.watches_max} questions already.",
                    hint="End one that you no longer need: `repochat watch remove ID`.",
                    limit="watches_max",
                )
            turn = await ConversationStore(session, viewer.key).find_turn_of(answer_id)
            head = await Heads(session).find(stored.repo_id, stored.ref)
            new = NewWatch(
                tenant_id=viewer.tenant_id,
                repo_id=stored.repo_id,
                ref=stored.ref if head and head.ref == stored.ref else "",
                user_id=viewer.user_id,
                answer_id=answer_id,
                question=stored.question,
                asked=turn.asked if turn else await describe_asked(session, stored),
                sha=stored.revision,
            )
            return await store.add(new)

    async def list_watches(self, viewer: Viewer) -> list[Watch]:
        """The newest first, with how many reports are unread; at most 500."""
        async with self._database.read(viewer.scope) as session:
            return await WatchStore(session, viewer.key).list_watches()

    async def remove(self, viewer: Viewer, watch_id: UUID) -> None:
        """With its reports; the answers stay. Raises NotFoundError."""
        async with self._database.write(viewer.scope) as session:
            await WatchWriter(session, viewer.key).remove(watch_id)

    async def list_reports(self, viewer: Viewer, watch_id: UUID, *, limit: int = 50) -> list[WatchReport]:
        """The newest first. Raises NotFoundError."""
        async with self._database.read(viewer.scope) as session:
            return await WatchStore(session, viewer.key).list_reports(watch_id, limit=limit)

    async def mark_read(self, viewer: Viewer, watch_id: UUID) -> None:
        """All its reports. Raises NotFoundError."""
        async with self._database.write(viewer.scope) as session:
            await WatchWriter(session, viewer.key).mark_read(watch_id)
