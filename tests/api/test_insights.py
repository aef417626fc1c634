"""Insights over HTTP: the feed, the lines they lean on, verdicts and rules."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from repochat.catalog.repo_store import RepoWriter
from repochat.core.database import Database
from repochat.git import parse_source, sync_mirror
from repochat.indexing.connect import find_repo, mirror_of
from tests.api.github import hosted
from tests.api.serving import Product
from tests.git.repositories import Repository
from tests.thinking.insights.bench import VIEWER, Bench
from tests.thinking.insights.claims import claim, outcome, quote

REPO = "team/greetings"
PATH = "src/greetings.py"


@pytest.fixture
async def bench(idle: Product, database: Database, repository: Repository) -> Bench:
    """Three insights: one proven, one suspected, one that was there before anybody looked."""
    await idle.client.post("/repos", json={"source": str(repository.path), "name": REPO})
    repo = await find_repo(database, VIEWER, REPO)
    mirror = mirror_of(idle.services.home.mirrors, repo)
    sync_mirror(mirror, parse_source(str(repository.path), may_reach_local=True))
    bench = Bench(database=database, repository=repository, repo=repo, mirror=mirror)
    lines = [quote(repository, PATH, 6, 8, why="it greets")]
    await bench.run(
        outcome(
            claim("proven", lines, title="Greets badly", severity="high"),
            claim("suspected", lines, kind="hypothesis", status="hypothesis", rule="guess", falsifier="Run it."),
            claim("old", lines, is_baseline=True, severity="critical"),
        )
    )
    return bench


async def listed(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get("/insights", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["insights"]


async def names(client: httpx.AsyncClient, **asked: Any) -> list[str]:
    return [each["identity"] for each in await listed(client, **asked)]


async def judge(client: httpx.AsyncClient, insight_id: str, **verdict: Any) -> dict[str, Any]:
    answer = await client.post(f"/insights/{insight_id}/verdict", json=verdict)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_feed_is_ordered_by_worth_and_filtered(idle: Product, bench: Bench) -> None:
    client = idle.client
    assert await names(client) == await names(client, repo=REPO) == ["proven", "suspected", "old"]
    assert await names(client, filter="notified") == await names(client, drawer=False) == ["proven"]
    assert await names(client, drawer=True) == ["suspected", "old"]
    assert await names(client, severity=["high", "critical"]) == ["proven", "old"]
    assert await names(client, path="src", kind="hypothesis") == ["suspected"]
    assert await names(client, q="greets BADLY") == ["proven"]
    assert await names(client, path="sr") == await names(client, filter="waiting", rule="guess") == []
    first = (await client.get("/insights", params={"limit": 2})).json()
    assert (first["counts"]["by_severity"], first["counts"]["shown"]) == ({"high": 1, "medium": 1, "critical": 1}, 1)
    assert await names(client, limit=2, after=first["next_after"]) == ["old"]


async def test_one_comes_with_its_lines_and_with_what_its_value_is_made_of(idle: Product, bench: Bench) -> None:
    (found,) = await listed(idle.client, filter="notified")
    assert (
        found["evidence"][0]["text"]
        == 'def greet(name: str) -> str:\n    """Return a greeting for `name`."""\n    return f"{GREETING}, {name}!"'
    )
    one = (await idle.client.get(f"/insights/{found['id']}")).json()
    product = 1.0
    for each in one["factors"]:
        product *= each["factor"]
    assert product == pytest.approx(one["value"], rel=0.6)
    assert [event["kind"] for event in one["events"]] == ["notified"]


async def test_what_is_dismissed_is_out_of_the_feed_until_it_is_restored(idle: Product, bench: Bench) -> None:
    (found,) = await listed(idle.client, filter="notified")
    told = await judge(idle.client, found["id"], verdict="dismissed", reason="wont_fix", note="By design.")
    assert (told["state"], told["suppression"]["by"], told["suppression"]["note"]) == (
        "suppressed",
        "local",
        "By design.",
    )
    assert await names(idle.client) == ["suspected", "old"]
    assert await names(idle.client, filter="dismissed") == ["proven"]
    assert (await judge(idle.client, found["id"], verdict="restored"))["state"] == "persisting"
    again = await idle.client.post(f"/insights/{found['id']}/verdict", json={"verdict": "restored"})
    bare = await idle.client.post(f"/insights/{found['id']}/verdict", json={"verdict": "dismissed"})
    assert (again.status_code, bare.status_code) == (409, 422)


async def test_each_persons_latest_vote_counts_for_the_rule(idle: Product, bench: Bench) -> None:
    (found,) = await listed(idle.client, filter="notified")
    await judge(idle.client, found["id"], verdict="useful")
    told = await judge(idle.client, found["id"], verdict="not_useful")
    assert (told["votes"], told["mine"]) == ({"useful": 0, "not_useful": 1}, "not_useful")
    rules = {each["rule"]: each for each in (await idle.client.get("/insights/rules")).json()["rules"]}
    assert (rules["rule"]["useful"], rules["rule"]["not_useful"], rules["rule"]["open_count"]) == (0, 1, 2)
    await judge(idle.client, found["id"], verdict="opened")
    told = await judge(idle.client, found["id"], verdict="opened")
    assert [event["kind"] for event in told["events"]].count("opened") == 1


async def test_a_rule_that_is_turned_to_shadow_shows_nothing_and_is_on_record(idle: Product, bench: Bench) -> None:
    assert (await idle.client.put("/insights/rules/rule", json={"state": "shadow"})).json()["state"] == "shadow"
    assert await names(idle.client) == ["suspected"]
    assert await names(idle.client, filter="shadow") == ["proven", "old"]
    assert "rule.changed" in [each["action"] for each in (await idle.client.get("/audit")).json()["entries"]]
    await idle.client.put("/insights/rules/rule", json={"state": "active"})
    assert await names(idle.client) == ["proven", "suspected", "old"]


async def test_who_may_not_see_the_repository_sees_no_insight_of_it(
    database: Database, tmp_path: Path, repository: Repository
) -> None:
    async with hosted(database, tmp_path) as world:
        client = world.product.client
        await client.post("/repos", json={"source": str(repository.path), "name": REPO})
        repo = await find_repo(database, VIEWER, REPO)
        bench = Bench(database=database, repository=repository, repo=repo, mirror=repository.path / ".git")
        await bench.run(outcome(claim("i", [quote(repository, PATH, 6, 8)])))
        ann = await world.log_in("ann")
        assert await names(ann) == ["i"]
        async with database.write(VIEWER.scope) as session:
            await RepoWriter(session).set_restricted(repo.id, is_restricted=True)
        assert await names(ann) == []
        insight_id = (await bench.rows())["i"].id
        assert (await ann.get(f"/insights/{insight_id}")).status_code == 404
        verdict = {"verdict": "useful"}
        assert (await ann.post(f"/insights/{insight_id}/verdict", json=verdict)).status_code in {403, 404}
        assert (await client.get(f"/insights/{insight_id}")).status_code == 200


async def test_insights_go_out_as_sarif_with_their_suppressions_and_come_in_on_lines_that_git_has(
    idle: Product, bench: Bench
) -> None:
    (found,) = await listed(idle.client, filter="notified")
    await judge(idle.client, found["id"], verdict="dismissed", reason="wont_fix", note="By design.")
    (run,) = (await idle.client.get("/insights/sarif", params={"repo": REPO})).json()["runs"]
    suppressed = [each["suppressions"] for each in run["results"] if "suppressions" in each]
    assert (len(run["results"]), suppressed[0][0]["justification"]) == (3, "wont_fix: By design.")

    def place(path: str, line: int) -> dict[str, Any]:
        return {"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": line}}}

    def log(*places: tuple[str, int]) -> dict[str, Any]:
        results = [{"ruleId": "r1", "message": {"text": "Bad."}, "locations": [place(*each)]} for each in places]
        return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other"}}, "results": results}]}

    async def send(*places: tuple[str, int]) -> dict[str, Any]:
        return (await idle.client.post("/insights/sarif", params={"repo": REPO}, json=log(*places))).json()

    told = await send((PATH, 6), (PATH, 8), (PATH, 999), ("gone.py", 1), ("../x", 1))
    assert (told["imported"], told["unplaced"]) == (2, 3)
    await send((PATH, 6))
    lines = {each["start_line"]: each["state"] for each in await listed(idle.client, rule="other/r1", filter="all")}
    assert lines == {6: "new", 8: "fixed"}
    assert await listed(idle.client, rule="other/r1", filter="notified") == []
