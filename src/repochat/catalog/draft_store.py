"""Who allowed draft pull requests in a repository, and which were asked for there.

Every decision, and every request that is about to be sent, is recorded in the audit log by the transaction that
stores it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.draft_models import DraftPermissionRow, DraftRow
from repochat.catalog.link_models import PullRequestRow
from repochat.catalog.link_store import RepoLink
from repochat.catalog.repo_store import Repo
from repochat.core.database import ReadSession, WriteSession

LIST_MAX = 200

DraftState = Literal["opening", "draft", "ready", "merged", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPermission:
    """Somebody's yes: drafts may be opened."""

    granted_by: str
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """A draft by its `key`, as the forge told it last; `number` is None until it answered.

    `state` is opening, draft, ready (a person ended the draft), merged or closed. `digest` is of what was asked for,
    "" until the forge answered. `problem` is {message, hint} of the last attempt, if it failed.
    """

    key: str
    title: str
    base_ref: str
    opened_by: str
    state: DraftState
    digest: str
    number: int | None
    url: str
    branch: str
    head_sha: str
    problem: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """What is about to be asked of the forge."""

    key: str
    title: str
    base_ref: str
    base_sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDraft:
    """What the forge answered to what `digest` is of."""

    digest: str
    state: DraftState
    number: int
    url: str
    branch: str
    head_sha: str
    is_new: bool


class DraftStore:
    """Reads permissions and drafts."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find_permission(self, link: RepoLink) -> DraftPermission | None:
        """None too for a yes from before the repository went to another owner: that one was not asked."""
        query = select(DraftPermissionRow).where(DraftPermissionRow.repo_id == link.repo_id)
        row = await self._session.scalar(query.where(DraftPermissionRow.place == _place(link)))
        return None if row is None else DraftPermission(granted_by=row.granted_by, granted_at=row.granted_at)

    async def find(self, repo_id: UUID, key: str) -> StoredDraft | None:
        query = _select_drafts(repo_id).where(DraftRow.key == key)
        found = (await self._session.execute(query)).one_or_none()
        return None if found is None else _draft(*found)

    async def list_drafts(self, repo_id: UUID) -> list[StoredDraft]:
        """The newest first, at most LIST_MAX."""
        query = _select_drafts(repo_id).order_by(DraftRow.created_at.desc(), DraftRow.key).limit(LIST_MAX)
        return [_draft(row, told) for row, told in await self._session.execute(query)]


class DraftWriter(DraftStore):
    """Records decisions and drafts; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session
        self._audit = AuditWriter(session)

    async def allow(self, viewer: Viewer, repo: Repo, link: RepoLink) -> bool:
        """Lets drafts be opened in `repo`; False when they may already, and the first yes stays on record."""
        values = {"place": _place(link), "granted_by": viewer.name, "granted_at": func.now()}
        statement = insert(DraftPermissionRow).values(repo_id=repo.id, **values)
        granted = statement.on_conflict_do_update(
            index_elements=["repo_id"], set_=values, where=DraftPermissionRow.place != statement.excluded.place
        ).returning(DraftPermissionRow.repo_id)
        if await self._session.scalar(granted) is None:
            return False
        await self._record(viewer, repo, "drafts.allowed", {"forge": link.forge, "full_name": link.full_name})
        return True

    async def forbid(self, viewer: Viewer, repo: Repo) -> bool:
        """Takes the yes back; False when there was none. True for the next request: what is open stays open."""
        statement = delete(DraftPermissionRow).where(DraftPermissionRow.repo_id == repo.id)
        if await self._session.scalar(statement.returning(DraftPermissionRow.repo_id)) is None:
            return False
        await self._record(viewer, repo, "drafts.forbidden", {})
        return True

    async def begin(self, viewer: Viewer, repo: Repo, new: NewDraft) -> None:
        """Before the forge is asked: should the process die then, it is known that it was asked, and by which key."""
        told = {"key": new.key, "title": new.title, "base_ref": new.base_ref, "opened_by": viewer.name}
        await self._session.execute(insert(DraftRow).values(repo_id=repo.id, **told).on_conflict_do_nothing())
        detail = {"key": new.key, "base": new.base_ref, "base_sha": new.base_sha}
        await self._record(viewer, repo, "draft.asked", detail)

    async def keep(self, viewer: Viewer, repo: Repo, new: NewDraft, opened: OpenedDraft) -> None:
        """What the forge answered."""
        values = {
            "title": new.title,
            "base_ref": new.base_ref,
            "state": opened.state,
            "digest": opened.digest,
            "number": opened.number,
            "url": opened.url,
            "branch": opened.branch,
            "head_sha": opened.head_sha,
            "problem": None,
        }
        await self._change(repo.id, new.key, values)
        detail = {"key": new.key, "number": opened.number, "branch": opened.branch, "head_sha": opened.head_sha}
        await self._record(viewer, repo, "draft.opened" if opened.is_new else "draft.updated", detail)

    async def note_problem(self, viewer: Viewer, repo: Repo, key: str, problem: dict[str, Any]) -> None:
        """Why the forge did not do it: `problem` is {message, hint}."""
        await self._change(repo.id, key, {"problem": problem})
        await self._record(viewer, repo, "draft.failed", {"key": key, "message": problem["message"]})

    async def _change(self, repo_id: UUID, key: str, values: dict[str, Any]) -> None:
        statement = update(DraftRow).where(DraftRow.repo_id == repo_id, DraftRow.key == key).values(**values)
        await self._session.execute(statement.execution_options(synchronize_session=False))

    async def _record(self, viewer: Viewer, repo: Repo, action: str, detail: Mapping[str, object]) -> None:
        await self._audit.add(viewer, action=action, subject=repo.name, detail={"repo_id": str(repo.id), **detail})


def _place(link: RepoLink) -> str:
    """The repository by the forge's id, and its owner; a new name of the same owner's is no other place."""
    return f"{link.forge} {link.forge_repo_id} {link.full_name.partition('/')[0].lower()}"


def _select_drafts(repo_id: UUID) -> Select[DraftRow, PullRequestRow]:
    """Each with its pull request, where events or a look at the forge have told of it."""
    same = and_(PullRequestRow.repo_id == DraftRow.repo_id, PullRequestRow.number == DraftRow.number)
    return select(DraftRow, PullRequestRow).outerjoin(PullRequestRow, same).where(DraftRow.repo_id == repo_id)


def _draft(row: DraftRow, told: PullRequestRow | None) -> StoredDraft:
    return StoredDraft(
        key=row.key,
        title=row.title if told is None else told.title,
        base_ref=row.base_ref,
        opened_by=row.opened_by,
        state=cast("DraftState", row.state) if told is None else _judge(told),
        digest=row.digest,
        number=row.number,
        url=row.url,
        branch=row.branch,
        head_sha=row.head_sha if told is None else told.head_sha,
        problem=row.problem,
        created_at=row.created_at,
    )


def _judge(told: PullRequestRow) -> DraftState:
    if told.merged_at is not None:
        return "merged"
    if told.state != "open":
        return "closed"
    return "draft" if told.is_draft else "ready"
