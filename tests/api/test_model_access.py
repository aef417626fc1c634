"""Consent, budgets, spending and the audit log over HTTP."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.catalog.repo_store import RepoStore
from repochat.chat.guardrails import Guardrails, Reservation
from repochat.core.database import Database
from repochat.llm import Usage, load_chat_model
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import Repository

MODEL = {"LLM_PROVIDER": "openai", "LLM_MODEL": "gpt-x", "LLM_API_KEY": "sk-very-secret", "LLM_BUDGET_USD_DAY": "7.5"}
HOST = "api.openai.com"
REPO = "team/greetings"


@pytest.fixture
async def modelled(database: Database, tmp_path: Path, repository: Repository) -> AsyncGenerator[Product]:
    """The API with a model somewhere else configured, and a repository connected."""
    async with serving(database, build_settings(tmp_path / "home", **MODEL), with_worker=False) as product:
        await product.client.post("/repos", json={"source": str(repository.path), "name": REPO})
        yield product


async def put(product: Product, **change: Any) -> dict[str, Any]:
    answer = await product.client.put(f"/repos/{REPO}/model", json=change)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def list_audit(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    return (await client.get("/audit", params=query)).json()


async def test_without_a_decision_nothing_is_allowed(modelled: Product) -> None:
    answer = await modelled.client.get(f"/repos/{REPO}/model")
    assert "sk-very-secret" not in answer.text
    assert answer.json() == {
        "repo": REPO,
        "provider": "openai",
        "model": "gpt-x",
        "host": HOST,
        "is_local": False,
        "allowed": False,
        "allowed_by": None,
        "allowed_at": None,
        "hosts": [],
        "budget": {"tokens_per_day": None, "usd_per_day": None},
        "spent_today": {"tokens": 0, "usd": 0},
        "installation": {
            "budget": {"tokens_per_day": 2_000_000, "usd_per_day": 7.5},
            "spent_today": {"tokens": 0, "usd": 0},
        },
    }


async def test_an_owner_allows_and_denies_and_both_are_on_record(modelled: Product) -> None:
    allowed = await put(modelled, allowed=True)
    assert (allowed["allowed"], allowed["allowed_by"], allowed["hosts"]) == (True, "local", [HOST])
    assert allowed["allowed_at"]
    denied = await put(modelled, allowed=False)
    assert (denied["allowed"], denied["hosts"]) == (False, [])
    entries = (await list_audit(modelled.client))["entries"]
    assert [(entry["action"], entry["actor"], entry["subject"], entry["detail"]["host"]) for entry in entries] == [
        ("model.denied", "local", REPO, HOST),
        ("model.allowed", "local", REPO, HOST),
    ]


async def test_a_yes_for_another_host_does_not_allow_the_configured_one(modelled: Product) -> None:
    allowed = await put(modelled, allowed=True, host=" Proxy.Example:8443 ")
    assert (allowed["allowed"], allowed["hosts"]) == (False, ["proxy.example:8443"])
    await put(modelled, allowed=True)
    left = await put(modelled, allowed=False, host="proxy.example:8443")
    assert (left["allowed"], left["hosts"]) == (True, [HOST])


async def test_budgets_are_set_one_by_one_and_taken_away_by_null(modelled: Product) -> None:
    await put(modelled, tokens_per_day=1_000)
    both = await put(modelled, usd_per_day=0.25)
    assert both["budget"] == {"tokens_per_day": 1_000, "usd_per_day": 0.25}
    assert both["allowed"] is False
    one = await put(modelled, tokens_per_day=None)
    assert one["budget"] == {"tokens_per_day": None, "usd_per_day": 0.25}


@pytest.mark.parametrize(
    "change",
    [
        {"allowed": True, "host": "https://api.openai.com/v1"},
        {"allowed": True, "host": "two hosts"},
        {"allowed": True, "host": "host:0"},
        {"allowed": True, "host": ""},
        {"tokens_per_day": -1},
        {"usd_per_day": 1e9},
        {"usd_per_day": "NaN"},
        {"tokens": 5},
    ],
)
async def test_what_is_no_decision_is_refused_and_changes_nothing(modelled: Product, change: dict[str, Any]) -> None:
    answer = await modelled.client.put(f"/repos/{REPO}/model", json=change)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "invalid")
    assert await list_audit(modelled.client) == {"entries": [], "next_before": None}


async def test_an_unknown_repository_is_404(modelled: Product) -> None:
    for answer in (
        await modelled.client.get("/repos/no/such/model"),
        await modelled.client.put("/repos/no/such/model", json={"allowed": True, "host": "a.example"}),
    ):
        assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")


async def test_without_a_model_the_host_must_be_named(idle: Product, repository: Repository) -> None:
    await idle.client.post("/repos", json={"source": str(repository.path), "name": REPO})
    refused = await idle.client.put(f"/repos/{REPO}/model", json={"allowed": True})
    assert refused.status_code == 422
    assert "LLM_PROVIDER" in refused.json()["error"]["hint"]
    assert (await put(idle, allowed=True, host=HOST))["hosts"] == [HOST]


async def test_spending_is_told_with_what_is_left(modelled: Product) -> None:
    services = modelled.services
    async with services.database.read(LOCAL_TENANT_ID) as session:
        repo = await RepoStore(session).find(REPO)
    model = load_chat_model(services.settings)
    assert repo is not None
    assert model is not None
    guardrails = Guardrails(services.database, services.settings)
    done, running = [await guardrails.reserve(local_viewer(), repo, model, 1_000, 0.5, uuid4()) for _ in range(2)]
    assert isinstance(done, Reservation)
    assert isinstance(running, Reservation)
    await guardrails.settle(local_viewer(), done, Usage(input_tokens=300, output_tokens=40, cost_usd=0.125))
    spend = (await modelled.client.get("/spend")).json()
    assert spend["spent_today"] == {"tokens": 1_340, "usd": 0.625}
    assert spend["budget"]["usd_per_day"] == 7.5
    (line,) = spend["lines"]
    assert {**line, "day": ""} == {
        "day": "",
        "repo": REPO,
        "model": "openai:gpt-x",
        "answers": 2,
        "input_tokens": 300,
        "output_tokens": 40,
        "cost_usd": 0.125,
        "unpriced": 0,
    }
    access = (await modelled.client.get(f"/repos/{REPO}/model")).json()
    assert access["spent_today"] == access["installation"]["spent_today"] == spend["spent_today"]


async def test_the_audit_log_is_paged(modelled: Product) -> None:
    for host in ("a.example", "b.example", "c.example"):
        await put(modelled, allowed=True, host=host)
    first = await list_audit(modelled.client, limit=2)
    rest = await list_audit(modelled.client, limit=2, before=first["next_before"])
    hosts = [[entry["detail"]["host"] for entry in page["entries"]] for page in (first, rest)]
    assert hosts == [["c.example", "b.example"], ["a.example"]]
    assert rest["next_before"] is None


@pytest.mark.parametrize(
    "address", ["/spend?days=0", "/spend?days=367", "/audit?limit=0", "/audit?limit=501", "/audit?before=-1"]
)
async def test_a_page_out_of_bounds_is_told(idle: Product, address: str) -> None:
    answer = await idle.client.get(address)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "invalid")
