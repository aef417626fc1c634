"""Kills workers, runs, the processes that runs start from, database connections and the database, at random moments.

    python -m bench.kills [--kills 300] [--proposals 300] [--seed 1]

Over a running engine with two workers and a backlog. At the end everything that was proposed has had its effect once:
each effect is counted in the database, and nothing of any run is left on the machine. Prints JSON, and fails when
something was lost, doubled or left. Without kills it measures how soon a run starts, and what the same costs again.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psutil
import psycopg
from bench.kills_thoughts import CODE
from sqlalchemy import text

from repochat.accounts import local_viewer
from repochat.artifacts import open_artifact_store
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.settings import LIMITS as MOST
from repochat.catalog.thinking.settings import ThinkingBudgets, ThinkingSettings
from repochat.catalog.thinking.settings_store import ThinkingWriter
from repochat.core.database import Database
from repochat.core.errors import UnavailableError
from repochat.core.home import Home, open_home
from repochat.core.migrations import migrate
from repochat.core.postgres import DatabaseUrls, EmbeddedPostgres, conninfo_of
from repochat.core.settings import load_settings
from repochat.indexing.connect import connect_repo, mirror_of
from repochat.thinking.keeping import sweep_artifacts
from repochat.thinking.scheduling.proposing import propose
from repochat.thinking.scheduling.tasks import request_admission
from repochat.thinking.spec import Target

VIEWER = local_viewer()
MARK = "REPOCHAT_BENCH_KILLS"  # in the environment of everything that a worker of this run starts
REPOS = 4
WORKERS = 2
SHARES = {"run": 50, "connection": 30, "worker": 10, "nursery": 5, "backend": 3, "postgres": 2}
SETTLE_S = 400
TRIES, TRY_PAUSE_S = 50, 0.1  # to meet something of the kind that is to be killed
ROOT = Path(__file__).parents[1]


@dataclass
class Stage:
    """What is killed, and what it was."""

    server: EmbeddedPostgres
    urls: DatabaseUrls
    home: Home
    database: Database
    mark: str = field(default_factory=lambda: uuid4().hex)
    workers: list[psutil.Popen] = field(default_factory=list[psutil.Popen])
    killed: Counter[str] = field(default_factory=Counter[str])
    missed: int = 0

    def start_worker(self) -> None:
        """Not under the name `repochat`: an embedded worker of somebody else is no business of ours."""
        environment = {**os.environ, MARK: self.mark}
        log = (self.home.logs / f"worker-{len(self.killed)}.log").open("ab")
        worker = psutil.Popen(
            [sys.executable, "-m", "bench.kills_worker", str(self.home.root)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
        worker.stdin.write(self.urls.app.encode() + b"\n")
        worker.stdin.close()
        self.workers.append(worker)

    def list_ours(self) -> list[psutil.Process]:
        """Every process that carries the mark of this run."""
        found: list[psutil.Process] = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def list_nurseries(self) -> list[psutil.Process]:
        return [
            child
            for worker in self.workers
            if worker.poll() is None
            for child in worker.children()
            if "nursery_process" in " ".join(_command(child))
        ]

    def list_runs(self) -> list[psutil.Process]:
        return [child for nursery in self.list_nurseries() for child in nursery.children()]

    def kill(self, what: str) -> None:
        """One of `what`; nothing when there is none just now."""
        match what:
            case "worker":
                victims: list[Any] = self.workers
            case "nursery":
                victims = self.list_nurseries()
            case "run":
                victims = self.list_runs()
            case _:
                self._kill_database(what)
                return
        if not victims:
            self.missed += 1
            return
        victim = random.choice(victims)  # noqa: S311  a throw of dice, no secret
        victim.kill()
        self.killed[what] += 1
        if what == "worker":
            victim.wait()
            self.workers.remove(victim)
            self.start_worker()

    def _kill_database(self, what: str) -> None:
        if what == "postgres":
            self.server.stop()
            self.server.start()
            self.killed[what] += 1
            return
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with psycopg.connect(conninfo_of(self.urls.owner), autocommit=True) as connection:
            pids = [row[0] for row in connection.execute(query).fetchall()]
            if not pids:
                self.missed += 1
                return
            pid = random.choice(pids)  # noqa: S311  as above
            if what == "connection":
                connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
            else:  # PostgreSQL takes it for a crash, ends all connections, and recovers
                os.kill(pid, signal.SIGKILL)
        self.killed[what] += 1


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


async def prepare(stage: Stage, folder: Path, proposals: int) -> list[Repo]:
    """Repositories that may be thought about, and what is proposed for them."""
    repos: list[Repo] = []
    for number in range(REPOS):
        source = folder / f"source{number}"
        make_source(source)
        repo = await connect_repo(stage.database, VIEWER, str(source))
        run_git("clone", "-q", "--mirror", str(source), str(mirror_of(stage.home.mirrors, repo)))
        budgets = ThinkingBudgets(cpu_seconds_day=MOST.cpu_seconds_day_max, io_bytes_day=MOST.io_bytes_day_max)
        async with stage.database.write(VIEWER.scope) as session:
            await ThinkingWriter(session).put(VIEWER, repo, ThinkingSettings(is_on=True, budgets=budgets))
        repos.append(repo)
    await propose_all(stage, repos, proposals)
    return repos


async def propose_all(stage: Stage, repos: list[Repo], proposals: int) -> None:
    for number in range(proposals):
        trigger = "push" if number % 3 else "person"
        target = Target(sha=f"{number:040x}", base="0" * 40, subject=f"n{number}")
        async with stage.database.write(VIEWER.scope) as session:
            await propose(session, VIEWER, repos[number % REPOS], "MapRepo", trigger, target)


def make_source(folder: Path) -> None:
    """A repository of one file and one commit."""
    folder.mkdir()
    (folder / "a.py").write_bytes(CODE)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        run_git("-C", str(folder), "-c", "user.name=ada", "-c", "user.email=ada@example.org", *command)


def run_git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


async def storm(stage: Stage, kills: int, pause_s: float) -> None:
    """Until so many were killed, or nothing is left to run."""
    names, weights = list(SHARES), list(SHARES.values())
    while stage.killed.total() < kills:
        await asyncio.sleep(random.uniform(0, 2 * pause_s))  # noqa: S311  a throw of dice
        what, before = random.choices(names, weights)[0], stage.killed.total()  # noqa: S311  as above
        for _ in range(TRIES):
            try:
                await asyncio.to_thread(stage.kill, what)
            except (psycopg.Error, psutil.Error, ProcessLookupError):  # it was gone already, or away
                stage.missed += 1
            if stage.killed.total() > before:
                break
            await asyncio.sleep(TRY_PAUSE_S)


async def settle(stage: Stage) -> float:
    """Until everything is done; what was parked is asked for again, as a person would. Returns seconds."""
    started = time.monotonic()
    while time.monotonic() - started < SETTLE_S:
        try:
            async with stage.database.write(VIEWER.scope) as session:
                parked = (await session.scalars(text("SELECT id FROM proposals WHERE state = 'parked'"))).all()
                for proposal_id in parked:
                    await ProposalWriter(session).retry(UUID(str(proposal_id)))
                await request_admission(session, VIEWER.tenant_id)
                left = await session.scalar(text("SELECT count(*) FROM proposals WHERE state <> 'done'"))
        except UnavailableError:
            left = 1
        if not left:
            return time.monotonic() - started
        await asyncio.sleep(1)
    return time.monotonic() - started


STARTS = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY waited), percentile_cont(0.95) WITHIN GROUP (ORDER BY waited)
    FROM (SELECT extract(epoch FROM l.at - r.created_at) AS waited
          FROM runs r JOIN run_logs l ON l.run_id = r.id AND l.number = 1 WHERE r.fence = 1) AS starts
"""
REUSED = """
    SELECT count(*), sum((used ->> 'cpu_s')::float8), sum((used ->> 'model_tokens')::float8)
    FROM runs WHERE reused_from IS NOT NULL
"""


