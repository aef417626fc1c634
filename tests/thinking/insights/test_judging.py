from datetime import timedelta

from repochat.catalog.thinking.insight_list_store import InsightListStore
from repochat.catalog.thinking.insight_store import InsightWriter
from repochat.catalog.thinking.rule_store import VOTES_MIN, RuleStore, RuleWriter
from repochat.thinking.insights.attending import give_day
from repochat.thinking.insights.judging import Said, change_reward, judge_insight
from tests.thinking.insights.bench import NOW, Bench
from tests.thinking.insights.claims import claim, outcome, quote

DAY = timedelta(days=1)


async def find(bench: Bench, line: int) -> None:
    day = NOW + DAY * bench.repository.commits
    await bench.run(outcome(claim("i", [quote(bench.repository, "a.py", line, line)])), now=day)


async def judge(bench: Bench, said: Said) -> None:
    insight_id = (await bench.rows())["i"].id
    async with bench.database.write(bench.viewer.scope) as session:
        insight = await InsightListStore(session, value_min=0).get(insight_id)
        judged = judge_insight(insight, said, who="ann", now=NOW)
        await InsightWriter(session).change_one(insight_id, **judged.values)


async def test_what_is_dismissed_stays_so_while_lines_move_and_comes_back_when_its_code_changes(bench: Bench) -> None:
    await find(bench, 2)
    await judge(bench, Said(verdict="dismissed", reason="wont_fix"))
    bench.repository.commit({"a.py": b"# one more line\ndef work():\n    return  1\n"})
    await find(bench, 3)
    assert (await bench.states(), await bench.told()) == ({"i": "suppressed"}, {"i"})
    bench.repository.commit({"a.py": b"# one more line\ndef work():\n    return 2\n"})
    await find(bench, 3)
    row = (await bench.rows())["i"]
    assert (row.state, row.suppression, await bench.events(row.id)) == (
        "new",
        None,
        ["notified", "code_changed", "notified"],
    )


async def test_a_dismissal_with_an_end_ends_and_nobody_is_told_again(bench: Bench) -> None:
    await find(bench, 2)
    await judge(bench, Said(verdict="rejected", until=NOW + DAY))
    assert (await bench.rows())["i"].status == "rejected"
    bench.repository.commit({"b.py": b"x = 2\n"})
    bench.repository.commit({"b.py": b"x = 3\n"})
    await find(bench, 2)
    row = (await bench.rows())["i"]
    assert (row.state, row.status, await bench.events(row.id)) == (
        "persisting",
        "verified",
        ["notified", "suppression_ended"],
    )


async def test_a_useless_one_takes_back_what_its_run_earned_and_a_useful_one_adds(bench: Bench) -> None:
    reward = await bench.run(outcome(claim("i", [quote(bench.repository, "a.py", 2, 2)])))
    async with bench.database.read(bench.viewer.scope) as session:
        insight = await InsightListStore(session, value_min=0).get((await bench.rows())["i"].id)
    assert change_reward(insight, None, "not_useful") == -reward
    assert change_reward(insight, None, "useful") > 0
    assert change_reward(insight, "useful", "useful") == 0
    assert change_reward(insight, "not_useful", "useful") == change_reward(insight, None, "useful") + reward


async def test_a_rule_goes_to_shadow_above_one_useless_in_ten_over_twenty_votes(bench: Bench) -> None:
    async def vote(useful: int, not_useful: int) -> str:
        async with bench.database.write(bench.viewer.scope) as session:
            return (await RuleWriter(session).vote(bench.viewer, "r", useful=useful, not_useful=not_useful)).state

    assert await vote(0, 2) == "active"
    assert await vote(VOTES_MIN - 2, 0) == "active"
    assert await vote(0, 1) == "shadow"
    async with bench.database.write(bench.viewer.scope) as session:
        assert (await RuleWriter(session).put(bench.viewer, "r", "active")).not_useful == 0
    assert await vote(0, 1) == "active"
    async with bench.database.read(bench.viewer.scope) as session:
        assert (await RuleStore(session).get("r")).state == "active"


async def test_a_new_day_tells_what_waited_though_nothing_ran(bench: Bench) -> None:
    found = [claim(f"i{n}", [quote(bench.repository, "a.py", 2, 2)], confidence=0.5 + n / 20) for n in range(5)]
    await bench.run(outcome(*found))
    async with bench.database.write(bench.viewer.scope) as session:
        assert len(await give_day(session, bench.repo.id, NOW + DAY)) == 2
        assert await give_day(session, bench.repo.id, NOW + DAY) == []
    assert len(await bench.told()) == 5


async def test_a_note_on_a_change_is_settled_by_who_touches_its_lines(bench: Bench) -> None:
    note = claim("i", [quote(bench.repository, "a.py", 2, 2)], kind="review")
    await bench.run(outcome(note, scope=()), thought="ScanDiff")
    bench.repository.commit({"b.py": b"x = 2\n"})
    await bench.run(outcome(scope=()), thought="ScanDiff")
    assert await bench.states() == {"i": "new"}
    fix = bench.repository.commit({"a.py": b"def work():\n    return 5\n"})
    await bench.run(outcome(scope=()), thought="ScanDiff")
    row = (await bench.rows())["i"]
    assert (row.state, row.fixed_by) == ("fixed", fix)
