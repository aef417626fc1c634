"""A run from its claim to its end, in a real process."""

import asyncio
import time
from dataclasses import replace

import psutil
import pytest
from sqlalchemy import text

from repochat.catalog.thinking.run_model import LIMITS as STORED
from repochat.catalog.thinking.run_writer import CUT, RunWriter
from repochat.thinking.running import LIMITS
from repochat.thinking.running.sweeping import sweep_runs
from repochat.thinking.spec import Amounts
from tests.thinking.running.engine import QUICK, VIEWER, Engine

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_a_run_finds_is_stored_with_its_end(engine: Engine) -> None:
    run = await engine.run("find:a")
    assert (run.status, run.outcome, run.summary, run.exit_code) == ("done", "changed", "Found one fact.", 0)
    assert run.used is not None
    assert run.used["cpu_s"] > 0
    assert await engine.rows("SELECT subject FROM facts WHERE run_id = :id", id=run.id) == [("a",)]
    assert await engine.rows("SELECT name FROM artifacts WHERE run_id = :id", id=run.id) == [("notes.txt",)]
    assert (await engine.read_proposal(run)).state == "done"


async def test_a_run_that_breaks_says_where_and_waits_for_another_try(engine: Engine) -> None:
    run = await engine.run("break:")
    log = await engine.read_log(run.id)
    assert (run.status, run.error is not None and run.error["kind"]) == ("failed", "unavailable")
    assert any("break_ (" in line for line in log)
    assert "ZeroDivisionError: nothing to share" in log
    proposal = await engine.read_proposal(run)
    assert (proposal.state, proposal.failures[0]["class"]) == ("waiting", "mistake:ZeroDivisionError")


@pytest.mark.parametrize(
    ("subject", "kind"), [("exit:3", "killed:3"), ("die:", "killed:-9"), ("refuse:", "invalid:InvalidError")]
)
async def test_three_ends_of_the_same_kind_park_it_with_its_log(engine: Engine, subject: str, kind: str) -> None:
    run = await engine.run(subject)
    for _ in range(2):
        assert (await engine.read_proposal(run)).state == "waiting"
        run = await engine.run(subject, proposal_id=run.proposal_id)
    proposal = await engine.read_proposal(run)
    assert (proposal.state, [each["class"] for each in proposal.failures]) == ("parked", [kind] * 3)
    assert (await engine.read_log(run.id))[0].startswith("began in")


@pytest.mark.parametrize(
    ("subject", "allowed", "bound"),
    [
        ("burn:", Amounts(cpu_s=0.5), "cpu_s"),
        ("hoard:1500", Amounts(cpu_s=20, memory_bytes=700_000_000), "memory_bytes"),
    ],
)
async def test_a_bound_ends_a_run_and_is_named(engine: Engine, subject: str, allowed: Amounts, bound: str) -> None:
    run = await engine.run(subject, allowed=allowed)
    assert run.status == "failed"
    assert run.error is not None
    proposal = await engine.read_proposal(run)
    assert proposal.failures[0]["class"] in {f"limit:{bound}", "mistake:MemoryError"}


async def test_what_a_run_leaves_behind_ends_with_it(engine: Engine) -> None:
    """Also what left its session, and what its killed parent could not end."""
    for how in ("", "away", "die"):
        run = await engine.run(f"fork:{how}")
        line = next(line for line in await engine.read_log(run.id) if line.startswith("left"))
        assert not psutil.pid_exists(int(line.split()[1])), how


async def test_a_run_that_is_deaf_is_cancelled_within_a_second(engine: Engine) -> None:
    run = await engine.ask("hang:60")
    running = asyncio.create_task(engine.supervisor.run(run.tenant_id, run.id, should_stop=lambda: False))
    began = await engine.wait_for_line(run.id, "began in")
    at = time.monotonic()
    async with engine.database.write(VIEWER.scope) as session:
        await RunWriter(session).request_cancel(run.id)
    await running
    assert time.monotonic() - at < 1
    ended = await engine.read(run.id)
    assert (ended.status, (await engine.read_proposal(run)).state) == ("cancelled", "withdrawn")
    assert not psutil.pid_exists(int(began.split()[-1]))


