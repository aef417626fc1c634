"""Questions that somebody watches, and the changes of their evidence. A watch is its owner's alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.age_models import WatchReportRow, WatchRow
from repochat.catalog.age_store import CHANNEL
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id

LIST_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A watched question; the fields are those of `WatchRow`. `unread` counts reports that nobody has read."""

    id: UUID
    tenant_id: UUID
    repo_id: UUID
    ref: str
    owner: str
    user_id: UUID | None
    origin_id: UUID
    answer_id: UUID | None
    question: str
    asked: dict[str, Any]
    sha: str
    problem: str
    created_at: datetime
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """A change of evidence at the commit `sha`; `difference` is as `chat.age` wrote it."""

    id: UUID
    watch_id: UUID
    before_id: UUID | None
    after_id: UUID | None
    sha: str
    difference: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWatch:
    tenant_id: UUID
    repo_id: UUID
    ref: str
    user_id: UUID | None
    answer_id: UUID
    question: str
    asked: dict[str, Any]
    sha: str


class WatchStore:
    """Reads the watches of `owner` (a viewer's name)."""

    def __init__(self, session: ReadSession, owner: str) -> None:
        self._session = session
        self._owner = owner

    async def get(self, watch_id: UUID) -> Watch:
        """Raises NotFoundError, for another's watch too."""
        query = select(WatchRow).where(WatchRow.id == watch_id, WatchRow.owner == self._owner)
        row = await self._session.scalar(query)
        if row is None:
            raise NotFoundError(f"You have no watch {watch_id}.", hint="`repochat watch list` shows what you watch.")
        return _watch(row)

    async def list_watches(self) -> list[Watch]:
        """The newest first, at most LIST_MAX."""
        unread = (
            select(func.count())
            .select_from(WatchReportRow)
            .where(WatchReportRow.watch_id == WatchRow.id, WatchReportRow.read_at.is_(None))
            .scalar_subquery()
        )
        query = select(WatchRow, unread).where(WatchRow.owner == self._owner)
        rows = await self._session.execute(query.order_by(WatchRow.created_at.desc(), WatchRow.id).limit(LIST_MAX))
        return [_watch(row, count) for row, count in rows]

    async def count(self) -> int:
        query = select(func.count()).select_from(WatchRow).where(WatchRow.owner == self._owner)
        return await self._session.scalar(query) or 0

    async def find_by_origin(self, origin_id: UUID) -> Watch | None:
        query = select(WatchRow).where(WatchRow.origin_id == origin_id, WatchRow.owner == self._owner)
        row = await self._session.scalar(query)
        return _watch(row) if row else None

    async def list_reports(self, watch_id: UUID, *, limit: int) -> list[WatchReport]:
        """The newest first, at most LIST_MAX. Raises NotFoundError for another's watch."""
        await self.get(watch_id)
        query = select(WatchReportRow).where(WatchReportRow.watch_id == watch_id)
        query = query.order_by(WatchReportRow.created_at.desc(), WatchReportRow.id).limit(max(0, min(limit, LIST_MAX)))
        return [_report(row) for row in await self._session.scalars(query)]


class WatchWriter(WatchStore):
    """Changes the watches of `owner`; needs a session that may write."""

    def __init__(self, session: WriteSession, owner: str) -> None:
        super().__init__(session, owner)
        self._session = session

    async def add(self, new: NewWatch) -> Watch:
        """The watch of that answer, new or known."""
        values: dict[str, Any] = {
            "id": create_id(),
            "tenant_id": new.tenant_id,
            "repo_id": new.repo_id,
            "ref": new.ref,
            "owner": self._owner,
            "user_id": new.user_id,
            "origin_id": new.answer_id,
            "answer_id": new.answer_id,
            "question": new.question,
            "asked": new.asked,
            "sha": new.sha,
        }
        await self._session.execute(insert(WatchRow).values(**values).on_conflict_do_nothing())
        return cast("Watch", await self.find_by_origin(new.answer_id))

    async def remove(self, watch_id: UUID) -> None:
        """With its reports. Raises NotFoundError, for another's watch too."""
        await self.get(watch_id)
        statement = delete(WatchRow).where(WatchRow.id == watch_id)
        await self._session.execute(statement.execution_options(synchronize_session=False))

    async def mark_read(self, watch_id: UUID) -> None:
        """All its reports. Raises NotFoundError, for another's watch too."""
        await self.get(watch_id)
        statement = update(WatchReportRow).where(WatchReportRow.watch_id == watch_id, WatchReportRow.read_at.is_(None))
        statement = statement.values(read_at=func.now()).execution_options(synchronize_session=False)
        await self._session.execute(statement)


class WatchRounds:
    """Everybody's watches, for a worker."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_of_repo(self, repo_id: UUID) -> list[Watch]:
        """Those that were asked longest ago first, at most LIST_MAX."""
        query = select(WatchRow).where(WatchRow.repo_id == repo_id).order_by(WatchRow.asked_at, WatchRow.id)
        return [_watch(row) for row in await self._session.scalars(query.limit(LIST_MAX))]


class WatchRoundWriter(WatchRounds):
    """Ends rounds and writes reports; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def end(self, watch_id: UUID, sha: str, *, answer_id: UUID | None = None, problem: str = "") -> bool:
        """It was asked at `sha`; `answer_id` is what the next round is held against (None: what it was).

        False when it is gone meanwhile.
        """
        values: dict[str, Any] = {"sha": sha, "problem": problem, "asked_at": func.now()}
        if answer_id is not None:
            values["answer_id"] = answer_id
        statement = update(WatchRow).where(WatchRow.id == watch_id).values(**values).returning(WatchRow.id)
        return await self._session.scalar(statement.execution_options(synchronize_session=False)) is not None

    async def report(self, watch: Watch, after_id: UUID, sha: str, difference: dict[str, Any], *, kept: int) -> None:
        """Adds a report; the oldest beyond `kept` go. Whoever listens to CHANNEL hears of it at the commit."""
        self._session.add(
            WatchReportRow(
                id=create_id(),
                watch_id=watch.id,
                before_id=watch.answer_id,
                after_id=after_id,
                sha=sha,
                difference=difference,
            )
        )
        await self._session.flush()
        old = select(WatchReportRow.id).where(WatchReportRow.watch_id == watch.id)
        old = old.order_by(WatchReportRow.created_at.desc(), WatchReportRow.id.desc()).offset(kept)
        statement = delete(WatchReportRow).where(WatchReportRow.id.in_(old))
        await self._session.execute(statement.execution_options(synchronize_session=False))
        await self._session.execute(select(func.pg_notify(CHANNEL, str(watch.repo_id))))


def _watch(row: WatchRow, unread: int = 0) -> Watch:
    return Watch(
        id=row.id,
        tenant_id=row.tenant_id,
        repo_id=row.repo_id,
        ref=row.ref,
        owner=row.owner,
        user_id=row.user_id,
        origin_id=row.origin_id,
        answer_id=row.answer_id,
        question=row.question,
        asked=row.asked,
        sha=row.sha,
        problem=row.problem,
        created_at=row.created_at,
        unread=unread,
    )


def _report(row: WatchReportRow) -> WatchReport:
    return WatchReport(
        id=row.id,
        watch_id=row.watch_id,
        before_id=row.before_id,
        after_id=row.after_id,
        sha=row.sha,
        difference=row.difference,
        created_at=row.created_at,
        read_at=row.read_at,
    )
