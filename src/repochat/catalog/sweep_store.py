"""Removes what nobody can ask about any more, in steps that are short: everything else goes on meanwhile.

A sweep goes from the blobs upwards: first blobs that no file is read from, then files that no revision sees, then
revisions that are too old. So what lost its last reader goes with a later sweep, and whoever found a revision just
before it went still reads all of it.
"""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, TextClause, text

from repochat.catalog.policy_store import RepoPolicy
from repochat.core.database import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepLimits:
    """A step is one transaction. What `steps_max` leaves of a repository or a tenant is for the next sweep."""

    revisions_per_step: int = 100
    intervals_per_step: int = 5_000
    blobs_per_step: int = 2_000
    runs_per_step: int = 1_000
    repos_per_step: int = 1_000
    steps_max: int = 1_000
    blob_kept_h: int = 24
    """A blob is derived before any revision has it: a run that takes longer, or resumes later, derives it again."""


LIMITS = SweepLimits()

# The newest revision is what the next one is written as a difference to, so it stays whatever the policy says.
_DROP_REVISIONS = text("""
    DELETE FROM revisions WHERE id IN (
        SELECT r.id FROM revisions r
        WHERE r.repo_id = :repo_id AND r.indexed_at < now() - make_interval(days => :days)
        AND r.id NOT IN (SELECT n.id FROM revisions n WHERE n.repo_id = :repo_id ORDER BY n.ordinal DESC LIMIT :keep)
        AND (
            EXISTS (SELECT 1 FROM revisions n WHERE n.repo_id = r.repo_id AND n.sha = r.sha AND n.ordinal > r.ordinal)
            OR NOT EXISTS (SELECT 1 FROM indexed_refs i WHERE i.repo_id = r.repo_id AND i.sha = r.sha)
        )
        AND NOT EXISTS (
            SELECT 1 FROM answers a WHERE a.repo_id = r.repo_id AND a.revision = r.sha
            AND a.created_at > now() - make_interval(days => :days)
        )
        AND NOT EXISTS (
            SELECT 1 FROM citations c JOIN answers a ON a.id = c.answer_id
            WHERE c.repo_id = r.repo_id AND c.commit = r.sha AND a.created_at > now() - make_interval(days => :days)
        )
        ORDER BY r.ordinal LIMIT :most
    )
""")
_DROP_INTERVALS = text("""
    DELETE FROM file_versions WHERE (repo_id, path, from_ordinal) IN (
        SELECT f.repo_id, f.path, f.from_ordinal FROM file_versions f
        WHERE f.repo_id = :repo_id AND f.to_ordinal IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM revisions r
            WHERE r.repo_id = f.repo_id AND r.ordinal >= f.from_ordinal AND r.ordinal < f.to_ordinal
        )
        LIMIT :most
    )
""")
_LIST_REPOS = text("""
    SELECT id FROM repos WHERE CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid) ORDER BY id LIMIT :most
""")
_WINDOW_END = text("SELECT max(id) FROM (SELECT id FROM blobs WHERE id > :after ORDER BY id LIMIT :most) w")
# Locked first and looked at again after: a run may just have begun to use one of them.
_LOCK_BLOBS = text("""
    SELECT b.id FROM blobs b
    WHERE b.id > :after AND b.id <= :last AND b.derived_at < now() - make_interval(hours => :hours)
    AND NOT EXISTS (SELECT 1 FROM file_versions f WHERE f.blob_id = b.id)
    ORDER BY b.id FOR UPDATE SKIP LOCKED
""")
_DROP_BLOBS = text("""
    DELETE FROM blobs b WHERE b.id = ANY(:ids)
    AND NOT EXISTS (SELECT 1 FROM file_versions f WHERE f.blob_id = b.id)
""")
_DROP_RUNS = text("""
    DELETE FROM index_runs WHERE id IN (
        SELECT r.id FROM index_runs r
        WHERE r.repo_id = :repo_id AND r.status IN ('done', 'failed', 'cancelled')
        AND r.updated_at < now() - make_interval(days => :days)
        AND r.id NOT IN (SELECT n.id FROM index_runs n WHERE n.repo_id = :repo_id ORDER BY n.created_at DESC LIMIT 1)
        LIMIT :most
    )
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobStep:
    """`last` is where the next step goes on; None when there is no blob left to look at."""

    last: int | None
    removed: int


class SweepWriter:
    """One step of a sweep each; a step that removed as many as it may is followed by another."""

    def __init__(self, session: WriteSession, limits: SweepLimits = LIMITS) -> None:
        self._session = session
        self._limits = limits

    async def list_repo_ids(self, after: UUID | None) -> list[UUID]:
        """Repositories of the session's tenant that come after `after`, by id, `repos_per_step` at most."""
        values = {"after": after, "most": self._limits.repos_per_step}
        return list(await self._session.scalars(_LIST_REPOS, values))

    async def drop_blobs(self, after: int) -> BlobStep:
        """Blobs of the session's tenant that no file of any repository is read from, from `after` on."""
        limits = self._limits
        last = await self._session.scalar(_WINDOW_END, {"after": after, "most": limits.blobs_per_step})
        if last is None:
            return BlobStep(last=None, removed=0)
        window = {"after": after, "last": last, "hours": limits.blob_kept_h}
        ids = list(await self._session.scalars(_LOCK_BLOBS, window))
        if not ids:
            return BlobStep(last=last, removed=0)
        return BlobStep(last=last, removed=await self._count(_DROP_BLOBS, ids=ids))

    async def drop_intervals(self, repo_id: UUID) -> int:
        """Files that no remaining revision sees. Returns how many, `intervals_per_step` at most."""
        return await self._count(_DROP_INTERVALS, repo_id=repo_id, most=self._limits.intervals_per_step)

    async def drop_revisions(self, repo_id: UUID, policy: RepoPolicy) -> int:
        """The oldest of those that `policy` no longer keeps. Returns how many, `revisions_per_step` at most."""
        values = {"days": policy.keep_days, "keep": max(1, policy.keep_revisions)}
        return await self._count(_DROP_REVISIONS, repo_id=repo_id, most=self._limits.revisions_per_step, **values)

    async def drop_runs(self, repo_id: UUID, policy: RepoPolicy) -> int:
        """Attempts to index that ended before `policy.keep_days`, or yesterday, but for the last. Returns how many."""
        return await self._count(
            _DROP_RUNS, repo_id=repo_id, days=max(1, policy.keep_days), most=self._limits.runs_per_step
        )

    async def _count(self, statement: TextClause, **values: Any) -> int:
        result = await self._session.execute(statement, values)
        return cast("CursorResult[Any]", result).rowcount
