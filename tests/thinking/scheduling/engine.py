"""A scheduler on a real database: repositories that think, Thoughts of a test's making, and runs that end by a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.thinking.run_model import Run
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.catalog.thinking.settings_store import ThinkingWriter
from repochat.core.database import Database
from repochat.core.postgres import conninfo_of
from repochat.core.settings import Settings
from repochat.thinking.context import ThoughtContext
from repochat.thinking.model import Outcome
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.admitting import Admission, Passed
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.proposing import propose
from repochat.thinking.spec import Amounts, CostModel, Target, ThoughtSpec, Trigger

VIEWER = local_viewer()
SHA = "1" * 40
QUEUES = 4  # each worker process has so many rows
COST = CostModel(base=Amounts(cpu_s=10.0, memory_bytes=1))


@dataclass(frozen=True)
class IdleThought:
    """Declares itself and does nothing: what is tested here is whether it may."""

    spec: ThoughtSpec

    async def read_inputs(self, context: ThoughtContext) -> str:
        return str(context.run_id)

    async def run(self, context: ThoughtContext) -> Outcome:
        return Outcome(ending="nothing", summary=f"Looked at {context.target.sha}.")


def build_thought(
    name: ThoughtName, *, cost: CostModel = COST, triggers: Sequence[Trigger] = (), **values: Any
) -> IdleThought:
    return IdleThought(
        ThoughtSpec(
            name=name, version=1, purpose="a test", inputs=(), triggers=frozenset(triggers), cost=cost, **values
        )
    )


def build_thoughts(*names: ThoughtName) -> Registry:
    return {name: build_thought(name) for name in names}


@dataclass(kw_only=True)
class Engine:
    """What a test of admission needs."""

    database: Database
    owner_url: str
    registry: Registry = field(default_factory=lambda: build_thoughts("ScanDiff", "MapRepo", "SmellHunt", "Summarize"))
    settings: Settings = field(default_factory=Settings)
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    async def add_repo(self, name: str, settings: ThinkingSettings | None = None) -> Repo:
        """One that thinks, as `settings` say."""
        async with self.database.write(LOCAL_TENANT_ID) as session:
            repo = await RepoWriter(session).connect(
                tenant_id=LOCAL_TENANT_ID, name=name, source=f"https://forge.example/{name}", source_kind="remote"
            )
            await ThinkingWriter(session).put(VIEWER, repo, settings or ThinkingSettings(is_on=True))
        return repo

    async def propose(
        self, repo: Repo, thought: ThoughtName = "MapRepo", trigger: Trigger = "cron", sha: str = SHA
    ) -> UUID:
        async with self.database.write(LOCAL_TENANT_ID) as session:
            return await propose(session, VIEWER, repo, thought, trigger, Target(sha=sha))

    async def admit(self) -> Passed:
        return await Admission(self.database, self.settings, self.registry, random=self.random).run(LOCAL_TENANT_ID)

    async def get_run(self, run_id: UUID) -> Run:
        async with self.database.read(LOCAL_TENANT_ID) as session:
            return await RunStore(session).get(run_id)

    async def end(self, run_id: UUID, cpu_s: float, *, status: str = "done", reward: float | None = None) -> bool:
        """The run ended as if a worker had done it, and is charged."""
        async with self.database.write(LOCAL_TENANT_ID) as session:
            ended = text("UPDATE runs SET status = :status, reward = :reward, ended_at = now() WHERE id = :id")
            await session.execute(ended, {"status": status, "reward": reward, "id": run_id})
            return await charge(session, await RunStore(session).get(run_id), Amounts(cpu_s=cpu_s))

    def set_workers(self, processes: int) -> None:
        """So many worker processes have a recent heartbeat."""
        with psycopg.connect(conninfo_of(self.owner_url)) as connection:
            connection.execute("DELETE FROM procrastinate_workers")
            for _ in range(processes * QUEUES):
                connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")

    def ask(self, statement: Any, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """As the owner of the database, who is bound by row-level security all the same."""
        with psycopg.connect(conninfo_of(self.owner_url)) as connection:
            connection.execute("SELECT set_config('repochat.tenant_id', %s, true)", [str(LOCAL_TENANT_ID)])
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
