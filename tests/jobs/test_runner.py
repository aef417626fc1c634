"""Real jobs on a real queue."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from repochat.accounts import LOCAL_TENANT_ID
from repochat.core.database import Database
from repochat.core.errors import InvalidError, RepochatError, UnavailableError
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.jobs import Job, JobInterruptedError, JobLimits, JobRunner, Task, enqueue

FAST = JobLimits(
    poll_s=0.1, heartbeat_s=0.2, stalled_after_s=0.6, sweep_s=0.2, grace_s=0.5, backoff_base_s=0.1, backoff_cap_s=0.1
)
WAIT_S = 20


@dataclass
class Probe:
    """A task that does what it is told and remembers what happened."""

    behave: Callable[[Job, Mapping[str, Any]], Awaitable[None]]
    started: list[tuple[int, Any]] = field(default_factory=list[tuple[int, Any]])
    given_up: list[RepochatError] = field(default_factory=list[RepochatError])

    def as_task(self) -> Task:
        return Task(name="probe", run=self._run, give_up=self._give_up)

    async def _run(self, job: Job, args: Mapping[str, Any]) -> None:
        self.started.append((job.attempt, args.get("name")))
        await self.behave(job, args)

    async def _give_up(self, _args: Mapping[str, Any], error: RepochatError) -> None:
        self.given_up.append(error)


async def succeed(_job: Job, _args: Mapping[str, Any]) -> None:
    await asyncio.sleep(0)


@asynccontextmanager
async def running(url: str, probe: Probe, limits: JobLimits = FAST) -> AsyncGenerator[JobRunner]:
    async with running_tasks(url, [probe.as_task()], limits) as runner:
        yield runner


@asynccontextmanager
async def running_tasks(url: str, tasks: Sequence[Task], limits: JobLimits = FAST) -> AsyncGenerator[JobRunner]:
    runner = JobRunner(url, tasks, limits=limits)
    serving = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        runner.stop()
        await asyncio.wait_for(serving, WAIT_S)


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    async with asyncio.timeout(WAIT_S):
        while True:
            met = condition()
            if met if isinstance(met, bool) else await met:
                return
            await asyncio.sleep(0.02)


async def put(database: Database, *, lock: str | None = None, **args: Any) -> int:
    async with database.write(LOCAL_TENANT_ID) as session:
        return await enqueue(session, "probe", args, lock=lock)


async def read_status(url: str, job_id: int) -> str | None:
    connection = await psycopg.AsyncConnection.connect(conninfo_of(url))
    async with connection:
        found = await connection.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", (job_id,))
        row = await found.fetchone()
    return None if row is None else str(row[0])


async def test_an_enqueued_job_runs_and_leaves_nothing_behind(database: Database) -> None:
    probe = Probe(succeed)
    async with running(database.url, probe):
        job_id = await put(database, name="a")
        await until(lambda: _is_status(database.url, job_id, None))
    assert probe.started == [(1, "a")]


async def test_jobs_of_one_lock_take_turns(database: Database) -> None:
    at_once: list[int] = []
    busy = 0

    async def overlap(_job: Job, _args: Mapping[str, Any]) -> None:
        nonlocal busy
        busy += 1
        at_once.append(busy)
        await asyncio.sleep(0.05)
        busy -= 1

    probe = Probe(overlap)
    for name in "abc":
        await put(database, lock="one", name=name)
    async with running(database.url, probe):
        await until(lambda: len(probe.started) == 3)
    assert at_once == [1, 1, 1]
    assert [name for _, name in probe.started] == ["a", "b", "c"]


async def test_what_is_unavailable_is_tried_again_and_then_given_up(database: Database) -> None:
    async def fail(_job: Job, _args: Mapping[str, Any]) -> None:
        raise UnavailableError("away", hint="wait")

    probe = Probe(fail)
    limits = JobLimits(
        runs_max=2, poll_s=0.1, heartbeat_s=0.2, stalled_after_s=5, sweep_s=1, grace_s=1, backoff_cap_s=0.1
    )
    async with running(database.url, probe, limits):
        job_id = await put(database)
        await until(lambda: len(probe.given_up) == 1)
        await until(lambda: _is_status(database.url, job_id, "failed"))
    assert [attempt for attempt, _ in probe.started] == [1, 2]


async def test_a_wrong_input_is_given_up_at_once(database: Database) -> None:
    async def refuse(_job: Job, _args: Mapping[str, Any]) -> None:
        raise InvalidError("wrong", hint="change it")

    probe = Probe(refuse)
    async with running(database.url, probe):
        await put(database)
        await until(lambda: len(probe.given_up) == 1)
    assert len(probe.started) == 1
    assert probe.given_up[0].message == "wrong"


async def test_a_stop_gives_a_cooperating_job_back(database: Database) -> None:
    async def cooperate(job: Job, _args: Mapping[str, Any]) -> None:
        while not job.should_stop():  # noqa: ASYNC110  a job asks; it has no event
            await asyncio.sleep(0.01)
        raise JobInterruptedError

    probe = Probe(cooperate)
    async with running(database.url, probe):
        job_id = await put(database)
        await until(lambda: bool(probe.started))
    assert await read_status(database.url, job_id) == "todo"
    assert probe.given_up == []


async def test_a_stop_cancels_a_stubborn_job_after_the_grace_time_and_gives_it_back(database: Database) -> None:
    async def linger(_job: Job, _args: Mapping[str, Any]) -> None:
        await asyncio.sleep(WAIT_S)

    probe = Probe(linger)
    async with running(database.url, probe):
        job_id = await put(database)
        await until(lambda: bool(probe.started))
    assert await read_status(database.url, job_id) == "todo"


async def test_the_job_of_a_dead_worker_runs_again(database: Database) -> None:
    job_id = await put(database, name="orphan")
    await _pretend_dead_worker(database.url, job_id)
    probe = Probe(succeed)
    async with running(database.url, probe):
        await until(lambda: bool(probe.started))
    assert probe.started == [(2, "orphan")]


async def test_a_job_that_kills_its_workers_ends_with_a_named_limit(database: Database) -> None:
    job_id = await put(database)
    await _pretend_dead_worker(database.url, job_id, attempts=FAST.runs_max)
    probe = Probe(succeed)
    async with running(database.url, probe):
        await until(lambda: bool(probe.given_up))
    assert probe.started == []
    assert "times and never came to an end" in probe.given_up[0].message


async def test_a_worker_goes_on_after_its_connections_were_cut(database: Database, database_urls: DatabaseUrls) -> None:
    probe = Probe(succeed)
    async with running(database.url, probe):
        await put(database, name="before")
        await until(lambda: len(probe.started) == 1)
        await _cut_connections(database_urls.owner)
        await put(database, name="after")
        await until(lambda: len(probe.started) == 2)


async def test_what_takes_moments_does_not_wait_behind_what_takes_minutes(database: Database) -> None:
    release = asyncio.Event()

    async def linger(_job: Job, _args: Mapping[str, Any]) -> None:
        await release.wait()

    slow, quick = Probe(linger), Probe(succeed)
    tasks = [slow.as_task(), replace(quick.as_task(), name="quick", queue="quick")]
    async with running_tasks(database.url, tasks, replace(FAST, grace_s=5)):
        for _ in range(FAST.concurrency):
            await put(database)
        await until(lambda: len(slow.started) == FAST.concurrency)
        async with database.write(LOCAL_TENANT_ID) as session:
            await enqueue(session, "quick", {}, queue="quick")
        await until(lambda: len(quick.started) == 1)
        release.set()


async def test_a_periodic_task_runs_once_at_each_moment_whatever_the_number_of_workers(database: Database) -> None:
    moments: list[int] = []

    async def note(_job: Job, args: Mapping[str, Any]) -> None:
        moments.append(args["timestamp"])

    task = replace(Probe(note).as_task(), name="tick", queue="quick", cron="* * * * * *")
    async with running_tasks(database.url, [task]), running_tasks(database.url, [task]):
        await until(lambda: len(moments) >= 3)
    assert len(set(moments)) == len(moments)
    assert moments == sorted(moments)


async def test_a_periodic_job_of_a_dead_worker_does_not_stop_those_after_it(database: Database) -> None:
    """One waits already when the worker dies: the dead one's lock must not hold it for ever."""
    async with database.write(LOCAL_TENANT_ID) as session:
        dead = await enqueue(session, "probe", {"name": "dead"}, lock="one", queueing_lock="one")
    await _pretend_dead_worker(database.url, dead)
    async with database.write(LOCAL_TENANT_ID) as session:
        await enqueue(session, "probe", {"name": "next"}, lock="one", queueing_lock="one")
    probe = Probe(succeed)
    async with running(database.url, probe):
        await until(lambda: bool(probe.started))
    assert probe.started == [(1, "next")]


async def _is_status(url: str, job_id: int, status: str | None) -> bool:
    return await read_status(url, job_id) == status


async def _pretend_dead_worker(url: str, job_id: int, attempts: int = 0) -> None:
    """As a kill -9 leaves it: the job is being done by a worker that has not been heard of for a minute."""
    connection = await psycopg.AsyncConnection.connect(conninfo_of(url))
    async with connection:
        await connection.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')"
            " RETURNING id) UPDATE procrastinate_jobs SET status = 'doing', attempts = %s,"
            " worker_id = (SELECT id FROM dead) WHERE id = %s",
            (attempts, job_id),
        )


async def _cut_connections(owner_url: str) -> None:
    connection = await psycopg.AsyncConnection.connect(conninfo_of(owner_url), autocommit=True)
    async with connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
