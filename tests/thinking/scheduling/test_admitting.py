"""One pass of admission on a real database."""

from repochat.catalog.thinking.settings import ThinkingBudgets, ThinkingSettings
from tests.thinking.scheduling.engine import Engine


async def test_a_proposal_becomes_a_run_with_its_reservation_its_job_and_how_it_was_chosen(engine: Engine) -> None:
    repo = await engine.add_repo("ada/one")
    proposal_id = await engine.propose(repo)
    passed = await engine.admit()
    run = await engine.get_run(passed.run_ids[0])
    assert (run.proposal_id, run.thought, run.status, run.target["sha"]) == (proposal_id, "MapRepo", "queued", "1" * 40)
    assert run.asked["cpu_s"] == 10.0
    assert abs(sum(run.context["propensities"]) - 1) < 1e-5
    assert run.propensity == max(run.propensity, 0.05 / 3)
    jobs = engine.ask("SELECT queue_name, args FROM procrastinate_jobs WHERE task_name = 'think'")
    assert jobs == [("thinking", {"tenant_id": str(run.tenant_id), "run_id": str(run.id)})]
    assert engine.ask(
        "SELECT level, reserved FROM budget_buckets WHERE resource = 'cpu_s' AND repo_id IS NOT NULL"
    ) == [(890.0, 10.0)]
    assert (await engine.admit()).run_ids == ()
    assert await engine.end(run.id, 4.0, reward=2.0)
    assert not await engine.end(run.id, 4.0, reward=2.0)
    assert engine.ask("SELECT reserved, used FROM budget_buckets WHERE resource = 'cpu_s' ORDER BY level") == [
        (0.0, 4.0),
        (0.0, 4.0),
    ]
    assert engine.ask("SELECT thought, pulls, reward FROM bandit_arms") == [("MapRepo", 1.0, 2.0)]


async def test_a_push_overtakes_a_backlog_and_whoever_has_most_proposals_gets_no_more_turns(engine: Engine) -> None:
    busy, quiet = await engine.add_repo("ada/busy"), await engine.add_repo("ada/quiet")
    for number in range(12):
        await engine.propose(busy, sha=f"{number:040}")
    for number in range(3):
        await engine.propose(quiet, sha=f"{number:040}")
    served: list[str] = []
    for _ in range(6):
        [run_id] = (await engine.admit()).run_ids
        served.append("busy" if (await engine.get_run(run_id)).repo_id == busy.id else "quiet")
        if len(served) == 1:
            await engine.propose(busy, "ScanDiff", "push")
            [urgent] = (await engine.admit()).run_ids
            assert (await engine.get_run(urgent)).trigger == "push"
            await engine.end(urgent, 10.0)
        await engine.end(run_id, 10.0)
    assert served.count("quiet") == 3


async def test_the_same_proposed_twice_waits_once_and_rises_when_a_person_asks(engine: Engine) -> None:
    repo = await engine.add_repo("ada/one")
    first = await engine.propose(repo, trigger="cron")
    assert await engine.propose(repo, trigger="person") == first
    assert engine.ask("SELECT trigger, is_urgent FROM proposals") == [("person", True)]
    [run_id] = (await engine.admit()).run_ids
    run = await engine.get_run(run_id)
    assert (run.policy, run.propensity, run.level) == ("asked-1", 1.0, "large")


async def test_nothing_starts_without_a_worker_and_what_was_used_beyond_the_estimate_keeps_the_next_one_waiting(
    engine: Engine,
) -> None:
    budgets = ThinkingBudgets(cpu_seconds_day=100)
    repo = await engine.add_repo("ada/one", ThinkingSettings(is_on=True, budgets=budgets))
    for number in range(2):
        await engine.propose(repo, sha=f"{number:040}")
    engine.set_workers(0)
    assert (await engine.admit()).run_ids == ()
    engine.set_workers(1)
    [run_id] = (await engine.admit()).run_ids
    await engine.end(run_id, 40.0)
    assert (await engine.admit()).run_ids == ()
    [(level, blocked)] = engine.ask(
        "SELECT b.level, f.blocked_until > now() FROM budget_buckets AS b JOIN fair_shares AS f USING (repo_id)"
        " WHERE b.resource = 'cpu_s'"
    )
    assert (round(level), blocked) == (-15, True)