async def test_a_worker_that_stops_gives_its_run_to_another(engine: Engine) -> None:
    run = await engine.ask("spin:1")
    is_stopping = asyncio.Event()
    running = asyncio.create_task(engine.supervisor.run(run.tenant_id, run.id, should_stop=is_stopping.is_set))
    await engine.wait_for_line(run.id, "began in")
    is_stopping.set()
    assert not await running
    given_back = await engine.read(run.id)
    assert (given_back.status, (await engine.read_proposal(run)).failures) == ("queued", [])
    assert given_back.used is not None
    assert await engine.supervisor.run(run.tenant_id, run.id, should_stop=lambda: False)
    ended = await engine.read(run.id)
    assert (ended.status, ended.fence) == ("done", 2)
    assert ended.used is not None
    assert ended.used["cpu_s"] > given_back.used["cpu_s"]


async def test_a_log_is_cut_at_its_bound_and_says_so(engine: Engine) -> None:
    run = await engine.run(f"talk:{STORED.log_lines_max + 500}")
    log = await engine.read_log(run.id)
    assert (run.status, len(log), log[-1]) == ("done", STORED.log_lines_max, CUT)


async def test_the_same_inputs_reuse_the_outcome_until_another_state_was_found(engine: Engine) -> None:
    first = await engine.run("find:b")
    again = await engine.run("find:b")
    assert (again.status, again.outcome, again.reused_from) == ("done", "changed", first.id)
    assert again.summary == "As before, from the same inputs: Found one fact."
    other = await engine.run("find:b", sha="1" * 40)
    back = await engine.run("find:b")
    assert (other.reused_from, back.reused_from) == (None, None)


async def test_a_claim_that_is_not_the_last_writes_nothing(engine: Engine) -> None:
    """The lease passed, another worker claimed, and then the first one came back with its results."""
    run = await engine.ask("spin:2")
    running = asyncio.create_task(engine.supervisor.run(run.tenant_id, run.id, should_stop=lambda: False))
    await engine.wait_for_line(run.id, "began in")
    async with engine.database.write(VIEWER.scope) as session:
        await session.execute(text("UPDATE runs SET fence = fence + 1 WHERE id = :id"), {"id": run.id})
    await running
    assert (await engine.read(run.id)).status == "running"
    assert (await engine.read_proposal(run)).state == "admitted"


async def test_a_run_whose_lease_is_over_is_lost_once(engine: Engine) -> None:
    run = await engine.ask("find:lost")
    async with engine.database.write(VIEWER.scope) as session:
        assert await RunWriter(session).claim(run.id, worker="gone", lease_s=-1)
    limits = replace(LIMITS, lease_s=0)
    swept = [(await sweep_runs(engine.database, run.tenant_id, limits)).lost for _ in range(2)]
    assert swept == [1, 0]
    proposal = await engine.read_proposal(run)
    assert ((await engine.read(run.id)).status, proposal.state) == ("lost", "waiting")


async def test_a_run_that_waits_without_a_job_is_called_again_once(engine: Engine) -> None:
    run = await engine.ask("find:forgotten")
    limits = replace(LIMITS, forgotten_s=0)
    called = [(await sweep_runs(engine.database, run.tenant_id, limits)).called for _ in range(2)]
    assert called == [1, 0]


async def test_nothing_is_left_when_the_process_that_runs_are_forked_from_is_killed(engine: Engine) -> None:
    """The run fails, what it had started ends, and the next run starts from a new one."""
    run = await engine.ask("fork:stay")
    running = asyncio.create_task(engine.supervisor.run(run.tenant_id, run.id, should_stop=lambda: False))
    left = int((await engine.wait_for_line(run.id, "left")).split()[1])
    await asyncio.sleep(5 * QUICK.measure_s)  # until it was seen
    nursery = engine.supervisor.nursery_pid
    assert nursery is not None
    psutil.Process(nursery).kill()
    await running
    assert (await engine.read(run.id)).status == "failed"
    async with asyncio.timeout(10):
        while psutil.pid_exists(left) and psutil.Process(left).status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110  a process tells nobody
            await asyncio.sleep(0.02)
    assert (await engine.run("find:after")).status == "done"
