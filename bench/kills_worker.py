"""A worker of `bench/kills.py`, to be killed: it serves thinking alone, with waits that fit a short measurement.

The database's address comes over standard input, because it holds a password.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import structlog
from bench.kills_thoughts import LOCATION, build_registry

from repochat.artifacts import open_artifact_store
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.settings import load_settings
from repochat.jobs import LIMITS as JOBS
from repochat.jobs import JobRunner
from repochat.thinking.running import LIMITS, RunServices, Supervisor
from repochat.worker.admit_task import build_admit_tasks
from repochat.worker.lost_runs import LostRunsSweep
from repochat.worker.think_task import build_think_task

RUNS = replace(LIMITS, lease_s=5, renew_s=1, backoff_base_s=0.5, backoff_cap_s=2, forgotten_s=10, results_pause_cap_s=1)
QUEUE = replace(
    JOBS,
    heartbeat_s=1,
    stalled_after_s=6,
    sweep_s=2,
    poll_s=1,
    rare_poll_s=2,
    rare_heartbeat_s=1,
    backoff_base_s=0.5,
    backoff_cap_s=2,
)


def quiet_logs() -> None:
    """One line an event: a traceback with all its values takes seconds to draw."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])


async def work(url: str, home_path: str) -> None:
    settings = load_settings({"REPOCHAT_HOME": home_path}, env_file=None)
    database, home = Database(url), open_home(Path(home_path))
    artifacts = open_artifact_store(settings, home)
    services = RunServices(settings=settings, database=database, home=home, artifacts=artifacts, registry=LOCATION)
    supervisor = Supervisor(services, RUNS)
    tasks = [build_think_task(supervisor), *build_admit_tasks(database, settings, build_registry())]
    runner = JobRunner(database.url, tasks, chores=[LostRunsSweep(database, supervisor, RUNS)], limits=QUEUE)
    asyncio.get_running_loop().add_signal_handler(15, runner.stop)
    try:
        await runner.run()
    finally:
        await supervisor.close()
        await database.close()


if __name__ == "__main__":
    quiet_logs()
    asyncio.run(work(sys.stdin.readline().strip(), sys.argv[1]))
