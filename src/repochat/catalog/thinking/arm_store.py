"""What each Thought yielded at each level, discounted with time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from repochat.catalog.thinking.run_models import ArmRow
from repochat.core.database import ReadSession, WriteSession

HALF_LIFE_S = 14 * 86_400.0
"""After so long what was seen counts half: repositories and rules change."""

_LEARN = text(
    """
    INSERT INTO bandit_arms AS a (tenant_id, thought, level, pulls, reward, reward_squared, cpu_minutes, updated_at)
    VALUES (:tenant_id, :thought, :level, :pulls, :reward, :reward_squared, :cpu_minutes, clock_timestamp())
    ON CONFLICT (tenant_id, thought, level) DO UPDATE SET
        pulls = a.pulls * d.kept + excluded.pulls,
        reward = a.reward * d.kept + excluded.reward,
        reward_squared = a.reward_squared * d.kept + excluded.reward_squared,
        cpu_minutes = a.cpu_minutes * d.kept + excluded.cpu_minutes,
        updated_at = greatest(a.updated_at, excluded.updated_at)
    """.replace(
        "d.kept",
        "power(0.5, greatest(0, extract(epoch FROM excluded.updated_at - a.updated_at))"
        " / CAST(:half_life_s AS float8))",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Sums over runs, discounted to `updated_at`: how many, their rewards, and their CPU minutes.

    `reward_squared` sums reward² / minutes: what the spread of reward per minute is read from.
    """

    thought: str
    level: str
    pulls: float
    reward: float
    reward_squared: float
    cpu_minutes: float
    updated_at: datetime


class ArmStore:
    """Reads arms of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_arms(self) -> list[Arm]:
        """Those that were ever pulled: at most one of each Thought and level."""
        rows = await self._session.scalars(select(ArmRow).order_by(ArmRow.thought, ArmRow.level))
        return [Arm(**{name: getattr(row, name) for name in Arm.__dataclass_fields__}) for row in rows]


class ArmWriter(ArmStore):
    """Learns; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def learn(self, tenant_id: UUID, *, thought: str, level: str, reward: float, cpu_minutes: float) -> None:
        """A run of `cpu_minutes` (more than 0) earned `reward`."""
        sums = {"pulls": 1, "reward": reward, "reward_squared": reward**2 / cpu_minutes, "cpu_minutes": cpu_minutes}
        await self._add(tenant_id, thought=thought, level=level, **sums)

    async def correct(
        self, tenant_id: UUID, *, thought: str, level: str, before: float, after: float, cpu_minutes: float
    ) -> None:
        """What a run earned is judged anew: a later verdict on what it found."""
        sums = {"reward": after - before, "reward_squared": (after**2 - before**2) / cpu_minutes}
        await self._add(tenant_id, thought=thought, level=level, pulls=0, cpu_minutes=0, **sums)

    async def _add(self, tenant_id: UUID, **values: Any) -> None:
        await self._session.execute(_LEARN, {"tenant_id": tenant_id, "half_life_s": HALF_LIFE_S, **values})


def read_arm(stored: Mapping[str, Any]) -> Arm:
    """The arm of a row as JSON."""
    values: dict[str, Any] = {name: stored[name] for name in Arm.__dataclass_fields__}
    values["updated_at"] = datetime.fromisoformat(values["updated_at"])
    return Arm(**values)
