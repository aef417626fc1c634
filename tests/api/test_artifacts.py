"""What a run left, over HTTP: by its address, and never as a page of ours."""

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.thinking.artifact_store import ArtifactRecordStore
from repochat.core.errors import NotFoundError
from repochat.thinking.keeping import keep_artifacts, put_artifacts, sweep_artifacts
from repochat.thinking.model import Artifact
from repochat.workspace.artifacts import write_artifact_address
from tests.api.serving import Product
from tests.git.repositories import Repository
from tests.thinking.runs import make_run

PAGE = Artifact(name="what it saw.html", media_type="text/html", content=b"<script>alert(1)</script>")


@pytest.fixture
async def address(idle: Product, repository: Repository) -> str:
    """Of an artifact of a run."""
    await idle.client.post("/repos", json={"source": str(repository.path)})
    resources = idle.services.resources
    async with resources.database.read(LOCAL_TENANT_ID) as session:
        (repo,) = await RepoStore(session).list_repos()
    run_id = await make_run(resources.database, repo.id)
    stored = await put_artifacts(resources.artifacts, LOCAL_TENANT_ID, [PAGE])
    async with resources.database.write(LOCAL_TENANT_ID) as session:
        await keep_artifacts(session, repo.id, run_id, stored)
        (kept,) = await ArtifactRecordStore(session).list_of_run(run_id)
    return write_artifact_address(resources, LOCAL_TENANT_ID, kept)


async def test_an_address_gives_the_bytes_to_save_to_whoever_has_it(idle: Product, address: str) -> None:
    idle.client.headers.pop("Authorization", None)
    answer = await idle.client.get(address)
    assert (answer.status_code, answer.content) == (200, PAGE.content)
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''what%20it%20saw.html"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_address_that_was_made_up_leads_nowhere(idle: Product, address: str) -> None:
    wrong = address.replace("/artifacts/", "/artifacts/A")
    answer = await idle.client.get(wrong)
    assert answer.status_code == 404
    assert "Open the run again" in answer.json()["error"]["hint"]


async def test_the_sweep_leaves_what_a_run_keeps_and_what_is_young(idle: Product, address: str) -> None:
    resources = idle.services.resources
    await put_artifacts(resources.artifacts, LOCAL_TENANT_ID, [Artifact(name="x", media_type="x", content=b"young")])
    removed = await sweep_artifacts(resources.database, resources.artifacts, LOCAL_TENANT_ID, lambda: False)
    assert removed == 0
    assert (await idle.client.get(address)).status_code == 200


async def test_the_sweep_removes_what_no_run_names(idle: Product, address: str) -> None:
    resources = idle.services.resources
    (unclaimed,) = await put_artifacts(
        resources.artifacts, LOCAL_TENANT_ID, [Artifact(name="x", media_type="x", content=b"of a run that died")]
    )
    removed = await sweep_artifacts(
        resources.database, resources.artifacts, LOCAL_TENANT_ID, lambda: False, unclaimed_h=-1
    )
    assert removed == 1
    with pytest.raises(NotFoundError):
        await resources.artifacts.get(LOCAL_TENANT_ID, unclaimed.sha256)
    assert (await idle.client.get(address)).status_code == 200
