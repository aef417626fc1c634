"""Stores outcomes of made-up Thoughts as runs do, on a real database and a real repository."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.insight_models import InsightRow
from repochat.catalog.thinking.run_models import ProposalRow, RunRow
from repochat.core.database import Database
from repochat.core.ids import create_id
from repochat.thinking.insights.model import RunOfOutcome
from repochat.thinking.insights.preparing import prepare_outcome
from repochat.thinking.insights.storing import store_outcome
from repochat.thinking.model import Outcome
from repochat.thinking.spec import Target
from tests.git.repositories import Repository

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
VIEWER = local_viewer()


@dataclass(kw_only=True)
class Bench:
    """One repository, its mirror and the database."""

    database: Database
    repository: Repository
    repo: Repo
    mirror: Path
    viewer: Viewer = VIEWER

    async def run(
        self, outcome: Outcome, *, now: datetime = NOW, thought: str = "SmellHunt", target: Target | None = None
    ) -> float:
        """Proven, stored and finished; the reward."""
        run = await self.begin(thought, target or Target(sha=self.repository.sha()))
        proven = await prepare_outcome(self.database, self.viewer, self.mirror, run, outcome)
        async with self.database.write(self.viewer.scope) as session:
            reward = await store_outcome(session, run, proven, now=now)
            done = {"id": run.id, "outcome": outcome.ending, "reward": reward}
            statement = "UPDATE runs SET status = 'done', outcome = :outcome, reward = :reward WHERE id = :id"
            await session.execute(text(statement), done)
        return reward

    async def begin(self, thought: str, target: Target) -> RunOfOutcome:
        """A run that goes on, with its proposal."""
        proposal_id, run_id = create_id(), create_id()
        of_both: dict[str, Any] = {
            "tenant_id": self.viewer.tenant_id,
            "repo_id": self.repo.id,
            "thought": thought,
            "trigger": "push",
            "target": target.as_json(),
        }
        async with self.database.write(self.viewer.scope) as session:
            session.add(ProposalRow(**of_both, id=proposal_id, key=str(run_id), priority=0))
            await session.flush()
            rest: dict[str, Any] = {"attempt": 1, "version": 1, "level": "small", "status": "running"}
            session.add(RunRow(**of_both, **rest, id=run_id, proposal_id=proposal_id))
        return RunOfOutcome(id=run_id, repo_id=self.repo.id, thought=thought, target=target)

    async def rows(self) -> dict[str, InsightRow]:
        """What is stored, by identity."""
        async with self.database.read(self.viewer.scope) as session:
            rows = await session.scalars(select(InsightRow).where(InsightRow.repo_id == self.repo.id))
            return {row.identity: row for row in rows}

    async def states(self) -> dict[str, str]:
        return {identity: row.state for identity, row in (await self.rows()).items()}

    async def told(self) -> set[str]:
        return {identity for identity, row in (await self.rows()).items() if row.notified_at is not None}

    async def events(self, insight_id: UUID) -> list[str]:
        async with self.database.read(self.viewer.scope) as session:
            query = "SELECT kind FROM insight_events WHERE insight_id = :id ORDER BY made_at, id"
            return list(await session.scalars(text(query), {"id": insight_id}))
