"""How each repository is followed: by which path, when it was looked at last, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.follow_models import RepoFollowRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import RepochatError

FollowPath = Literal["webhook", "polling", "watching", "manual"]
FOLLOW_PATHS: tuple[FollowPath, ...] = ("webhook", "polling", "watching", "manual")
LIST_MAX = 2_000

# Repositories that were connected before anybody asked how to follow them: all of them by this machine's owner.
_ADD_MISSING = text(
    """
    INSERT INTO repo_follows (repo_id, path, may_reach_local)
    SELECT r.id, CASE r.source_kind WHEN 'path' THEN 'watching' ELSE 'polling' END, true FROM repos r
    WHERE NOT EXISTS (SELECT 1 FROM repo_follows f WHERE f.repo_id = r.id) ON CONFLICT DO NOTHING
    """
)
_CLAIM = text(
    """
    UPDATE repo_follows f SET next_check_at = now() + make_interval(secs => :lease_s) WHERE f.repo_id IN (
        SELECT d.repo_id FROM repo_follows d WHERE d.next_check_at <= now() AND (d.path <> 'manual' OR d.is_full_due)
        ORDER BY d.next_check_at LIMIT :most FOR UPDATE SKIP LOCKED
    ) RETURNING f.repo_id
    """
)
_RECONCILE = text(
    """
    UPDATE repo_follows SET is_full_due = true,
        next_check_at = LEAST(next_check_at, now() + make_interval(secs => random() * :within_s))
    """
)
_SEE = text(
    """
    UPDATE repo_follows SET refs_digest = :digest, head_sha = :head, last_changed_at = now()
    WHERE repo_id = :repo_id AND refs_digest IS DISTINCT FROM :digest RETURNING repo_id
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowState:
    """`path` is how changes are learned of. `problem` is {message, hint}: why the last look failed.

    `head_sha` is where the default branch stood when it was looked at last; it changed at `last_changed_at`.
    """

    repo_id: UUID
    path: FollowPath
    is_chosen: bool
    may_reach_local: bool
    is_full_due: bool
    failures: int
    quiet_checks: int
    next_check_at: datetime
    last_event_at: datetime | None
    last_checked_at: datetime | None
    last_changed_at: datetime | None
    head_sha: str | None
    refs_digest: str | None
    problem: dict[str, Any] | None


