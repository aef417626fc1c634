"""What admission looks at, in a few statements whose cost hangs on the repositories at most, never on the backlog."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from repochat.accounts.kill_switch_store import Stop
from repochat.catalog.thinking.arm_store import Arm, read_arm
from repochat.catalog.thinking.bucket_store import (
    PUT_WITH_TAKEN,
    Bucket,
    Buckets,
    Resource,
    list_columns,
    read_bucket,
)
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.catalog.thinking.settings_store import to_settings
from repochat.core.database import ReadSession, WriteSession
from repochat.jobs import PROCESSES_SQL

_GROUND = text(
    f"""
    SELECT clock_timestamp() AS now,
        (SELECT json_build_object('reason', reason, 'stopped_by', stopped_by, 'stopped_at', stopped_at)
         FROM kill_switches LIMIT 1) AS stop,
        (SELECT count(*) FROM runs WHERE tenant_id = :tenant_id AND status IN ('queued', 'running')
         AND trigger = ANY(CAST(:urgent AS text[]))) AS open_urgent,
        (SELECT count(*) FROM runs WHERE tenant_id = :tenant_id AND status IN ('queued', 'running')
         AND trigger <> ALL(CAST(:urgent AS text[]))) AS open_background,
        EXISTS (SELECT 1 FROM proposals WHERE tenant_id = :tenant_id AND state = 'waiting' AND is_urgent) AS has_urgent,
        (SELECT coalesce(max(started_s), 0) FROM fair_shares WHERE tenant_id = :tenant_id) AS virtual_s,
        (SELECT coalesce(json_agg(b), '[]') FROM budget_buckets AS b
         WHERE tenant_id = :tenant_id AND repo_id IS NULL) AS buckets,
        (SELECT coalesce(json_agg(DISTINCT quiet_hours), '[]') FROM thinking_settings
         WHERE is_on AND quiet_hours IS NOT NULL) AS quiet_hours,
        (SELECT coalesce(json_agg(a), '[]') FROM bandit_arms AS a WHERE tenant_id = :tenant_id) AS arms,
        ({PROCESSES_SQL}) AS processes
    """  # noqa: S608  parts of our own text; what is given goes by parameters
)
_COLUMNS = """
    row_to_json(s) AS settings,
    (SELECT coalesce((r.counts->>'files')::float8, 0) FROM revisions AS r WHERE r.repo_id = s.repo_id
     ORDER BY r.ordinal DESC LIMIT 1) AS files,
    coalesce(f.started_s, 0) AS started_s, coalesce(f.served_s, 0) AS served_s,
    (SELECT coalesce(json_agg(b), '[]') FROM budget_buckets AS b
     WHERE b.tenant_id = :tenant_id AND b.repo_id = s.repo_id) AS buckets
"""
_HEAD = """
    json_build_object('id', p.id, 'thought', p.thought, 'trigger', p.trigger, 'target', p.target, 'worth', p.worth,
        'priority', p.priority, 'rank_at', p.rank_at, 'proposed_at', p.proposed_at, 'attempts', p.attempts)
"""
_IS_OPEN = """
    (SELECT true FROM runs AS o WHERE o.repo_id = s.repo_id AND o.status IN ('queued', 'running') AND {} LIMIT 1)
