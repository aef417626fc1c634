"""Who somebody is and what they may do, and what each feature asks to be allowed."""

import pytest

from repochat.core.errors import ForbiddenError, InvalidError, NotFoundError
from repochat.forge import NEEDS, AppCredential, InstallationCredential
from repochat.forge.people import find_user_permission, get_permission, get_user
from repochat.forge.permissions import join_permissions, list_events, list_lacking, list_scopes
from repochat.forge.testing import GitHubServer
from tests.forge.conftest import Connections


async def test_an_app_is_nobody(github: GitHubServer, connections: Connections) -> None:
    app = github.do.add_app()
    async with connections.open(AppCredential(app_id=app.app_id, private_key=app.private_key)) as client:
        with pytest.raises(ForbiddenError):
            await get_user(client)


async def test_an_installation_asks_what_each_person_may_do(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/engine", is_private=True)
    github.do.set_role("ada/engine", "grace", "write")
    github.do.set_role("ada/engine", "alan", "read")
    github.do.add_user("stranger")
    app = github.do.add_app()
    installed = github.do.install(app.app_id, "ada", ["ada/engine"])
    credential = InstallationCredential(
        app_id=app.app_id, private_key=app.private_key, installation_id=installed.installation_id
    )
    async with connections.open(credential) as client:
        logins = ("ada", "grace", "alan", "stranger")
        found = {login: await get_permission(client, "ada/engine", login) for login in logins}
        assert found == {"ada": "admin", "grace": "write", "alan": "read", "stranger": "none"}
        with pytest.raises(NotFoundError):
            await get_permission(client, "ada/engine", "nobody-at-all")


async def test_a_person_asks_what_they_may_do_themselves(github: GitHubServer, connections: Connections) -> None:
    repo_id = github.do.add_repository("ada/engine", is_private=True).repo_id
    public_id = github.do.add_repository("ada/paper").repo_id
    github.do.set_role("ada/engine", "grace", "write")
    async with connections.log_in("grace", "repo") as client:
        assert await find_user_permission(client, repo_id) == "write"
        assert await find_user_permission(client, public_id) == "read"
        github.do.set_role("ada/engine", "grace", None)
        assert await find_user_permission(client, repo_id) == "none"


async def test_without_the_scope_a_private_repository_does_not_exist(
    github: GitHubServer, connections: Connections
) -> None:
    repo_id = github.do.add_repository("ada/engine", is_private=True).repo_id
    async with connections.log_in("ada") as client:
        assert await find_user_permission(client, repo_id) == "none"


@pytest.mark.parametrize(
    ("full_name", "login"),
    [("ada/../..", "ada"), ("ada", "ada"), ("ada/x/y", "ada"), ("a da/x", "ada"), ("ada/engine", "../x"), ("", "")],
)
async def test_a_name_that_would_change_the_path_is_refused(
    connections: Connections, full_name: str, login: str
) -> None:
    async with connections.open() as client:
        with pytest.raises(InvalidError):
            await get_permission(client, full_name, login)
    assert connections.github.received == []


def test_every_feature_says_why_it_asks() -> None:
    assert len({need.feature for need in NEEDS}) == len(NEEDS)
    assert all(len(need.why) > 20 for need in NEEDS)


def test_features_together_ask_for_each_right_once_and_no_more() -> None:
    assert list_scopes(["login"]) == ()
    assert list_scopes(["login", "private_repositories", "webhooks", "draft_pull_requests"]) == (
        "repo",
        "write:repo_hook",
    )
    assert join_permissions(["login"]) == {}
    assert join_permissions(["draft_pull_requests", "private_repositories"]) == {
        "metadata": "read",
        "contents": "write",
        "pull_requests": "write",
    }
    assert "push" in list_events(["webhooks"])


def test_what_was_not_granted_is_named() -> None:
    assert list_lacking("webhooks", scopes=["public_repo"]) == ("write:repo_hook",)
    assert list_lacking("webhooks", scopes=["repo"]) == ()
    assert list_lacking("webhooks", scopes=["admin:repo_hook"]) == ()
    granted = {"metadata": "read", "contents": "read", "pull_requests": "write"}
    assert list_lacking("draft_pull_requests", permissions=granted) == ("contents: write",)
    assert list_lacking("private_repositories", permissions=granted) == ()


def test_nothing_asks_for_the_right_to_administer() -> None:
    asked = {name for need in NEEDS for name in (*need.permissions, *need.scopes)}
    assert not [name for name in asked if "admin" in name or name in ("workflows", "organization", "delete_repo")]
