"""What may act in the background, and what stops everything, over HTTP."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from repochat.accounts import local_viewer
from repochat.chat import Ask
from repochat.core.database import Database
from repochat.indexing.connect import find_repo
from repochat.llm.testing import run_chat_server
from tests.api.github import Hosted, hosted
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import Repository

REPO = "team/greetings"
QUIET = {"zone": "Europe/Paris", "days": [0, 4], "from": "22:00", "until": "07:00"}
BUDGETS = {
    "cpu_seconds_day": 60,
    "model_tokens_day": 500,
    "usd_day": 0.25,
    "drafts_day": 0,
    "gpu_seconds_day": 0,
    "io_bytes_day": 1_000,
    "insights_day": 5,
}


@pytest.fixture
async def connected(idle: Product, repository: Repository) -> Product:
    await idle.client.post("/repos", json={"source": str(repository.path), "name": REPO})
    return idle


@pytest.fixture
async def world(database: Database, tmp_path: Path, repository: Repository) -> AsyncGenerator[Hosted]:
    """With a repository that everybody sees."""
    async with hosted(database, tmp_path) as world:
        await world.product.client.post("/repos", json={"source": str(repository.path), "name": REPO})
        yield world


async def put(product: Product, **change: Any) -> httpx.Response:
    return await product.client.put(f"/repos/{REPO}/thinking", json=change)


async def list_actions(client: httpx.AsyncClient) -> list[str]:
    return [entry["action"] for entry in (await client.get("/audit")).json()["entries"]]


async def test_thinking_is_off_until_an_owner_says_otherwise_and_says_what_on_means(connected: Product) -> None:
    told = (await connected.client.get(f"/repos/{REPO}/thinking")).json()
    assert (told["on"], told["quiet_hours"], len(told["thoughts"])) == (False, None, 11)
    assert "Nothing thinks" in told["consequence"]
    on = (await put(connected, on=True)).json()
    assert (on["on"], on["thoughts"], on["budgets"]) == (True, told["thoughts"], told["budgets"])
    assert "for at most 3,600 CPU seconds, 200,000 tokens and $1.00 in any 24 hours. 3 insights" in on["consequence"]
    assert "Not built yet, so they never start: " in on["consequence"]
    assert "Fuzz" in on["consequence"]
    stopped = (await put(connected, is_stopped=True)).json()
    assert "kill switch is on" in stopped["consequence"]


async def test_thoughts_budgets_and_quiet_hours_are_kept_one_by_one_and_on_record(connected: Product) -> None:
    await put(connected, thoughts=["ScanDiff", "MapRepo"])
    await put(connected, budgets=BUDGETS)
    told = (await put(connected, quiet_hours=QUIET, budgets={"usd_day": 0.25})).json()
    assert told == (await connected.client.get(f"/repos/{REPO}/thinking")).json()
    assert (told["thoughts"], told["budgets"], told["quiet_hours"]) == (["ScanDiff", "MapRepo"], BUDGETS, QUIET)
    assert (await put(connected, quiet_hours=None)).json()["quiet_hours"] is None
    entries = (await connected.client.get("/audit")).json()["entries"]
    assert [(each["action"], each["subject"]) for each in entries] == [("thinking.changed", REPO)] * 4
    assert entries[1]["detail"]["quiet_hours"] == QUIET


@pytest.mark.parametrize(
    "change",
    [
        {"thoughts": ["Dream"]},
        {"thoughts": ["Fuzz", "Fuzz"]},
        {"budgets": {**BUDGETS, "usd_day": -1}},
        {"budgets": {**BUDGETS, "drafts_day": 101}},
        {"budgets": {"insights_day": 101}},
        {"quiet_hours": {**QUIET, "zone": "Mars/Olympus"}},
        {"quiet_hours": {**QUIET, "days": []}},
        {"quiet_hours": {**QUIET, "from": "25:00"}},
        {"quiet_hours": {**QUIET, "unknown": 1}},
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(connected: Product, change: dict[str, Any]) -> None:
    refused = await put(connected, **change)
    assert (refused.status_code, refused.json()["error"]["kind"]) == (422, "invalid")
    assert await list_actions(connected.client) == []


async def test_a_member_sees_the_settings_and_the_switch_and_changes_neither(world: Hosted) -> None:
    await world.log_in("ada")
    bob = await world.log_in("bob")
    assert (await bob.get(f"/repos/{REPO}/thinking")).json()["on"] is False
    assert (await bob.put(f"/repos/{REPO}/thinking", json={"on": True})).status_code == 403
    assert (await bob.get("/settings/kill-switch")).json()["on"] is False
    assert (await bob.put("/settings/kill-switch", json={"on": True})).status_code == 403


async def test_the_switch_is_turned_once_each_way_with_who_and_why(connected: Product) -> None:
    client = connected.client
    off = {"on": False, "reason": "", "stopped_by": None, "stopped_at": None}
    assert (await client.get("/settings/kill-switch")).json() == off
    for reason in ("a strange draft", "another reason"):
        on = (await client.put("/settings/kill-switch", json={"on": True, "reason": reason})).json()
        assert (on["on"], on["reason"], on["stopped_by"]) == (True, "a strange draft", "local")
    told = (await put(connected, on=True)).json()
    assert "Nothing thinks in the background, whatever is set here." in told["consequence"]
    assert "a strange draft" in told["consequence"]
    for _ in range(2):
        assert (await client.put("/settings/kill-switch", json={"on": False})).json() == off
    assert await list_actions(client) == ["kill_switch.off", "thinking.changed", "kill_switch.on"]
    assert (await client.put("/settings/kill-switch", json={"on": True, "reason": "x" * 301})).status_code == 422


async def test_while_the_switch_is_on_answers_are_quotes_that_say_why_and_no_model_is_asked(
    database: Database, tmp_path: Path, repository: Repository
) -> None:
    with run_chat_server(lambda _: "It greets.") as server:
        env = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "scripted", "LLM_BASE_URL": server.url_of("openai")}
        async with serving(database, build_settings(tmp_path / "home", **env)) as product:
            client = product.client
            repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
            run = (await client.post(f"/index/{repo}/initial")).json()
            await client.get(f"/index/{repo}/events", params={"run": run["id"]})
            await client.put("/settings/kill-switch", json={"on": True, "reason": "a look"})
            stopped = await ask(product, repo)
            assert (stopped.mode, stopped.model, server.received) == ("extractive", "", [])
            assert "The kill switch is on since" in stopped.note
            assert "by local: a look. So no model was asked" in stopped.note
            assert any(statement.status == "supported" for statement in stopped.statements)
            await client.put("/settings/kill-switch", json={"on": False})
            assert "kill switch" not in (await ask(product, repo)).note
            assert len(server.received) == 1


async def ask(product: Product, repo: str) -> Any:
    viewer = local_viewer()
    found = await find_repo(product.services.database, viewer, repo)
    return await product.services.answerer.collect(viewer, Ask(question="What does greet do?", repos=(found,)))
