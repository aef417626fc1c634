"""Conversations and their turns. A conversation is seen by its owner, and by its tenant when it is shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, tuple_, update

from repochat.catalog.models import AnswerRow, CitationRow, ConversationRow, TurnRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ForbiddenError, NotFoundError
from repochat.core.ids import create_id

LIST_MAX = 200
TURNS_LISTED_MAX = 500
CHANNEL = "repochat_turns"  # NOTIFY carries the id of a turn that is to be cancelled

TurnStatus = Literal["running", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`owner` is the name of the viewer who began it."""

    id: UUID
    owner: str
    title: str
    is_shared: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question of a conversation. `asked` is how it was put; `error` is {kind, message, hint} of a failed one."""

    id: UUID
    conversation_id: UUID
    position: int  # 1-based
    repo_id: UUID
    question: str
    asked: dict[str, Any]
    status: TurnStatus
    answer_id: UUID | None
    error: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTurn:
    """What a later question may refer to; symbols and paths are those of its answer's citations, in order."""

    question: str
    answer: str
    symbols: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAfter:
    """Where a list of conversations goes on: after this one, the most recently changed first."""

    updated_at: datetime
    id: UUID


class ConversationStore:
    """Reads conversations that `reader` (a viewer's name) may see."""

    def __init__(self, session: ReadSession, reader: str) -> None:
        self._session = session
        self._reader = reader

    async def get(self, conversation_id: UUID) -> Conversation:
        """Raises NotFoundError, for a conversation that another has not shared too."""
        query = select(ConversationRow).where(ConversationRow.id == conversation_id, self._seen())
        row = await self._session.scalar(query)
        if row is None:
            raise NotFoundError(
                f"You have no conversation {conversation_id}.", hint="`GET /conversations` lists what there is."
            )
        return _conversation(row)

    async def list_conversations(
        self, *, text: str = "", after: ListedAfter | None = None, limit: int = 50
    ) -> list[Conversation]:
        """The most recently changed first, at most LIST_MAX; `text` stands in the title or in a question."""
        query = select(ConversationRow).where(self._seen())
        if text:
            query = query.where(_mentions(text))
        if after is not None:
            place = tuple_(ConversationRow.updated_at, ConversationRow.id)
            query = query.where(place < tuple_(after.updated_at, after.id))
        query = query.order_by(ConversationRow.updated_at.desc(), ConversationRow.id.desc())
        rows = await self._session.scalars(query.limit(max(0, min(limit, LIST_MAX))))
        return [_conversation(row) for row in rows]

    async def list_turns(
        self, conversation_id: UUID, *, before: int | None = None, limit: int = TURNS_LISTED_MAX
    ) -> list[Turn]:
        """The last turns before position `before` of a conversation that may be seen, the oldest first."""
        query = select(TurnRow).join(ConversationRow).where(TurnRow.conversation_id == conversation_id, self._seen())
        if before is not None:
            query = query.where(TurnRow.position < before)
        query = query.order_by(TurnRow.position.desc()).limit(max(0, min(limit, TURNS_LISTED_MAX)))
        return [_turn(row) for row in reversed((await self._session.scalars(query)).all())]

    async def list_running(self, conversation_id: UUID) -> list[Turn]:
        """Turns of a conversation that may be seen and that are stored as running."""
        query = select(TurnRow).join(ConversationRow).where(TurnRow.conversation_id == conversation_id, self._seen())
        rows = await self._session.scalars(query.where(TurnRow.status == "running").limit(TURNS_LISTED_MAX))
        return [_turn(row) for row in rows]

    async def get_turn(self, turn_id: UUID) -> Turn:
        """Raises NotFoundError."""
        query = select(TurnRow).join(ConversationRow).where(TurnRow.id == turn_id, self._seen())
        row = await self._session.scalar(query)
        if row is None:
            raise NotFoundError(
                f"You have no turn {turn_id}.", hint="`GET /conversations/{id}` lists the turns of one."
            )
        return _turn(row)

    async def find_turn_of(self, answer_id: UUID) -> Turn | None:
        """The turn that the answer was given in, if it may be seen."""
        query = select(TurnRow).join(ConversationRow).where(TurnRow.answer_id == answer_id, self._seen())
        row = await self._session.scalar(query.limit(1))
        return _turn(row) if row is not None else None

    async def may_see_answer(self, answer_id: UUID) -> bool:
        """Whether the answer belongs to a conversation that may be seen, or to none (asked without one)."""
        owned = select(TurnRow.id).where(TurnRow.answer_id == answer_id)
        seen = select(TurnRow.id).join(ConversationRow).where(TurnRow.answer_id == answer_id, self._seen())
        found = await self._session.execute(select(owned.exists(), seen.exists()))
        has_conversation, is_seen = found.one()
        return is_seen or not has_conversation

    async def list_answered(self, conversation_id: UUID, *, limit: int, answer_chars_max: int) -> list[AnsweredTurn]:
        """The last `limit` turns that have an answer, the oldest first; of each answer the first characters."""
        query = (
            select(AnswerRow.id, TurnRow.question, func.left(AnswerRow.answer, answer_chars_max))
            .join(AnswerRow, AnswerRow.id == TurnRow.answer_id)
            .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
            .where(TurnRow.conversation_id == conversation_id, self._seen())
            .order_by(TurnRow.position.desc())
            .limit(limit)
        )
        turns = (await self._session.execute(query)).all()
        cited = await self._read_cited([answer_id for answer_id, _, _ in turns])
        return [
            AnsweredTurn(
                question=question,
                answer=answer,
                symbols=_distinct(symbol for symbol, _ in cited.get(answer_id, ())),
                paths=_distinct(path for _, path in cited.get(answer_id, ())),
            )
            for answer_id, question, answer in reversed(turns)
        ]

    async def _read_cited(self, answer_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, str]]]:
        query = select(CitationRow.answer_id, CitationRow.symbol, CitationRow.path)
        query = query.where(CitationRow.answer_id.in_(answer_ids)).order_by(CitationRow.position)
        cited: dict[UUID, list[tuple[str, str]]] = {}
        for answer_id, symbol, path in await self._session.execute(query):
            cited.setdefault(answer_id, []).append((symbol, path))
        return cited

    def _seen(self) -> ColumnElement[bool]:
        return or_(ConversationRow.owner == self._reader, ConversationRow.is_shared)