async def measure_reuse(stage: Stage, repos: list[Repo], proposals: int) -> dict[str, Any]:
    """The same proposed once more: what that costs."""
    await propose_all(stage, repos, proposals)
    await settle(stage)
    async with stage.database.read(VIEWER.tenant_id) as session:
        count, cpu_s, tokens = (await session.execute(text(REUSED))).one()
    return {"reused": count, "cpu_s": round(cpu_s or 0, 2), "model_tokens": tokens}


COUNTS = {
    "proposals not done": "SELECT count(*) FROM proposals WHERE state <> 'done'",
    "runs still open": "SELECT count(*) FROM runs WHERE status IN ('queued', 'running')",
    "proposals without exactly one done run": """
        SELECT count(*) FROM (
            SELECT p.id FROM proposals p LEFT JOIN runs r ON r.proposal_id = p.id AND r.status = 'done'
            GROUP BY p.id HAVING count(r.id) <> 1
        ) AS odd""",
    "runs not charged": "SELECT count(*) FROM runs WHERE NOT is_charged",
    "budget still reserved": "SELECT count(*) FROM budget_buckets WHERE reserved > 0.001 OR at_risk > 0.001",
    "facts of runs that are not done": """
        SELECT count(*) FROM facts f LEFT JOIN runs r ON r.id = f.run_id WHERE r.status IS DISTINCT FROM 'done'""",
    "artifacts of runs that are not done": """
        SELECT count(*) FROM artifacts a JOIN runs r ON r.id = a.run_id WHERE r.status <> 'done'""",
    "jobs of runs left": """
        SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'think' AND status IN ('todo', 'doing')""",
    "locks left": "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
}
EFFECTS = {
    "facts": "SELECT count(*) FROM facts",
    "insights": "SELECT count(*) FROM insights WHERE rule = 'count'",
    "artifacts": "SELECT count(*) FROM artifacts",
    "done": "SELECT count(*) FROM runs WHERE status = 'done'",
}


