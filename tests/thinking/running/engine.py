"""A running engine over a real database and real processes, and what is asked of it."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from repochat.accounts import local_viewer
from repochat.artifacts import open_artifact_store
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.proposal_store import NewProposal, Proposal, ProposalStore, ProposalWriter
from repochat.catalog.thinking.run_model import Run
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.catalog.thinking.settings_store import ThinkingWriter
from repochat.core.database import Database
from repochat.core.home import Home
from repochat.core.settings import load_settings
from repochat.indexing.connect import connect_repo
from repochat.thinking.running import LIMITS, RunLimits, RunServices, Supervisor
from repochat.thinking.spec import Amounts, Target
from tests.thinking.running.thoughts import LOCATION

VIEWER = local_viewer()
WAIT_S = 30
ALLOWED = Amounts(cpu_s=20, memory_bytes=2_000_000_000)
QUICK = replace(LIMITS, watch_s=0.05, measure_s=0.05, flush_s=0.02, stop_grace_s=0.2)


@dataclass(frozen=True)
class Engine:
    """A worker's supervisor, and one repository."""

    database: Database
    supervisor: Supervisor
    repo: Repo

    async def ask(
        self,
        subject: str,
        *,
        allowed: Amounts = ALLOWED,
        proposal_id: UUID | None = None,
        sha: str = "0" * 40,
        **target: Any,
    ) -> Run:
        """A run that waits to be claimed."""
        aim = Target(sha=sha, subject=subject, **target)
        async with self.database.write(VIEWER.scope) as session:
            proposals = ProposalWriter(session)
            if proposal_id is None:
                proposal_id = (await proposals.add(_propose(self.repo, aim))).id
            await proposals.settle(proposal_id, "admitted")
            run_id = await RunWriter(session).queue(
                await proposals.get(proposal_id),
                target=aim.as_json(),
                version=1,
                level="small",
                asked=allowed.as_json(),
                policy="test",
                propensity=1,
                context={},
            )
            return await RunStore(session).get(run_id)

    async def run(self, subject: str, **given: Any) -> Run:
        """The run when it has ended."""
        run = await self.ask(subject, **given)
        assert await self.supervisor.run(run.tenant_id, run.id, should_stop=lambda: False)
        return await self.read(run.id)

    async def read(self, run_id: UUID) -> Run:
        async with self.database.read(VIEWER.scope) as session:
            return await RunStore(session).get(run_id)

    async def read_log(self, run_id: UUID) -> list[str]:
        async with self.database.read(VIEWER.scope) as session:
            return [line.text for line in await RunStore(session).list_lines(run_id)]

    async def read_proposal(self, run: Run) -> Proposal:
        async with self.database.read(VIEWER.scope) as session:
            return await ProposalStore(session).get(run.proposal_id)

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        async with self.database.read(VIEWER.scope) as session:
            return [tuple(row) for row in await session.execute(text(query), values)]

    async def wait_for_line(self, run_id: UUID, beginning: str) -> str:
        async with asyncio.timeout(WAIT_S):
            while True:
                for line in await self.read_log(run_id):
                    if line.startswith(beginning):
                        return line
                await asyncio.sleep(0.02)


@asynccontextmanager
async def open_engine(database: Database, home: Home, source: str, limits: RunLimits = QUICK) -> AsyncGenerator[Engine]:
    """On the repository of `source`, which an owner lets be thought about."""
    repo = await connect_repo(database, VIEWER, source)
    async with database.write(VIEWER.scope) as session:
        await ThinkingWriter(session).put(VIEWER, repo, ThinkingSettings(is_on=True))
    settings = load_settings({"REPOCHAT_HOME": str(home.root)}, env_file=None)
    services = RunServices(
        settings=settings,
        database=database,
        home=home,
        artifacts=open_artifact_store(settings, home),
        registry=LOCATION,
    )
    supervisor = Supervisor(services, limits)
    try:
        yield Engine(database, supervisor, repo)
    finally:
        await supervisor.close()


def _propose(repo: Repo, target: Target) -> NewProposal:
    return NewProposal(
        tenant_id=repo.tenant_id,
        repo_id=repo.id,
        thought="MapRepo",
        trigger="push",
        target_json=json.dumps(target.as_json()),
        key=uuid4().hex,
        priority=0,
        is_urgent=True,
        head_start_s=0,
        worth=0.5,
        asked_by="",
    )