class ConversationWriter(ConversationStore):
    """Changes conversations of `reader`; needs a session that may write. Only the owner changes one."""

    def __init__(self, session: WriteSession, reader: str) -> None:
        super().__init__(session, reader)
        self._session = session

    async def create(self, tenant_id: UUID, title: str) -> Conversation:
        """A private conversation of `reader`."""
        values = {"id": create_id(), "tenant_id": tenant_id, "owner": self._reader, "title": title}
        row = await self._session.scalar(insert(ConversationRow).values(**values).returning(ConversationRow))
        return _conversation(cast("ConversationRow", row))

    async def change(
        self, conversation_id: UUID, *, title: str | None = None, is_shared: bool | None = None
    ) -> Conversation:
        """What is None stays. Raises NotFoundError, and ForbiddenError when another owns it."""
        await self.lock_own(conversation_id)
        values = {name: value for name, value in (("title", title), ("is_shared", is_shared)) if value is not None}
        if values:
            statement = update(ConversationRow).where(ConversationRow.id == conversation_id).values(**values)
            await self._session.execute(statement.execution_options(synchronize_session="fetch"))
        return await self.get(conversation_id)

    async def delete(self, conversation_id: UUID) -> None:
        """With its turns, and with their answers and what hangs on these. Raises as `change` does."""
        await self.lock_own(conversation_id)
        answers = select(TurnRow.answer_id).where(TurnRow.conversation_id == conversation_id)
        await self._session.execute(
            delete(AnswerRow).where(AnswerRow.id.in_(answers)).execution_options(synchronize_session=False)
        )
        await self._session.execute(
            delete(ConversationRow)
            .where(ConversationRow.id == conversation_id)
            .execution_options(synchronize_session=False)
        )

    async def lock_own(self, conversation_id: UUID) -> Conversation:
        """Held until the transaction ends, so that turns get their numbers one after the other."""
        found = await self.get(conversation_id)
        if found.owner != self._reader:
            raise ForbiddenError(
                "This conversation is somebody else's: you may read it.", hint="Ask in a conversation of your own."
            )
        query = select(ConversationRow.id).where(ConversationRow.id == conversation_id).with_for_update()
        await self._session.execute(query)
        return found

    async def add_turn(
        self, conversation_id: UUID, *, turn_id: UUID, repo_id: UUID, question: str, asked: dict[str, Any]
    ) -> Turn:
        """A running turn behind the last one of a conversation that `lock_own` holds."""
        last = select(func.coalesce(func.max(TurnRow.position), 0)).where(TurnRow.conversation_id == conversation_id)
        values = {
            "id": turn_id,
            "conversation_id": conversation_id,
            "position": (await self._session.scalar(last) or 0) + 1,
            "repo_id": repo_id,
            "question": question,
            "asked": asked,
            "status": "running",
        }
        row = await self._session.scalar(insert(TurnRow).values(**values).returning(TurnRow))
        about = func.coalesce(ConversationRow.repo_id, repo_id)
        changed = update(ConversationRow).where(ConversationRow.id == conversation_id)
        await self._session.execute(changed.values(updated_at=func.now(), repo_id=about))
        return _turn(cast("TurnRow", row))


class TurnWriter:
    """Ends turns, whoever may see them: for the process that runs them."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session

    async def finish(
        self, turn_id: UUID, *, status: TurnStatus, answer_id: UUID | None, error: dict[str, Any] | None = None
    ) -> Turn | None:
        """The turn as it ended; None when its conversation was deleted meanwhile: then its answer goes, too."""
        values = {"status": status, "answer_id": answer_id, "error": error, "finished_at": func.now()}
        await self._session.execute(update(TurnRow).where(TurnRow.id == turn_id).values(**values))
        row = await self._session.get(TurnRow, turn_id, populate_existing=True)
        if row is None:
            await self._session.execute(delete(AnswerRow).where(AnswerRow.id == answer_id))
            return None
        return _turn(row)

    async def request_cancel(self, turn_id: UUID) -> None:
        """Tells every process that listens to CHANNEL, when the transaction commits."""
        await self._session.execute(select(func.pg_notify(CHANNEL, str(turn_id))))


def _mentions(text: str) -> ColumnElement[bool]:
    asked = select(TurnRow.id).where(
        TurnRow.conversation_id == ConversationRow.id, TurnRow.question.icontains(text, autoescape=True)
    )
    return or_(ConversationRow.title.icontains(text, autoescape=True), asked.exists())


def _distinct(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        id=row.id,
        owner=row.owner,
        title=row.title,
        is_shared=row.is_shared,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _turn(row: TurnRow) -> Turn:
    return Turn(
        id=row.id,
        conversation_id=row.conversation_id,
        position=row.position,
        repo_id=row.repo_id,
        question=row.question,
        asked=row.asked,
        status=cast("TurnStatus", row.status),
        answer_id=row.answer_id,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