"""

_BACKGROUND = text(
    f"""
    WITH turns AS (
        SELECT s.repo_id FROM thinking_settings AS s LEFT JOIN fair_shares AS f ON f.repo_id = s.repo_id
        WHERE s.is_on AND NOT s.is_stopped AND (f.blocked_until IS NULL OR f.blocked_until <= :now)
            AND s.repo_id <> ALL(CAST(:seen AS uuid[]))
            AND (s.quiet_hours IS NULL OR s.quiet_hours <> ALL(CAST(:quiet AS jsonb[])))
        ORDER BY greatest(coalesce(f.served_s, 0), :virtual_s), f.served_at NULLS FIRST, s.repo_id
        OFFSET 0
    ), next AS (
        SELECT s.repo_id FROM turns AS s
        WHERE (SELECT true FROM proposals AS p WHERE p.repo_id = s.repo_id AND p.state = 'waiting'
               AND NOT p.is_urgent AND p.thought = ANY(CAST(:thoughts AS text[])) LIMIT 1)
            AND {_IS_OPEN.format("o.trigger <> ALL(CAST(:urgent AS text[]))")} IS NULL
        LIMIT :limit
    )
    SELECT {_COLUMNS}, h.heads
    FROM next AS n JOIN thinking_settings AS s ON s.repo_id = n.repo_id
    LEFT JOIN fair_shares AS f ON f.repo_id = s.repo_id
    CROSS JOIN LATERAL (
        SELECT json_agg(one.head) AS heads FROM unnest(s.thoughts) AS t (thought) CROSS JOIN LATERAL (
            SELECT {_HEAD} AS head FROM proposals AS p
            WHERE p.repo_id = s.repo_id AND p.state = 'waiting' AND NOT p.is_urgent AND p.thought = t.thought
                AND p.not_before <= :now AND t.thought = ANY(CAST(:thoughts AS text[]))
            ORDER BY p.rank_at LIMIT 1
        ) AS one
    ) AS h
    """  # noqa: S608  as above
)
_URGENT = text(
    f"""
    SELECT {_COLUMNS}, json_build_array({_HEAD}) AS heads
    FROM proposals AS p JOIN thinking_settings AS s ON s.repo_id = p.repo_id
    LEFT JOIN fair_shares AS f ON f.repo_id = s.repo_id
    WHERE p.tenant_id = :tenant_id AND p.state = 'waiting' AND p.is_urgent AND p.not_before <= :now
        AND s.is_on AND NOT s.is_stopped AND p.thought = ANY(s.thoughts)
        AND p.thought = ANY(CAST(:thoughts AS text[])) AND s.repo_id <> ALL(CAST(:seen AS uuid[]))
        AND (p.trigger = ANY(CAST(:people AS text[])) OR s.quiet_hours IS NULL
             OR s.quiet_hours <> ALL(CAST(:quiet AS jsonb[])))
        AND {_IS_OPEN.format("o.trigger = ANY(CAST(:urgent AS text[]))")} IS NULL
    ORDER BY p.rank_at LIMIT :limit
    """  # noqa: S608  as above
)
_MEASURED = text(
    """
    SELECT wanted.repo_id, numbered.thought, numbered.level, numbered.used
    FROM unnest(CAST(:repo_ids AS uuid[])) AS wanted (repo_id) CROSS JOIN LATERAL (
        SELECT thought, level, used, row_number() OVER (PARTITION BY thought, level ORDER BY created_at DESC) AS nth
        FROM (SELECT thought, level, used, created_at FROM runs AS r
              WHERE r.repo_id = wanted.repo_id AND status = 'done' AND reused_from IS NULL AND used IS NOT NULL
              ORDER BY created_at DESC LIMIT :looked_at) AS newest
    ) AS numbered WHERE numbered.nth <= :each
    """
)
_TAKE = text(
    f"""
    WITH taken AS (
        UPDATE proposals SET state = 'admitted', reason_code = '', reason = '', settled_at = NULL
        WHERE id = :proposal_id AND state = 'waiting' RETURNING tenant_id, repo_id
    ), held AS ({PUT_WITH_TAKEN})
    INSERT INTO fair_shares (repo_id, tenant_id, started_s, served_s, served_at)
    SELECT repo_id, tenant_id, :started_s, :served_s, clock_timestamp() FROM taken
    ON CONFLICT (repo_id) DO UPDATE SET started_s = excluded.started_s, served_s = excluded.served_s,
        served_at = excluded.served_at, blocked_until = NULL
    RETURNING repo_id
    """  # noqa: S608  as above
)
_BLOCK = text(
    """
    INSERT INTO fair_shares (repo_id, tenant_id, blocked_until)
    SELECT repo_id, :tenant_id, until FROM unnest(CAST(:repo_ids AS uuid[]), CAST(:until AS timestamptz[]))
        AS b (repo_id, until)
    ON CONFLICT (repo_id) DO UPDATE SET blocked_until = excluded.blocked_until
    """
)
_SERVE = text(
    """
    UPDATE fair_shares SET served_s = greatest(started_s, served_s + :more_s), blocked_until = NULL
    WHERE repo_id = :repo_id
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What holds for the whole tenant. `virtual_s` is the virtual time of fair queueing; `quiet_hours` those in use.

    `processes` are the workers' that serve all tenants.
    """

    now: datetime
    stop: Stop | None
    open_urgent: int
    open_background: int
    has_urgent: bool
    virtual_s: float
    buckets: Buckets
    quiet_hours: Sequence[Mapping[str, Any]]
    arms: Sequence[Arm]
    processes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first proposal of its Thought in a repository."""

    id: UUID
    thought: str
    trigger: str
    target: Mapping[str, Any]
    worth: float
    priority: int
    rank_at: datetime
    proposed_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A repository whose turn may be next, with what it would like. `files` are those of its newest revision."""

    repo_id: UUID
    files: int
    settings: ThinkingSettings
    started_s: float
    served_s: float
    buckets: Buckets
    heads: Sequence[Head]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What one look at the backlog asks for. `quiet` are the quiet hours (as stored) that hold now."""

    tenant_id: UUID
    now: datetime
    thoughts: Sequence[str]
    urgent: Sequence[str]
    people: Sequence[str]
    quiet: Sequence[str]
    virtual_s: float
    limit: int


Used = dict[tuple[str, str], list[Mapping[str, float]]]


