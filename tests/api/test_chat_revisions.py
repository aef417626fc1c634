"""Questions over HTTP about other revisions than the newest: indexed on demand, compared, or proposed."""

import httpx

from tests.api.serving import Product
from tests.api.test_chat import check_citation
from tests.git.repositories import Repository

OLD = {"src/greetings.py": b'def greet(name):\n    return f"Hello, {name}!"\n'}
NEW = {"src/greetings.py": b'def greet(name, mark):\n    return f"Hello, {name}{mark}"\n'}


async def index(client: httpx.AsyncClient, repository: Repository) -> str:
    repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await client.post(f"/index/{repo}/initial")).json()
    events = await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    assert '"status":"done"' in events.text, events.text
    return str(repo)


async def test_a_revision_that_is_not_indexed_is_brought_by_a_worker(
    client: httpx.AsyncClient, repository: Repository
) -> None:
    old = repository.sha()
    repository.commit(NEW, message="Choose the mark")
    repo = await index(client, repository)
    asked = {"repo": repo, "question": "What does greet do?", "rev": old}
    response = await client.post("/chat", json=asked)
    assert response.status_code == 200, response.text
    assert response.json()["revision"] == old
    assert {each["commit"] for each in response.json()["citations"]} == {old}
    for citation in response.json()["citations"]:
        check_citation(citation, repository)


async def test_a_stream_tells_that_the_revision_is_being_indexed(
    client: httpx.AsyncClient, repository: Repository
) -> None:
    old = repository.sha()
    repository.commit(NEW, message="Choose the mark")
    repo = await index(client, repository)
    asked = {"repo": repo, "question": "What does greet do?", "rev": old, "stream": True}
    assert "a worker does it" in (await client.post("/chat", json=asked)).text


async def test_a_revision_that_git_does_not_know_is_not_found(client: httpx.AsyncClient, indexed: str) -> None:
    asked = {"repo": indexed, "question": "What does greet do?", "rev": "v9.9"}
    response = await client.post("/chat", json=asked)
    assert response.status_code == 404
    assert "v9.9" in response.text


async def test_two_revisions_are_compared_and_both_sides_are_cited(
    client: httpx.AsyncClient, repository: Repository
) -> None:
    old = repository.commit(OLD, message="Greet plainly")
    new = repository.commit(NEW, message="Choose the mark")
    repo = await index(client, repository)
    answer = (await client.post("/chat", json={"repo": repo, "question": "greet", "compare": [old, new]})).json()
    assert any(each["text"].startswith("Changed signature: `greet` in") for each in answer["statements"])
    assert {each["commit"] for each in answer["citations"]} == {old, new}


async def test_a_pull_request_of_the_source_is_indexed_by_its_ref_and_asked_about(
    client: httpx.AsyncClient, product: Product, repository: Repository
) -> None:
    repository.commit(OLD, message="Greet plainly")
    repo = await index(client, repository)
    repository.git("branch", "proposal")
    head = repository.commit(NEW, message="Choose the mark", branch="proposal")
    repository.git("update-ref", "refs/pull/7/head", head)
    repository.git("update-ref", "-d", "refs/heads/proposal")
    asked = {"repo": repo, "question": "What does it do?", "pr": 7}
    missing = await client.post("/chat", json=asked)
    assert missing.status_code == 404
    assert "--rev refs/pull/7/head" in missing.text
    run = await client.post(f"/index/{repo}/initial", json={"rev": "refs/pull/7/head"})
    events = await client.get(f"/index/{repo}/events", params={"run": run.json()["id"]})
    assert '"status":"done"' in events.text, events.text
    answer = (await client.post("/chat", json=asked)).json()
    assert any("`src/greetings.py`" in each["text"] for each in answer["statements"]), answer["statements"]
    assert head in {each["commit"] for each in answer["citations"]}
