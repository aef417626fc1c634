"""Over HTTP: what became of answers after a push, the same question asked again, and watched questions."""

import asyncio
from typing import Any

import httpx

from tests.api.asking import QUESTION, read_events
from tests.api.conftest import CODE
from tests.git.repositories import Repository

EDITED = CODE.replace(b"def greet(name: str)", b"def greet(name: object)")
WAIT_S = 30


async def ask(client: httpx.AsyncClient, repo: str) -> dict[str, Any]:
    response = await client.post("/chat", json={"repo": repo, "question": QUESTION})
    assert response.status_code == 200, response.text
    return response.json()


async def push(client: httpx.AsyncClient, repo: str, repository: Repository, files: dict[str, bytes]) -> str:
    """Indexed when it returns."""
    sha = repository.commit(files)
    run = (await client.post(f"/index/{repo}/diff")).json()
    events = await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    assert '"status":"done"' in events.text, events.text
    return sha


async def test_a_new_answer_tells_that_it_is_of_the_newest_commit(client: httpx.AsyncClient, indexed: str) -> None:
    age = (await ask(client, indexed))["age"]
    assert (age["state"], age["branch"], age["commits_behind"]) == ("still_true", "main", 0)


async def test_after_a_push_answers_conversations_and_exports_tell_their_age(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    answer = await ask(client, indexed)
    sha = await push(client, indexed, repository, {"src/greetings.py": EDITED})
    address = f"/answers/{answer['answer_id']}"
    age = (await client.get(address)).json()["age"]
    assert (age["state"], age["commits_behind"], age["newest"]) == ("changed", 1, sha)
    changed = [each for each in age["citations"] if each["state"] == "changed"]
    assert {each["changed_in"] for each in changed} == {sha}
    assert {each["commit"] for each in changed} == {sha}
    told = (await client.get(f"/conversations/{answer['conversation_id']}")).json()["turns"][0]["answer"]["age"]
    assert told["state"] == "changed"
    assert (await client.get(f"{address}/age")).json()["state"] == "changed"
    assert (await client.get(f"{address}/export", params={"format": "json"})).json()["age"]["state"] == "changed"
    assert "1 commit behind main" in (await client.get(f"{address}/export")).text


async def test_what_was_done_to_a_citation_is_shown(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    answer = await ask(client, indexed)
    sha = await push(client, indexed, repository, {"src/greetings.py": EDITED})
    age = (await client.get(f"/answers/{answer['answer_id']}/age")).json()
    citation = next(each["id"] for each in age["citations"] if each["state"] == "changed")
    change = (await client.get(f"/answers/{answer['answer_id']}/changes/{citation}")).json()
    assert "name: str" in change["before"]["text"]
    assert "name: object" in change["after"]["text"]
    assert change["culprit"]["sha"] == sha
    marked = [line for hunk in change["hunks"] for line in hunk["lines"]]
    assert "-def greet(name: str) -> str:" in marked
    assert "+def greet(name: object) -> str:" in marked
    assert (await client.get(f"/answers/{answer['answer_id']}/changes/c999")).status_code == 404


async def test_asked_again_the_answer_comes_with_what_is_different(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    answer = await ask(client, indexed)
    sha = await push(client, indexed, repository, {"src/greetings.py": EDITED})
    again = (await client.post(f"/answers/{answer['answer_id']}/reask")).json()
    assert again["revision"] == sha
    assert again["conversation_id"] == answer["conversation_id"]
    assert again["difference"]["changes_evidence"]
    assert again["difference"]["evidence"]["changed"]
    stored = (await client.get(f"/answers/{again['answer_id']}")).json()
    assert stored["again_of"] == answer["answer_id"]
    same = (await client.get(f"/answers/{again['answer_id']}/difference")).json()
    assert same == again["difference"]


async def test_asked_again_as_a_stream_the_difference_is_its_last_part(client: httpx.AsyncClient, indexed: str) -> None:
    answer = await ask(client, indexed)
    response = await client.post(f"/answers/{answer['answer_id']}/reask", json={"stream": True})
    parts = [part for _, part in read_events(response.text)]
    assert [part["type"] for part in parts][-2:] == ["data-difference", "finish"]
    assert parts[-2]["data"]["words"] == ["Nothing is different: the same evidence says the same."]


async def test_an_answer_nobody_gave_has_no_age(client: httpx.AsyncClient) -> None:
    unknown = "00000000-0000-7000-8000-0000000000ff"
    for response in (
        await client.get(f"/answers/{unknown}/age"),
        await client.get(f"/answers/{unknown}/difference"),
        await client.post(f"/answers/{unknown}/reask"),
        await client.post("/watches", json={"answer_id": unknown}),
    ):
        assert response.status_code == 404


async def test_a_search_tells_how_far_its_revision_is_behind(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    first = repository.sha()
    await push(client, indexed, repository, {"src/greetings.py": EDITED})
    found = (await client.get("/search", params={"repo": indexed, "q": "greet", "rev": first})).json()
    assert found["standing"]["commits_behind"] == 1
    newest = (await client.get("/search", params={"repo": indexed, "q": "greet"})).json()
    assert newest["standing"]["commits_behind"] == 0


async def test_a_watched_question_reports_a_push_that_changed_its_evidence(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    """By the worker, in the job that the indexing asked for."""
    answer = await ask(client, indexed)
    watch = (await client.post("/watches", json={"answer_id": answer["answer_id"]})).json()
    assert (await client.get("/watches")).json()["watches"][0]["unread"] == 0
    sha = await push(client, indexed, repository, {"src/greetings.py": EDITED})
    async with asyncio.timeout(WAIT_S):
        while not (await client.get("/watches")).json()["watches"][0]["unread"]:  # noqa: ASYNC110  the row is what is tested
            await asyncio.sleep(0.05)
    (report,) = (await client.get(f"/watches/{watch['id']}/reports")).json()["reports"]
    assert (report["sha"], report["before_id"]) == (sha, answer["answer_id"])
    assert (await client.get(f"/answers/{report['after_id']}")).json()["revision"] == sha
    assert (await client.post(f"/watches/{watch['id']}/read")).status_code == 204
    assert (await client.get("/watches")).json()["watches"][0]["unread"] == 0
    assert (await client.delete(f"/watches/{watch['id']}")).status_code == 204
    assert (await client.get("/watches")).json()["watches"] == []


async def test_who_listens_hears_when_answers_were_checked_again(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    await ask(client, indexed)
    async with asyncio.timeout(WAIT_S), client.stream("GET", "/ages/events", params={"repo": indexed}) as events:
        lines = events.aiter_lines()
        assert (await anext(lines)).startswith(":")
        pushing = asyncio.ensure_future(push(client, indexed, repository, {"src/greetings.py": EDITED}))
        async for line in lines:
            if line == "event: ages":
                break
        await pushing
