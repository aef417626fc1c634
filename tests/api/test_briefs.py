"""Review briefs over HTTP: made now where no run left one, kept ones as they are."""

import httpx

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.thinking.fact_store import FactWriter, NewFact
from repochat.thinking.changes.brief import FACT_KIND, Brief
from tests.api.conftest import CODE
from tests.api.serving import Product
from tests.git.repositories import Repository
from tests.thinking.runs import make_run

EDITED = CODE.replace(b"def greet(name: str)", b"def greet(name: str, mood: str)")


async def push(client: httpx.AsyncClient, repo: str, repository: Repository) -> tuple[str, str]:
    base, head = repository.sha(), repository.commit({"src/greetings.py": EDITED}, message="Moods")
    run = (await client.post(f"/index/{repo}/diff")).json()
    await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    return base, head


async def test_a_brief_is_made_where_none_is_kept(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    """By default of the newest commit; the sides are told in full."""
    base, head = await push(client, indexed, repository)
    told = (await client.get(f"/repos/{indexed}/brief")).json()
    assert (told["base"], told["sha"], told["run_id"]) == (base, head, None)
    assert told == (await client.get(f"/repos/{indexed}/brief", params={"base": base, "head": "main"})).json()
    (signature,) = [line for each in told["sections"] if each["name"] == "signatures" for line in each["lines"]]
    assert "`mood` is new" in signature["text"]
    assert signature["quotes"][0]["path"] == "src/greetings.py"


async def test_a_kept_brief_is_told_as_it_is(product: Product, indexed: str, repository: Repository) -> None:
    """With the run that made it."""
    base, head = await push(product.client, indexed, repository)
    async with product.services.database.read(LOCAL_TENANT_ID) as session:
        (repo_id,) = [repo.id for repo in await RepoStore(session).list_repos()]
    run_id = await make_run(product.services.database, repo_id, "ScanDiff")
    brief = Brief(base=base, sha=head, pull_number=None, subject="Kept", files=1, added=1, removed=1, sections=())
    new = NewFact(kind=FACT_KIND, subject=f"{base}..{head}", digest="1", payload=brief.as_json())
    async with product.services.database.write(LOCAL_TENANT_ID) as session:
        await FactWriter(session).put(repo_id, head, run_id, [new])
    told = (await product.client.get(f"/repos/{indexed}/brief", params={"base": base, "head": head})).json()
    assert (told["subject"], told["run_id"]) == ("Kept", str(run_id))


async def test_a_pull_request_that_is_not_known_is_said_so(client: httpx.AsyncClient, indexed: str) -> None:
    """And one can't be given with two revisions."""
    unknown = await client.get(f"/repos/{indexed}/brief", params={"pull": 4})
    assert (unknown.status_code, unknown.json()["error"]["kind"]) == (404, "not_found")
    both = await client.get(f"/repos/{indexed}/brief", params={"pull": 4, "base": "main"})
    assert both.status_code == 422