class AdmissionStore:
    """Reads for admission."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def read_ground(self, tenant_id: UUID, urgent: Sequence[str]) -> Ground:
        """One statement; `urgent` are the triggers of the urgent lane. Time is the database's."""
        row = (await self._session.execute(_GROUND, {"tenant_id": tenant_id, "urgent": list(urgent)})).one()
        return Ground(
            now=row.now,
            stop=_read_stop(row.stop) if row.stop else None,
            open_urgent=row.open_urgent,
            open_background=row.open_background,
            has_urgent=row.has_urgent,
            virtual_s=row.virtual_s,
            buckets=_buckets(row.buckets),
            quiet_hours=row.quiet_hours,
            arms=[read_arm(arm) for arm in row.arms],
            processes=row.processes,
        )

    async def list_urgent(self, sought: Sought, seen: Sequence[UUID]) -> list[Candidate]:
        """Of repositories that were not `seen`, each with one head, in the order of their rank."""
        return await self._list(_URGENT, sought, seen)

    async def list_next(self, sought: Sought, seen: Sequence[UUID]) -> list[Candidate]:
        """The repositories that were served least, each with the heads of its Thoughts."""
        return await self._list(_BACKGROUND, sought, seen)

    async def list_measured(self, repo_ids: Sequence[UUID], *, each: int) -> dict[UUID, Used]:
        """What the newest runs of each repository, Thought and level used, at most `each`; one statement."""
        values = {"repo_ids": list(repo_ids), "each": each, "looked_at": 10 * each}
        found: dict[UUID, Used] = {repo_id: {} for repo_id in repo_ids}
        for repo_id, thought, level, used in await self._session.execute(_MEASURED, values):
            found[repo_id].setdefault((thought, level), []).append(used)
        return found

    async def _list(self, statement: Any, sought: Sought, seen: Sequence[UUID]) -> list[Candidate]:
        values = {name: getattr(sought, name) for name in Sought.__dataclass_fields__}
        lists = {name: list(values[name]) for name in ("thoughts", "urgent", "people", "quiet")}
        rows = await self._session.execute(statement, {**values, **lists, "seen": list(seen)})
        return [_candidate(row) for row in rows if row.heads]


Held = Mapping[UUID | None, Iterable[Bucket]]
"""Buckets as they stand with the run: the repository's and (None) the tenant's."""


class AdmissionWriter(AdmissionStore):
    """Takes and refuses; needs a session that holds the tenant's lock of admission."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def take(self, tenant_id: UUID, proposal_id: UUID, *, started_s: float, served_s: float, held: Held) -> bool:
        """The proposal is admitted, its repository's turn counted, and what it reserves `held`; one statement.

        False: it waits no more, and nothing was written.
        """
        tags = {"proposal_id": proposal_id, "started_s": started_s, "served_s": served_s}
        values = {**tags, **list_columns(tenant_id, held)}
        return (await self._session.execute(_TAKE, values)).first() is not None

    async def block(self, tenant_id: UUID, until: Mapping[UUID, datetime]) -> None:
        """Not looked at again before: their budget is too low until then for what they want."""
        if until:
            values = {"tenant_id": tenant_id, "repo_ids": list(until), "until": list(until.values())}
            await self._session.execute(_BLOCK, values)

    async def serve(self, repo_id: UUID, more_s: float) -> None:
        """What its run took beyond the estimate (or, below 0, less) counts for the next turn."""
        await self._session.execute(_SERVE, {"repo_id": repo_id, "more_s": more_s})


async def lock_admission(session: WriteSession, tenant_id: UUID) -> None:
    """Held until the transaction ends: proposals, admission and charges of a tenant follow one after another."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name_lock(tenant_id), 0))))


def name_lock(tenant_id: UUID) -> str:
    """What `Database.write` is given for a transaction that holds the lock of admission from its beginning."""
    return f"admission/{tenant_id}"


def _read_stop(stored: Mapping[str, str]) -> Stop:
    stopped_at = datetime.fromisoformat(stored["stopped_at"])
    return Stop(reason=stored["reason"], stopped_by=stored["stopped_by"], stopped_at=stopped_at)


def _buckets(rows: Sequence[Mapping[str, Any]]) -> Buckets:
    buckets = [read_bucket(row) for row in rows]
    found: dict[Resource, Bucket] = {bucket.resource: bucket for bucket in buckets}
    return found


def _candidate(row: Any) -> Candidate:
    stored: dict[str, Any] = {**row.settings, "usd_day": Decimal(str(row.settings["usd_day"]))}
    return Candidate(
        repo_id=UUID(stored["repo_id"]),
        settings=to_settings(stored),
        files=int(row.files or 0),
        started_s=row.started_s,
        served_s=row.served_s,
        buckets=_buckets(row.buckets),
        heads=[_head(head) for head in row.heads],
    )


def _head(stored: Mapping[str, Any]) -> Head:
    times = {name: datetime.fromisoformat(stored[name]) for name in ("rank_at", "proposed_at")}
    values: dict[str, Any] = {**stored, **times, "id": UUID(stored["id"])}
    return Head(**values)
