import asyncio
from datetime import timedelta

from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.rule_store import RuleWriter
from repochat.thinking.insights.alerting import alert_identity
from repochat.thinking.model import Fact, Insight
from repochat.thinking.spec import Target
from tests.thinking.insights.bench import NOW, Bench
from tests.thinking.insights.claims import claim, outcome, quote

DAY = timedelta(days=1)


def find(bench: Bench, identity: str = "i", line: int = 2, path: str = "a.py", **changes: object) -> Insight:
    return claim(identity, [quote(bench.repository, path, line, line)], **changes)


async def test_a_new_one_is_told_once_and_persists_while_it_is_found(bench: Bench) -> None:
    reward = await bench.run(outcome(find(bench)))
    first = (await bench.rows())["i"]
    assert (first.state, first.notified_at, first.first_sha) == ("new", NOW, bench.repository.sha())
    assert 0 < first.value == reward
    bench.repository.commit({"a.py": b"import os\ndef work():\n    return 1\n"})
    assert await bench.run(outcome(find(bench, line=3)), now=NOW + DAY) == 0
    again = (await bench.rows())["i"]
    assert (again.id, again.state, again.start_line, again.notified_at) == (first.id, "persisting", 3, NOW)
    assert await bench.events(first.id) == ["notified"]


async def test_one_that_is_gone_is_fixed_by_the_commit_that_touched_its_lines(bench: Bench) -> None:
    """Not by those that only moved the lines or touched others; what was not looked for stays."""
    await bench.run(outcome(find(bench), find(bench, "other", 1, "b.py")))
    bench.repository.commit({"a.py": b"# more\ndef work():\n    return 1\n\n\ndef rest():\n    return 2\n"})
    bench.repository.commit({"a.py": b"# more\ndef work():\n    return 1\n\n\ndef rest():\n    return 3\n"})
    fix = bench.repository.commit({"a.py": b"# more\ndef work():\n    return 7\n\n\ndef rest():\n    return 3\n"})
    bench.repository.commit({"a.py": b"# more\ndef work():\n    return 8\n\n\ndef rest():\n    return 3\n"})
    await bench.run(outcome(scope=("a.py",)), now=NOW + DAY)
    rows = await bench.rows()
    assert (rows["i"].state, rows["i"].fixed_by) == ("fixed", fix)
    assert rows["other"].state == "new"
    await bench.run(outcome(find(bench, line=3)), now=NOW + 2 * DAY)
    assert ((await bench.rows())["i"].state, await bench.events(rows["i"].id)) == (
        "new",
        ["notified", "fixed", "returned", "notified"],
    )


async def test_one_whose_file_was_renamed_is_moved_though_its_identity_changed(bench: Bench) -> None:
    """And one whose file was removed is fixed by that, though the run did not name its path."""
    await bench.run(outcome(find(bench, symbol="work"), find(bench, "other", 1, "b.py")))
    code = bench.repository.git("cat-file", "blob", "HEAD:a.py")
    gone = bench.repository.commit({"c.py": code}, remove=["a.py", "b.py"])
    await bench.run(outcome(find(bench, "j", 2, "c.py", symbol="work"), scope=("c.py",)), now=NOW + DAY)
    rows = await bench.rows()
    assert {identity: (row.state, row.path) for identity, row in rows.items()} == {
        "j": ("moved", "c.py"),
        "other": ("fixed", "b.py"),
    }
    assert rows["other"].fixed_by == gone
    assert rows["j"].notified_at == NOW


async def test_what_could_not_tell_or_looked_elsewhere_or_came_late_settles_nothing(bench: Bench) -> None:
    old = bench.repository.sha()
    bench.repository.commit({"b.py": b"x = 2\n"})
    await bench.run(outcome(find(bench)))
    side = bench.repository.commit({"a.py": b""}, branch="side")
    for target in (Target(sha=old), Target(sha=side), Target(sha=bench.repository.sha(), pull_number=7)):
        await bench.run(outcome(), target=target, now=NOW + DAY)
    await bench.run(outcome(ending="unknown"), now=NOW + DAY)
    await bench.run(outcome(), thought="ScanDiff", now=NOW + DAY)
    assert await bench.states() == {"i": "new"}


async def test_no_day_tells_more_than_its_places_and_the_next_goes_on_by_rank(bench: Bench) -> None:
    found = [find(bench, f"i{n}", confidence=0.5 + n / 20) for n in range(8)]
    await bench.run(outcome(*found))
    assert await bench.told() == {"i5", "i6", "i7"}
    await bench.run(outcome(*found), now=NOW + timedelta(hours=1))
    assert len(await bench.told()) == 3
    await bench.run(outcome(*found, find(bench, "late", confidence=0.75)), now=NOW + DAY)
    assert await bench.told() == {"i3", "i4", "i5", "i6", "i7", "late"}


async def test_two_workers_never_give_more_places_than_the_day_has(bench: Bench) -> None:
    await asyncio.gather(*(bench.run(outcome(*(find(bench, f"{n}-{m}") for m in range(3)))) for n in range(3)))
    assert len(await bench.told()) == 3


async def test_only_what_is_proven_and_new_and_of_an_active_rule_is_told(bench: Bench) -> None:
    async with bench.database.write(bench.viewer.scope) as session:
        await RuleWriter(session).put(bench.viewer, "noisy", "shadow")
        await RuleWriter(session).put(bench.viewer, "dead", "off")
    await bench.run(
        outcome(
            find(bench, "old", is_baseline=True),
            find(bench, "shadow", rule="noisy"),
            find(bench, "off", rule="dead"),
            find(bench, "unsure", status="hypothesis"),
            find(bench, "small", severity="info"),
        )
    )
    assert await bench.told() == set()
    assert {*await bench.states()} == {"old", "shadow", "unsure", "small"}


async def test_three_runs_that_cannot_tell_are_told_of_until_one_can(bench: Bench) -> None:
    named = alert_identity("SmellHunt")
    for _ in range(2):
        await bench.run(outcome(ending="unknown"))
    assert await bench.states() == {}
    for _ in range(2):
        await bench.run(outcome(ending="unknown"))
    assert (await bench.states(), await bench.told()) == ({named: "new"}, {named})
    await bench.run(outcome(ending="nothing", scope=()))
    assert await bench.states() == {named: "fixed"}


async def test_facts_are_written_when_their_digest_changed_and_removed_when_told(bench: Bench) -> None:
    def facts(*digests: str) -> list[Fact]:
        return [Fact(kind="card", subject=f"s{n}", digest=each, payload={"n": n}) for n, each in enumerate(digests)]

    assert await bench.run(outcome(facts=facts("a", "b"))) > 0
    bench.repository.commit({"b.py": b"x = 2\n"})
    assert await bench.run(outcome(facts=facts("a", "b"))) == 0
    await bench.run(outcome(facts=facts("a", "c")))
    async with bench.database.read(bench.viewer.scope) as session:
        stored = await FactStore(session).list_facts(bench.repo.id, "card")
    assert [(each.subject, each.digest) for each in stored] == [("s0", "a"), ("s1", "c")]
    assert stored[0].sha != stored[1].sha == bench.repository.sha()
