"""Pull requests as their forges told them last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.link_models import PullRequestRow
from repochat.core.database import ReadSession, WriteSession

LIST_MAX = 500
TITLE_CHARS_MAX = 1_000
BODY_CHARS_MAX = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPullRequest:
    """`merge_sha` is the trial merge's commit while it is open, what was merged afterwards."""

    repo_id: UUID
    number: int
    title: str
    body: str
    state: Literal["open", "closed"]
    is_draft: bool
    author: str
    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    merge_sha: str | None
    url: str
    updated_at: datetime
    merged_at: datetime | None


class PullRequestStore:
    """Reads pull requests."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, repo_id: UUID, number: int) -> StoredPullRequest | None:
        row = await self._session.get(PullRequestRow, (repo_id, number))
        return _pull_request(row) if row is not None else None

    async def list_pull_requests(
        self, repo_id: UUID, *, state: Literal["open", "closed"] | None = None, limit: int = LIST_MAX
    ) -> list[StoredPullRequest]:
        """The highest number first, at most LIST_MAX."""
        query = select(PullRequestRow).where(PullRequestRow.repo_id == repo_id)
        if state is not None:
            query = query.where(PullRequestRow.state == state)
        rows = await self._session.scalars(query.order_by(PullRequestRow.number.desc()).limit(min(limit, LIST_MAX)))
        return [_pull_request(row) for row in rows]


class PullRequestWriter(PullRequestStore):
    """Keeps what the forge tells."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, told: StoredPullRequest) -> bool:
        """Keeps `told` unless what is kept is newer by the forge's own clock; returns whether it was kept."""
        values = {
            "title": _clean(told.title, TITLE_CHARS_MAX),
            "body": _clean(told.body, BODY_CHARS_MAX),
            "state": told.state,
            "is_draft": told.is_draft,
            "author": told.author,
            "head_ref": told.head_ref,
            "head_sha": told.head_sha,
            "base_ref": told.base_ref,
            "base_sha": told.base_sha,
            "merge_sha": told.merge_sha,
            "url": told.url,
            "updated_at": told.updated_at,
            "merged_at": told.merged_at,
        }
        statement = insert(PullRequestRow).values(repo_id=told.repo_id, number=told.number, **values)
        kept = statement.on_conflict_do_update(
            index_elements=["repo_id", "number"],
            set_=values,
            where=PullRequestRow.updated_at <= statement.excluded.updated_at,
        ).returning(PullRequestRow.number)
        return await self._session.scalar(kept) is not None

    async def close_others(self, repo_id: UUID, open_numbers: Collection[int]) -> None:
        """Of a whole list of what is open: all others are closed, though nobody told us so."""
        statement = update(PullRequestRow).where(
            PullRequestRow.repo_id == repo_id,
            PullRequestRow.state == "open",
            PullRequestRow.number.not_in(list(open_numbers)),
        )
        await self._session.execute(statement.values(state="closed"))


def _clean(text: str, chars_max: int) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\0", "")[:chars_max]


def _pull_request(row: PullRequestRow) -> StoredPullRequest:
    return StoredPullRequest(
        repo_id=row.repo_id,
        number=row.number,
        title=row.title,
        body=row.body,
        state=cast("Literal['open', 'closed']", row.state),
        is_draft=row.is_draft,
        author=row.author,
        head_ref=row.head_ref,
        head_sha=row.head_sha,
        base_ref=row.base_ref,
        base_sha=row.base_sha,
        merge_sha=row.merge_sha,
        url=row.url,
        updated_at=row.updated_at,
        merged_at=row.merged_at,
    )
