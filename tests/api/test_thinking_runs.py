"""Runs of Thoughts over HTTP: listed by page, followed as they go, cancelled and asked for again."""

import asyncio
import json
from uuid import UUID

import pytest

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.thinking.proposal_store import ProposalStore, ProposalWriter
from repochat.catalog.thinking.run_model import NewLines
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.thinking.scheduling.proposing import propose
from repochat.thinking.spec import Target
from tests.api.serving import Product
from tests.git.repositories import Repository

ASKED = {"cpu_s": 2.0}


@pytest.fixture
async def run_ids(idle: Product, repository: Repository) -> list[UUID]:
    """Three that wait for a worker, the newest last."""
    await idle.client.post("/repos", json={"source": str(repository.path)})
    return [await admit(idle, number) for number in range(3)]


async def admit(product: Product, number: int) -> UUID:
    async with product.services.database.write(LOCAL_TENANT_ID) as session:
        (repo,) = await RepoStore(session).list_repos()
        target = Target(sha=f"{number:040x}")
        proposal_id = await propose(session, local_viewer(), repo, "MapRepo", "push", target)
        await ProposalWriter(session).settle(proposal_id, "admitted")
        return await RunWriter(session).queue(
            await ProposalStore(session).get(proposal_id),
            target=target.as_json(),
            version=1,
            level="small",
            asked=ASKED,
            policy="test",
            propensity=0.5,
            context={},
        )


async def test_pages_go_on_where_they_ended(idle: Product, run_ids: list[UUID]) -> None:
    first = (await idle.client.get("/runs", params={"limit": 2})).json()
    rest = (await idle.client.get("/runs", params={"limit": 2, "after": first["next_after"]})).json()
    assert [UUID(run["id"]) for run in [*first["runs"], *rest["runs"]]] == run_ids[::-1]
    assert rest["next_after"] is None
    none = (await idle.client.get("/runs", params={"status": "done"})).json()
    assert none["runs"] == []
    told = first["runs"][0]
    assert (told["thought"], told["status"], told["asked"]["cpu_s"], told["used"]) == ("MapRepo", "queued", 2, None)


async def test_one_that_waits_is_cancelled_at_once_and_asked_for_again(idle: Product, run_ids: list[UUID]) -> None:
    path = f"/runs/{run_ids[0]}"
    cancelled = (await idle.client.post(f"{path}/cancel")).json()
    assert cancelled["status"] == "cancelled"
    assert (await idle.client.post(f"{path}/cancel")).status_code == 409
    async with idle.services.database.read(LOCAL_TENANT_ID) as session:
        run = await RunStore(session).get(run_ids[0])
        proposal = await ProposalStore(session).get(run.proposal_id)
    assert (run.is_charged, proposal.state) == (True, "withdrawn")
    again = (await idle.client.post(f"{path}/rerun")).json()
    async with idle.services.database.read(LOCAL_TENANT_ID) as session:
        proposed = await ProposalStore(session).get(UUID(again["proposal_id"]))
    assert (proposed.trigger, proposed.target) == ("rerun", run.target)


async def test_a_run_is_followed_to_its_end(idle: Product, run_ids: list[UUID]) -> None:
    """Its state, each line of its log once, and how it ended."""
    run_id, events = run_ids[0], list[tuple[str, str]]()
    headers = {"accept": "text/event-stream"}
    database = idle.services.database
    async with idle.client.stream("GET", f"/runs/{run_id}", headers=headers) as response, asyncio.timeout(20):
        lines = response.aiter_lines()
        async with database.write(LOCAL_TENANT_ID) as session:
            claimed = await RunWriter(session).claim(run_id, worker="w", lease_s=10)
            assert claimed is not None
            said = NewLines(after=0, texts=["one", "two"])
            await RunWriter(session).note(claimed[1], lines=said, progress={"done": 1, "total": 2, "what": "half"})
        async with database.write(LOCAL_TENANT_ID) as session:
            await RunWriter(session).end(claimed[1], status="done", outcome="nothing", used=ASKED, summary="Well.")
        async for line in lines:
            if line.startswith("event: "):
                events.append((line.removeprefix("event: "), ""))
            elif line.startswith("data: "):
                events[-1] = (events[-1][0], line.removeprefix("data: "))
    texts = [json.loads(data)["text"] for event, data in events if event == "line"]
    assert texts == ["one", "two"]
    assert events[-1][0] == "end"
    assert json.loads(events[-1][1])["summary"] == "Well."
    detail = (await idle.client.get(f"/runs/{run_id}")).json()
    assert [line["number"] for line in detail["log"]] == [1, 2]
