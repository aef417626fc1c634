"""Who may open draft pull requests, and which were opened, over HTTP."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from repochat.accounts import local_viewer
from repochat.core.database import Database
from repochat.forge.testing import GitHubServer, run_github_server
from repochat.workspace import Workspace
from repochat.workspace.draft_proposal import DraftProposal
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import make_repository
from tests.workspace.drafting import FILES, FULL_NAME, connect_linked

ADDRESS = f"/repos/{FULL_NAME}/drafts"


@pytest.fixture
def github() -> Generator[GitHubServer]:
    with run_github_server() as server:
        server.do.add_repository(FULL_NAME, files=FILES)
        yield server


@pytest.fixture
async def linked(database: Database, tmp_path: Path, github: GitHubServer) -> AsyncGenerator[Product]:
    """A repository of the local GitHub is connected."""
    token = github.do.create_token("ann", ("repo",)).get_secret_value()
    settings = build_settings(tmp_path / "home", GITHUB_URL=github.url, GITHUB_TOKEN=token)
    async with serving(database, settings, with_worker=False) as product:
        await connect_linked(open_local(product), github, tmp_path)
        yield product


def open_local(product: Product) -> Workspace:
    return Workspace(resources=product.services.resources, viewer=local_viewer())


async def test_an_owner_allows_sees_and_forbids(linked: Product, github: GitHubServer) -> None:
    before = (await linked.client.get(f"{ADDRESS}/permission")).json()
    assert (before["allowed"], before["forge"], before["full_name"]) == (False, github.url, FULL_NAME)
    allowed = (await linked.client.put(f"{ADDRESS}/permission")).json()
    assert (allowed["allowed"], allowed["allowed_by"]) == (True, "local")
    assert (await linked.client.get(f"{ADDRESS}/permission")).json() == allowed
    assert (await linked.client.delete(f"{ADDRESS}/permission")).json() == before
    entries = (await linked.client.get("/audit")).json()["entries"]
    assert [entry["action"] for entry in entries] == ["drafts.forbidden", "drafts.allowed"]


async def test_drafts_are_listed_with_where_they_are(linked: Product, github: GitHubServer) -> None:
    await linked.client.put(f"{ADDRESS}/permission")
    sha = github.do.get_repository(FULL_NAME).git.list_refs()["refs/heads/main"]
    proposal = DraftProposal(
        key="k", title="Say two", summary="Why.", files={"README.md": b"# Two\n"}, origin="a test", base_sha=sha
    )
    draft = await open_local(linked).open_draft(FULL_NAME, proposal)
    (shown,) = (await linked.client.get(ADDRESS)).json()["drafts"]
    assert (shown["number"], shown["state"], shown["url"]) == (1, "draft", draft.url)
    assert (shown["head_sha"], shown["base_ref"], shown["problem"]) == (draft.head_sha, "main", None)


async def test_nothing_over_http_opens_a_draft(linked: Product, github: GitHubServer) -> None:
    await linked.client.put(f"{ADDRESS}/permission")
    assert (await linked.client.post(ADDRESS, json={"title": "x"})).status_code == 405
    assert github.received == []


async def test_a_repository_of_no_forge_cannot_be_allowed(linked: Product, tmp_path: Path) -> None:
    await open_local(linked).connect(str(make_repository(tmp_path / "plain").path), name="plain")
    refused = await linked.client.put("/repos/plain/drafts/permission")
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "conflict")
    assert "on GitHub" in refused.json()["error"]["message"]


async def test_an_unknown_repository_is_404(linked: Product) -> None:
    for method, address in (("GET", "drafts"), ("GET", "drafts/permission"), ("PUT", "drafts/permission")):
        assert (await linked.client.request(method, f"/repos/no/such/{address}")).status_code == 404
