"""Over HTTP: the commit and the pull request that a citation leads to."""

from datetime import UTC, datetime

import httpx
import pytest

from repochat.accounts import local_viewer
from repochat.catalog.pull_request_store import PullRequestWriter, StoredPullRequest
from repochat.workspace import Workspace
from repochat.workspace.commits import read_commit_whole
from repochat.workspace.limits import WorkspaceLimits
from tests.api.conftest import CODE
from tests.api.serving import Product
from tests.git.repositories import Repository

MESSAGE = "Greet anything\n\nNames were too narrow: \u00fc broke them.\n"
EDITED = CODE.replace(b"def greet(name: str)", b"def greet(name: object)")


@pytest.fixture
async def sha(client: httpx.AsyncClient, indexed: str, repository: Repository) -> str:
    """A commit that edits one file, renames another and adds a binary one; indexed."""
    sha = repository.commit(
        {"src/greetings.py": EDITED, "odd/spaced.py": b"SPACED = 1\n", "new.bin": bytes(range(256))},
        remove=["odd/a b\u00fc.py"],
        message=MESSAGE,
    )
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    return sha


async def test_a_commit_is_told_as_git_holds_it(
    client: httpx.AsyncClient, indexed: str, repository: Repository, sha: str
) -> None:
    told = (await client.get(f"/repos/{indexed}/commits/{sha}")).json()
    assert "\n".join(told["lines"]) + "\n" == repository.git("log", "-1", "--format=%B").decode().removesuffix("\n")
    assert (told["sha"], told["parents"]) == (sha, [repository.sha("HEAD~1")])
    assert (told["author"], told["committed_at"]) == ("Ada Lovelace", int(repository.git("log", "-1", "--format=%ct")))
    files = {file["path"]: file for file in told["files"]}
    assert told["files_count"] == len(files) == 3
    assert (files["odd/spaced.py"]["status"], files["odd/spaced.py"]["old_path"]) == ("renamed", "odd/a b\u00fc.py")
    assert (files["new.bin"]["added"], files["new.bin"]["hunks"]) == (None, [])
    (hunk,) = files["src/greetings.py"]["hunks"]
    patch = repository.git("show", "--format=", "HEAD", "--", "src/greetings.py").decode().partition("@@\n")[2]
    assert [line for line in hunk["lines"] if line[0] in "+-"] == [
        line for line in patch.splitlines() if line[0] in "+-"
    ]
    assert not told["is_patch_cut"]


async def test_a_first_commit_is_compared_with_nothing(client: httpx.AsyncClient, indexed: str) -> None:
    told = (await client.get(f"/repos/{indexed}/commits/main")).json()
    assert told["parents"] == []
    assert {file["status"] for file in told["files"]} == {"added"}


async def test_what_is_left_out_of_a_large_commit_is_said(product: Product, indexed: str, sha: str) -> None:
    resources = product.services.resources
    repo = await Workspace(resources=resources, viewer=local_viewer()).find_repo(indexed)
    limits = WorkspaceLimits(commit_files_max=2, commit_patch_bytes_max=200)
    told = await read_commit_whole(resources.home.mirrors, repo, sha, limits=limits)
    assert (len(told.files), told.files_count, told.is_patch_cut) == (2, 3, True)
    assert any(file.is_cut for file in told.files)


async def test_subjects_of_several_commits_come_at_once_without_those_that_are_gone(
    client: httpx.AsyncClient, indexed: str, repository: Repository, sha: str
) -> None:
    first = repository.sha("HEAD~1")
    asked = [sha, "f" * 40, first, sha]
    told = (await client.get(f"/repos/{indexed}/commits", params={"sha": asked})).json()["commits"]
    assert [(each["sha"], each["subject"]) for each in told] == [(sha, "Greet anything"), (first, "Begin")]


async def test_an_unknown_commit_and_a_malformed_one_are_told_apart(client: httpx.AsyncClient, indexed: str) -> None:
    assert (await client.get(f"/repos/{indexed}/commits/{'f' * 40}")).status_code == 404
    assert (await client.get(f"/repos/{indexed}/commits", params={"sha": "--all"})).status_code == 422
    assert (await client.get(f"/repos/nowhere/commits/{'f' * 40}")).status_code == 404


async def test_a_pull_request_is_told_as_its_forge_told_it(product: Product, indexed: str) -> None:
    viewer = local_viewer()
    repo = await Workspace(resources=product.services.resources, viewer=viewer).find_repo(indexed)
    now = datetime.now(UTC)
    stored = StoredPullRequest(
        repo_id=repo.id, number=12, title="Remove the old way", body="It hid errors.\r\nSee the log.", state="closed",
        is_draft=False, author="bob", head_ref="x", head_sha="c" * 40, base_ref="main", base_sha="d" * 40,
        merge_sha=None, url="https://forge.example/r/pull/12", updated_at=now, merged_at=now,
    )  # fmt: skip
    async with product.services.database.write(viewer.scope) as session:
        await PullRequestWriter(session).put(stored)
    told = (await product.client.get(f"/repos/{indexed}/pulls/12")).json()
    assert told["lines"] == ["Remove the old way", "", "It hid errors.", "See the log."]
    assert (told["state"], told["author"], told["url"]) == ("closed", "bob", stored.url)
    assert datetime.fromisoformat(told["merged_at"]) == now
    unknown = await product.client.get(f"/repos/{indexed}/pulls/13")
    assert unknown.status_code == 404
    assert "#13" in unknown.json()["error"]["message"]


def list_changed(lines: list[str]) -> list[str]:
    """Those of a difference that were removed or added."""
    return [line for line in lines if line[0] in "+-"]
