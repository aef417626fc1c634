"""What budgets hold: a bucket of each resource, of a repository or (None) of the tenant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import or_, select, text

from repochat.catalog.thinking.run_models import BucketRow, RunRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.ids import create_id

Resource = Literal["cpu_s", "gpu_s", "model_tokens", "io_bytes", "usd"]
RESOURCES: tuple[Resource, ...] = get_args(Resource)

PUT_WITH_TAKEN = """
    INSERT INTO budget_buckets (id, tenant_id, repo_id, resource, level, reserved, at_risk, used_day, used, refilled_at)
    SELECT * FROM unnest(
        CAST(:id AS uuid[]), CAST(:tenant_id AS uuid[]), CAST(:repo_id AS uuid[]), CAST(:resource AS text[]),
        CAST(:level AS float8[]), CAST(:reserved AS float8[]), CAST(:at_risk AS float8[]), CAST(:used_day AS date[]),
        CAST(:used AS float8[]), CAST(:refilled_at AS timestamptz[]))
    WHERE EXISTS (SELECT 1 FROM taken)
    ON CONFLICT (tenant_id, repo_id, resource) DO UPDATE SET
        level = excluded.level, reserved = excluded.reserved, at_risk = excluded.at_risk,
        used_day = excluded.used_day, used = excluded.used, refilled_at = excluded.refilled_at
"""
"""Part of the statement that takes a proposal: buckets as they stand then, if its part `taken` found one."""
_CHARGE = text(
    """
    UPDATE budget_buckets AS b
    SET level = b.level + c.asked - c.used,
        reserved = greatest(0, b.reserved - c.asked),
        at_risk = greatest(0, b.at_risk - c.risk),
        used = c.used + CASE WHEN b.used_day >= c.day THEN b.used ELSE 0 END,
        used_day = greatest(b.used_day, c.day)
    FROM (
        SELECT resource, asked, risk, used, CAST(timezone('UTC', clock_timestamp()) AS date) AS day
        FROM unnest(CAST(:resource AS text[]), CAST(:asked AS float8[]), CAST(:risk AS float8[]),
                    CAST(:used AS float8[])) AS u (resource, asked, risk, used)
    ) AS c
    WHERE b.tenant_id = :tenant_id AND b.resource = c.resource AND (b.repo_id = :repo_id OR b.repo_id IS NULL)
    """
)
_TAKE_CHARGE = text(
    """
    UPDATE runs SET is_charged = true WHERE id = :id AND NOT is_charged
    RETURNING tenant_id, repo_id, asked, context->'allowed' AS allowed, thought, level, status, reward, reused_from
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Of `resource`, as it was at `refilled_at`. `level` may be reserved still, `reserved` is held by open runs.

    `at_risk` is what these may take beyond what they reserved. `used` counts the UTC day `used_day`.
    """

    resource: Resource
    level: float
    reserved: float = 0.0
    at_risk: float = 0.0
    used_day: date
    used: float = 0.0
    refilled_at: datetime


Buckets = Mapping[Resource, Bucket]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharge:
    """A run that was not charged before: what it reserved, what it was allowed at most, and how it ended."""

    tenant_id: UUID
    repo_id: UUID
    asked: Mapping[str, float]
    allowed: Mapping[str, float]
    thought: str
    level: str
    status: str
    reward: float | None
    is_reused: bool


class BucketStore:
    """Reads buckets as they were written last; `thinking.scheduling.buckets` says what they hold now."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_buckets(self, repo_ids: Sequence[UUID]) -> dict[UUID | None, Buckets]:
        """Those of the repositories, and under None the tenant's; what was never used has none."""
        query = select(BucketRow).where(or_(BucketRow.repo_id.is_(None), BucketRow.repo_id.in_(repo_ids)))
        found: dict[UUID | None, dict[Resource, Bucket]] = {}
        for row in await self._session.scalars(query):
            bucket = read_bucket({name: getattr(row, name) for name in Bucket.__dataclass_fields__})
            found.setdefault(row.repo_id, {})[bucket.resource] = bucket
        return dict(found)


class BucketWriter(BucketStore):
    """Writes buckets; needs a session that may write, and that holds the tenant's lock of admission."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def take_charge(self, run_id: UUID) -> OpenCharge | None:
        """What the run holds, once: None when it was charged before."""
        row = (await self._session.execute(_TAKE_CHARGE, {"id": run_id})).one_or_none()
        if row is None:
            return None
        return OpenCharge(
            tenant_id=row.tenant_id,
            repo_id=row.repo_id,
            asked=row.asked or {},
            allowed=row.allowed or row.asked or {},
            thought=row.thought,
            level=row.level,
            status=row.status,
            reward=row.reward,
            is_reused=row.reused_from is not None,
        )

    async def list_uncharged(self, limit: int) -> list[tuple[UUID, Mapping[str, float]]]:
        """Runs that ended without being charged, with what they used: one cancelled before it began, for one."""
        query = select(RunRow.id, RunRow.used).where(~RunRow.is_charged, RunRow.status.not_in(("queued", "running")))
        return [(row[0], row[1] or {}) for row in await self._session.execute(query.limit(limit))]

    async def charge(self, held: OpenCharge, used: Mapping[str, float]) -> None:
        """Gives back what was held, and takes what was used, of the repository and of the tenant alike."""
        asked = [float(held.asked.get(name, 0)) for name in RESOURCES]
        risks = [max(0.0, float(held.allowed.get(name, 0)) - took) for name, took in zip(RESOURCES, asked, strict=True)]
        values = {"asked": asked, "risk": risks, "used": [float(used.get(name, 0)) for name in RESOURCES]}
        owner = {"tenant_id": held.tenant_id, "repo_id": held.repo_id}
        await self._session.execute(_CHARGE, {**values, **owner, "resource": list(RESOURCES)})


def read_bucket(stored: Mapping[str, Any]) -> Bucket:
    """The bucket of a row, whose times may be ISO text."""
    values = {name: stored[name] for name in Bucket.__dataclass_fields__}
    for name in ("level", "reserved", "at_risk", "used"):
        values[name] = float(values[name])  # JSON has no other word for 1.0 than 1
    if isinstance(values["refilled_at"], str):
        values["refilled_at"] = datetime.fromisoformat(values["refilled_at"])
        values["used_day"] = date.fromisoformat(values["used_day"])
    return Bucket(**values)


def list_columns(tenant_id: UUID, buckets: Mapping[UUID | None, Iterable[Bucket]]) -> dict[str, list[Any]]:
    """What `PUT_WITH_TAKEN` is given: a list of each column, of the repositories' and (None) the tenant's."""
    rows = [(repo_id, bucket) for repo_id, each in buckets.items() for bucket in each]
    columns = {name: [getattr(bucket, name) for _, bucket in rows] for name in Bucket.__dataclass_fields__}
    owners = {"tenant_id": [tenant_id] * len(rows), "repo_id": [repo_id for repo_id, _ in rows]}
    return {"id": [create_id() for _ in rows], **owners, **columns}