async def audit(stage: Stage, proposals: int) -> dict[str, Any]:
    """What is wrong, by name; nothing when all is well."""
    async with stage.database.read(VIEWER.tenant_id) as session:
        wrong = {name: await session.scalar(text(query)) for name, query in COUNTS.items()}
        effects = {name: await session.scalar(text(query)) for name, query in EFFECTS.items()}
        spent = await session.scalar(text("SELECT sum((used ->> 'cpu_s')::float8) FROM runs WHERE status <> 'lost'"))
        lost = await session.scalar(text("SELECT sum((asked ->> 'cpu_s')::float8) FROM runs WHERE status = 'lost'"))
        booked = await session.scalar(
            text("SELECT sum(used) FROM budget_buckets WHERE resource = 'cpu_s' AND repo_id IS NULL")
        )
    wrong |= {f"{name}, more or fewer than proposals": count - proposals for name, count in effects.items()}
    wrong["CPU seconds booked twice or not"] = round(float(booked or 0) - float(spent or 0) - float(lost or 0), 3)
    settings = load_settings({"REPOCHAT_HOME": str(stage.home.root)}, env_file=None)
    store = open_artifact_store(settings, stage.home)
    await sweep_artifacts(stage.database, store, VIEWER.tenant_id, lambda: False, unclaimed_h=-1)
    files = [path for path in stage.home.artifacts.rglob("*") if path.is_file()]
    wrong["artifact files, more or fewer than proposals"] = len(files) - proposals
    return {name: count for name, count in wrong.items() if count}


async def measure(kills: int, proposals: int, pause_s: float) -> dict[str, Any]:
    """The whole of it."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        home = open_home(Path(folder) / "home")
        server = EmbeddedPostgres(home)
        urls = await asyncio.to_thread(server.start)
        await asyncio.to_thread(migrate, urls.owner)
        stage = Stage(server, urls, home, Database(urls.app))
        try:
            repos = await prepare(stage, Path(folder), proposals)
            for _ in range(WORKERS):
                stage.start_worker()
            began = time.monotonic()
            await storm(stage, kills, pause_s)
            stormed_s = time.monotonic() - began
            settled_s = await settle(stage)
            async with stage.database.read(VIEWER.tenant_id) as session:
                p50, p95 = (await session.execute(text(STARTS))).one()
                ends = dict((await session.execute(text("SELECT status, count(*) FROM runs GROUP BY 1"))).all())
            wrong = {} if kills else await audit(stage, proposals)
            again = {} if kills else await measure_reuse(stage, repos, proposals)
            for worker in stage.workers:
                worker.terminate()
            for worker in stage.workers:
                worker.wait(60)
            await asyncio.sleep(1)
            if kills:
                wrong = await audit(stage, proposals)
            leaked = [" ".join(_command(process))[:80] for process in stage.list_ours()]
            if leaked:
                wrong["processes left"] = leaked
        finally:
            for process in stage.list_ours():
                process.kill()
            await stage.database.close()
            await asyncio.to_thread(server.stop)
    return {
        "kills": dict(stage.killed),
        "killed": stage.killed.total(),
        "proposals": proposals,
        "runs": ends,
        "enqueued to first line, s": {"p50": round(float(p50 or 0), 3), "p95": round(float(p95 or 0), 3)},
        "second pass": again,
        "storm_s": round(stormed_s),
        "settled_s": round(settled_s),
        "wrong": wrong,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--proposals", type=int, default=300)
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    figures = asyncio.run(measure(given.kills, given.proposals, given.pause))
    print(json.dumps(figures, indent=2, default=str))
    return 1 if figures["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
