import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.run_store import IndexRunWriter
from tests.api.serving import Product
from tests.git.repositories import Repository


async def test_an_index_runs_in_the_worker_and_its_events_end_with_the_report(
    client: httpx.AsyncClient, repository: Repository
) -> None:
    repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    started = await client.post(f"/index/{repo}/initial")
    assert started.status_code == 202
    runs = read_events((await client.get(f"/index/{repo}/events", params={"run": started.json()["id"]})).text)
    assert runs[-1]["status"] == "done"
    assert runs[-1]["report"]["revision"] == repository.sha()
    assert runs[-1]["report"]["files"] > 0


async def test_the_status_of_an_indexed_repository_counts_and_lists_what_was_skipped(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    status = (await client.get(f"/index/{indexed}/status")).json()
    assert status["revision"]["sha"] == repository.sha()
    assert status["freshness"]["state"] == "fresh"
    skipped = {entry["reason"]: entry for entry in status["skipped"]}
    assert skipped["binary"]["paths"] == ["odd/data.bin"]
    assert sum(entry["count"] for entry in status["skipped"]) == sum(status["revision"]["counts"]["skipped"].values())


async def test_a_diff_indexes_the_new_commit(client: httpx.AsyncClient, indexed: str, repository: Repository) -> None:
    sha = repository.commit({"src/new.py": b"def fresh():\n    return 1\n"})
    run = (await client.post(f"/index/{indexed}/diff")).json()
    runs = read_events((await client.get(f"/index/{indexed}/events", params={"run": run["id"]})).text)
    assert runs[-1]["report"]["revision"] == sha
    assert runs[-1]["report"]["new_blobs"] == 1


async def test_a_diff_before_the_first_indexing_is_a_conflict(idle: Product, repository: Repository) -> None:
    repo = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    answer = await idle.client.post(f"/index/{repo}/diff")
    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "conflict")


async def test_a_repository_goes_by_id_by_name_and_by_a_name_with_a_slash(
    idle: Product, repository: Repository
) -> None:
    connected = await idle.client.post("/repos", json={"source": str(repository.path), "name": "team/hello"})
    for name in (connected.json()["id"], "team/hello", "team%2Fhello"):
        status = await idle.client.get(f"/index/{name}/status")
        assert status.json()["repo"]["id"] == connected.json()["id"]


async def test_asking_twice_while_one_waits_gives_the_same_run(idle: Product, repository: Repository) -> None:
    repo = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    first = (await idle.client.post(f"/index/{repo}/initial")).json()
    again = (await idle.client.post(f"/index/{repo}/initial")).json()
    other = (await idle.client.post(f"/index/{repo}/initial", json={"rev": "main"})).json()
    assert first["id"] == again["id"] != other["id"]


async def test_a_waiting_run_is_cancelled_at_once_and_only_once(idle: Product, repository: Repository) -> None:
    repo = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await idle.client.post(f"/index/{repo}/initial")).json()
    cancelled = await idle.client.post(f"/index/runs/{run['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert (await idle.client.post(f"/index/runs/{run['id']}/cancel")).status_code == 409


async def test_an_unknown_revision_fails_the_run_with_what_to_do(
    client: httpx.AsyncClient, repository: Repository
) -> None:
    repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await client.post(f"/index/{repo}/initial", json={"rev": "no-such-branch"})).json()
    last = read_events((await client.get(f"/index/{repo}/events", params={"run": run["id"]})).text)[-1]
    assert last["status"] == "failed"
    assert last["error"]["kind"] == "not_found"
    assert last["error"]["hint"]


@pytest.mark.parametrize(
    "path", ["/index/nothing/status", "/index/nothing/events", "/index/00000000-0000-4000-8000-000000000000/status"]
)
async def test_an_unknown_repository_is_404(idle: Product, path: str) -> None:
    answer = await idle.client.get(path)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")


async def test_events_begin_with_the_present_state_and_follow_each_change(
    idle: Product, repository: Repository
) -> None:
    repo = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await idle.client.post(f"/index/{repo}/initial")).json()
    seen: list[dict[str, Any]] = []
    async with idle.client.stream("GET", f"/index/{repo}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: ")))
                await _change_run(idle, run["id"], len(seen))
    assert [event["status"] for event in seen] == ["queued", "running", "done"]
    assert seen[1]["progress"] == {"phase": "parse"}


async def _change_run(product: Product, run_id: str, seen: int) -> None:
    async with product.services.database.write(LOCAL_TENANT_ID) as session:
        runs = IndexRunWriter(session)
        if seen == 1:
            await runs.record(UUID(run_id), status="running", progress={"phase": "parse"})
        elif seen == 2:
            await runs.finish(UUID(run_id), status="done", report={})


def read_events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]
