"""One pass of admission on a real database."""

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