class FollowStore:
    """Reads how repositories are followed."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, repo_id: UUID) -> FollowState | None:
        row = await self._session.scalar(select(RepoFollowRow).where(RepoFollowRow.repo_id == repo_id))
        return _state(row) if row is not None else None

    async def list_states(self, path: FollowPath | None = None) -> list[FollowState]:
        """At most LIST_MAX."""
        query = select(RepoFollowRow).order_by(RepoFollowRow.repo_id).limit(LIST_MAX)
        rows = await self._session.scalars(query if path is None else query.where(RepoFollowRow.path == path))
        return [_state(row) for row in rows]


class FollowWriter(FollowStore):
    """Changes how repositories are followed, and notes what was seen."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def start(self, repo_id: UUID, path: FollowPath, *, may_reach_local: bool) -> None:
        """Follows a repository that nobody has chosen a path for; one that is followed already stays as it is."""
        values = {"repo_id": repo_id, "path": path, "may_reach_local": may_reach_local}
        await self._session.execute(insert(RepoFollowRow).values(**values).on_conflict_do_nothing())

    async def add_missing(self) -> None:
        """Follows every repository that is not followed yet, by its kind."""
        await self._session.execute(_ADD_MISSING)

    async def choose(self, repo_id: UUID, path: FollowPath) -> None:
        """What a person said; it is looked at soon."""
        await self._change(repo_id, path=path, is_chosen=True, next_check_at=func.now(), failures=0)

    async def note_event(self, repo_id: UUID) -> bool:
        """A webhook spoke of the repository: from now on it is followed by webhooks, unless a person chose otherwise.

        Returns whether that is new.
        """
        await self._change(repo_id, last_event_at=func.now())
        statement = (
            update(RepoFollowRow)
            .where(
                RepoFollowRow.repo_id == repo_id, RepoFollowRow.path == "polling", RepoFollowRow.is_chosen.is_(False)
            )
            .values(path="webhook")
        )
        return await self._session.scalar(statement.returning(RepoFollowRow.repo_id)) is not None

    async def fall_back(self, repo_id: UUID) -> None:
        """No webhook will come any more: poll, unless a person chose the path."""
        statement = update(RepoFollowRow).where(
            RepoFollowRow.repo_id == repo_id, RepoFollowRow.path == "webhook", RepoFollowRow.is_chosen.is_(False)
        )
        await self._session.execute(statement.values(path="polling", next_check_at=func.now()))

    async def claim_due(self, *, lease_s: float, limit: int) -> list[UUID]:
        """Repositories to be looked at now; nobody else gets them for `lease_s`, after which they are due again."""
        return list(await self._session.scalars(_CLAIM, {"lease_s": lease_s, "most": limit}))

    async def ask_for_check(self, repo_id: UUID, *, is_full: bool = False) -> None:
        """The next look is due now."""
        values: dict[str, Any] = {"next_check_at": func.now()}
        if is_full:
            values["is_full_due"] = True
        await self._change(repo_id, **values)

    async def reconcile_all(self, *, within_s: float) -> None:
        """Every repository is compared with its source, spread over `within_s`."""
        await self._session.execute(_RECONCILE, {"within_s": within_s})

    async def see(self, repo_id: UUID, *, digest: str, head_sha: str | None) -> bool:
        """Notes the refs as they stand; returns whether they are not those seen last: of many at once, one is told."""
        values = {"repo_id": repo_id, "digest": digest, "head": head_sha}
        return await self._session.scalar(_SEE, values) is not None

    async def note_check(self, repo_id: UUID, *, again_in_s: float, is_quiet: bool, was_full: bool) -> None:
        """A look that went well; `is_quiet` when nothing had changed."""
        values: dict[str, Any] = {
            "last_checked_at": func.now(),
            "failures": 0,
            "problem": None,
            "quiet_checks": RepoFollowRow.quiet_checks + 1 if is_quiet else 0,
            "next_check_at": _in_seconds(again_in_s),
        }
        if was_full:
            values["is_full_due"] = False
        await self._change(repo_id, **values)

    async def note_problem(self, repo_id: UUID, problem: RepochatError, *, again_in_s: float) -> None:
        """A look, or an indexing, that failed."""
        await self._change(
            repo_id,
            failures=RepoFollowRow.failures + 1,
            problem={"message": problem.message, "hint": problem.hint},
            next_check_at=_in_seconds(again_in_s),
        )

    async def _change(self, repo_id: UUID, **values: Any) -> None:
        await self._session.execute(update(RepoFollowRow).where(RepoFollowRow.repo_id == repo_id).values(**values))


def index_by_repo(states: Sequence[FollowState]) -> dict[UUID, FollowState]:
    return {state.repo_id: state for state in states}


def _in_seconds(seconds: float) -> Any:
    return func.now() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def _state(row: RepoFollowRow) -> FollowState:
    return FollowState(
        repo_id=row.repo_id,
        path=cast("FollowPath", row.path),
        is_chosen=row.is_chosen,
        may_reach_local=row.may_reach_local,
        is_full_due=row.is_full_due,
        failures=row.failures,
        quiet_checks=row.quiet_checks,
        next_check_at=row.next_check_at,
        last_event_at=row.last_event_at,
        last_checked_at=row.last_checked_at,
        last_changed_at=row.last_changed_at,
        head_sha=row.head_sha,
        refs_digest=row.refs_digest,
        problem=row.problem,
    )
