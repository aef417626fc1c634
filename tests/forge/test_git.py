"""Repositories of the forge over git's own protocol, with the tokens that the client gets for them."""

import dataclasses
from collections.abc import Generator
from pathlib import Path

import pytest
from pydantic import SecretStr

from repochat.core.errors import ForbiddenError, NotFoundError
from repochat.forge import InstallationCredential
from repochat.forge.client import GitHubClient
from repochat.forge.draft import DraftRequest
from repochat.forge.drafts import open_draft
from repochat.forge.repositories import get_repository
from repochat.forge.testing import GitHubServer, run_github_server
from repochat.git import Source, parse_source, resolve_revision, sync_mirror
from repochat.git.credentials import GitCredential
from tests.forge.conftest import Connections
from tests.forge.git_bridge import GitBridge


@pytest.fixture
def bridge(tmp_path: Path) -> GitBridge:
    return GitBridge(tmp_path / "served")


@pytest.fixture
def github(bridge: GitBridge) -> Generator[GitHubServer]:
    with run_github_server(answer_git=bridge.answer) as server:
        bridge.add_repository(server, "ada/engine", {"a.py": b"a = 1\n"}, is_private=True)
        bridge.add_repository(server, "ada/paper", {"README": b"hi\n"})
        yield server


def source_of(github: GitHubServer, full_name: str, token: SecretStr | None) -> Source:
    source = parse_source(github.address.clone_url(full_name), may_reach_local=True)
    credential = GitCredential(username="x-access-token", secret=token) if token else None
    return dataclasses.replace(source, credential=credential)


def test_anybody_clones_what_is_public_and_nobody_what_is_private(github: GitHubServer, tmp_path: Path) -> None:
    sync_mirror(tmp_path / "paper", source_of(github, "ada/paper", None))
    with pytest.raises(ForbiddenError):
        sync_mirror(tmp_path / "engine", source_of(github, "ada/engine", None))


async def test_an_installations_token_clones_what_it_was_given(
    github: GitHubServer, connections: Connections, tmp_path: Path
) -> None:
    app = github.do.add_app()
    installed = github.do.install(app.app_id, "ada", ["ada/engine"])
    credential = InstallationCredential(
        app_id=app.app_id, private_key=app.private_key, installation_id=installed.installation_id
    )
    async with connections.open(credential) as client:
        token = await client.get_token()
    sync_mirror(tmp_path / "engine", source_of(github, "ada/engine", token))
    head = github.do.get_repository("ada/engine").git.list_refs()["refs/heads/main"]
    assert resolve_revision(tmp_path / "engine", "main").sha == head


@pytest.mark.parametrize("full_name", ["ada/engine", "ada/paper"])
def test_a_push_and_an_old_name_are_fetched(github: GitHubServer, tmp_path: Path, full_name: str) -> None:
    source = source_of(github, full_name, github.do.create_token("ada"))
    sync_mirror(tmp_path / "mirror", source)
    sha = github.do.push(full_name, {"a.py": b"a = 2\n"})
    github.do.rename(full_name, "ada/motor")
    sync_mirror(tmp_path / "mirror", source)
    assert resolve_revision(tmp_path / "mirror", "main").sha == sha


@pytest.mark.parametrize(("lost", "error"), [("token", ForbiddenError), ("right", NotFoundError)])
def test_a_revoked_token_and_a_lost_right_are_told_apart(
    github: GitHubServer, tmp_path: Path, lost: str, error: type[Exception]
) -> None:
    github.do.set_role("ada/engine", "grace", "read")
    token = github.do.create_token("grace")
    sync_mirror(tmp_path / "engine", source_of(github, "ada/engine", token))
    if lost == "token":
        github.do.revoke_token(token)
    else:
        github.do.set_role("ada/engine", "grace", None)
    with pytest.raises(error) as caught:
        sync_mirror(tmp_path / "engine", source_of(github, "ada/engine", token))
    assert token.get_secret_value() not in str(caught.value)


async def test_a_draft_is_a_real_branch_that_git_can_fetch(
    github: GitHubServer, connections: Connections, tmp_path: Path
) -> None:
    head = github.do.get_repository("ada/engine").git.list_refs()["refs/heads/main"]
    request = DraftRequest(
        repo="ada/engine", base="main", base_sha=head, title="Two", body="", files={"a.py": b"a = 2\n"}, key="k"
    )
    async with connections.log_in("ada", "repo") as client:
        draft = await open_draft(client, request)
        token = await client.get_token()
    sync_mirror(tmp_path / "engine", source_of(github, "ada/engine", token))
    assert resolve_revision(tmp_path / "engine", draft.branch).sha == draft.head_sha


async def test_a_client_without_a_token_gives_git_none(github: GitHubServer) -> None:
    async with GitHubClient(github.address) as client:
        assert await client.get_token() is None
        assert (await get_repository(client, "ada/paper")).clone_url == github.address.clone_url("ada/paper")
