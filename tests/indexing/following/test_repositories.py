"""What becomes of repositories at their forge."""

from typing import Any

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.models import UserRow
from repochat.catalog.repo_store import Repo
from repochat.core.errors import UnavailableError
from repochat.core.ids import create_id
from tests.forge.examples import list_examples
from tests.indexing.following.following import FORGE, SHA, Following, build_push, describe_repository, name_repository

API = "/repositories/1"


@pytest.fixture
async def linked(following: Following) -> Repo:
    """A repository that a webhook has spoken of."""
    repo = await following.connect()
    await following.tell("push", build_push())
    return repo


async def tell(following: Following, action: str, named: dict[str, Any] | None = None, **more: Any) -> tuple[str, str]:
    return await following.tell("repository", {"action": action, "repository": named or name_repository(), **more})


async def test_a_renamed_repository_is_found_by_both_names(following: Following, linked: Repo) -> None:
    changes = {"repository": {"name": {"from": "one"}}}
    assert await tell(following, "renamed", name_repository(1, "ann/new"), changes=changes) == ("done", "renamed")
    for name in ("ann/new", "ann/one", "https://github.com/ann/one", "https://github.com/ann/new"):
        found = await following.find(name)
        assert found is not None
        assert (found.id, found.name, found.source) == (linked.id, "ann/new", "https://github.com/ann/new")
    assert await following.tell("push", build_push(repository=name_repository(1, "ann/new"))) == ("done", "indexing")
    assert (await following.connect("ann/one")).id == linked.id


async def test_a_transferred_repository_keeps_a_name_that_a_person_chose(following: Following, linked: Repo) -> None:
    await following.execute("UPDATE repos SET name = 'mine'")
    changes = {"owner": {"from": {"user": {"login": "ann"}}}}
    assert await tell(following, "transferred", name_repository(1, "org/one"), changes=changes) == (
        "done",
        "transferred",
    )
    found = await following.find("mine")
    assert found is not None
    assert found.source == "https://github.com/org/one"
    link = await following.link(linked)
    assert link is not None
    assert link.full_name == "org/one"


async def test_a_rename_of_another_name_is_forged(following: Following, linked: Repo) -> None:
    changes = {"repository": {"name": {"from": "other"}}}
    assert await tell(following, "renamed", name_repository(1, "ann/new"), changes=changes) == ("ignored", "forged")


async def test_made_private_it_is_closed_at_once(following: Following, linked: Repo) -> None:
    assert await tell(following, "privatized", name_repository(private=True)) == ("done", "privatized")
    assert await following.rows("SELECT is_restricted FROM repos") == [(True,)]


async def test_made_public_it_opens_only_when_the_forge_confirms(following: Following, linked: Repo) -> None:
    """An old event that is sent again opens nothing."""
    await tell(following, "privatized", name_repository(private=True))
    assert await tell(following, "publicized") == ("ignored", "unconfirmed")
    following.forge.answers = {API: (200, describe_repository(private=True))}
    assert await tell(following, "publicized") == ("ignored", "unconfirmed")
    assert await following.rows("SELECT is_restricted FROM repos") == [(True,)]
    following.forge.answers = {API: (200, describe_repository(private=False))}
    assert await tell(following, "publicized") == ("done", "publicized")
    assert await following.rows("SELECT is_restricted FROM repos") == [(False,)]


async def test_deleted_it_is_no_longer_followed_and_stays_askable(following: Following, linked: Repo) -> None:
    following.forge.answers = {}
    assert await tell(following, "deleted") == ("done", "deleted")
    link = await following.link(linked)
    assert link is not None
    assert link.state == "gone"
    assert await following.find("ann/one") is not None
    (row,) = await following.rows("SELECT problem->>'hint' FROM repo_follows")
    assert "stays askable" in row[0]


async def test_a_deletion_that_the_forge_denies_is_ignored(following: Following, linked: Repo) -> None:
    following.forge.answers = {API: (200, describe_repository())}
    assert await tell(following, "deleted") == ("ignored", "unconfirmed")
    link = await following.link(linked)
    assert link is not None
    assert link.state == "connected"


async def test_a_forge_that_is_away_is_asked_again_and_others_are_not_kept_waiting(
    following: Following, linked: Repo
) -> None:
    following.forge.answers = {API: (503, {})}
    await following.deliver("repository", {"action": "deleted", "repository": name_repository()})
    await following.deliver("push", build_push())
    with pytest.raises(UnavailableError):
        await following.handle_all()
    states = await following.rows("SELECT kind, state FROM events WHERE id > 1 ORDER BY id")
    assert states == [("repository", "waiting"), ("push", "done")]
    following.forge.answers = {}
    await following.handle_all()
    assert await following.rows("SELECT count(*) FROM events WHERE state = 'waiting'") == [(0,)]


async def test_another_default_branch_is_indexed(following: Following, linked: Repo) -> None:
    await following.execute("DELETE FROM index_runs")
    changes = {"default_branch": {"from": "main"}}
    named = name_repository(default_branch="trunk")
    assert await tell(following, "edited", named, changes=changes) == ("done", "default_branch")
    assert await following.runs() == [None]


async def test_archived_it_stays_as_it_is(following: Following, linked: Repo) -> None:
    assert await tell(following, "archived") == ("done", "archived")
    assert await tell(following, "edited") == ("ignored", "no_effect")


async def test_pull_requests_are_kept_as_told_last_and_indexed_when_they_move(
    following: Following, linked: Repo
) -> None:
    def build(action: str, at: int, **changes: Any) -> dict[str, Any]:
        moment = f"2026-01-01T00:00:{at:02}Z"
        told = {
            "number": 7, "title": "Work \0", "body": None, "state": "open", "draft": False, "user": {"login": "bob"},
            "head": {"ref": "work", "sha": SHA, "repo": {"id": 1}}, "base": {"ref": "main", "sha": SHA},
            "merge_commit_sha": None, "html_url": "", "created_at": moment, "updated_at": moment, "merged_at": None,
        }  # fmt: skip
        return {"action": action, "repository": name_repository(), "pull_request": {**told, **changes}}

    await following.execute("DELETE FROM index_runs")
    assert await following.tell("pull_request", build("opened", 1)) == ("done", "indexing")
    assert await following.runs() == ["refs/pull/7/head"]
    await following.tell("pull_request", build("closed", 3, state="closed"))
    assert await following.tell("pull_request", build("edited", 2, title="Late")) == ("done", "kept")
    assert await following.rows("SELECT number, title, state FROM pull_requests") == [(7, "Work \ufffd", "closed")]


async def test_an_installation_links_what_it_was_granted_and_lets_go_of_what_it_lost(following: Following) -> None:
    repo = await following.connect()
    granted = {"id": 1, "full_name": "ann/one", "private": True}
    app = {"id": 5, "app_id": 9, "account": {"login": "ann", "id": 3}}
    created = {
        "action": "created",
        "installation": app,
        "repositories": [granted, {**granted, "id": 2, "full_name": "x/y"}],
    }
    assert await following.tell("installation", created) == ("done", "installation")
    link = await following.link(repo)
    assert link is not None
    assert (link.installation_id, link.is_private) == (5, True)
    assert await following.rows("SELECT is_restricted FROM repos") == [(True,)]
    for action, state, kept in (("suspend", "suspended", 5), ("unsuspend", "connected", 5), ("deleted", "lost", None)):
        await following.tell("installation", {"action": action, "installation": app})
        link = await following.link(repo)
        assert link is not None
        assert (link.state, link.installation_id) == (state, kept)
    assert await following.rows("SELECT path FROM repo_follows") == [("polling",)]


async def test_repositories_come_and_go_within_an_installation(following: Following) -> None:
    repo = await following.connect()
    granted = {"id": 1, "full_name": "ann/one", "private": False}
    added = {"action": "added", "installation": {"id": 5}, "repositories_added": [granted], "repositories_removed": []}
    await following.tell("installation_repositories", added)
    link = await following.link(repo)
    assert link is not None
    assert (link.state, link.installation_id) == ("connected", 5)
    removed = {**added, "action": "removed", "repositories_added": [], "repositories_removed": [granted]}
    await following.tell("installation_repositories", removed)
    link = await following.link(repo)
    assert link is not None
    assert (link.state, link.installation_id) == ("lost", None)


async def test_a_member_who_was_removed_sees_the_repository_no_longer(following: Following, linked: Repo) -> None:
    user_id = create_id()
    async with following.database.write(LOCAL_TENANT_ID) as session:
        values = {"id": user_id, "tenant_id": LOCAL_TENANT_ID, "forge": FORGE, "forge_user_id": 8, "login": "bob"}
        session.add(UserRow(**values, name="Bob"))
    await following.execute(
        "INSERT INTO repo_access (user_id, repo_id, permission) VALUES (:user, :repo, 'read')",
        user=user_id,
        repo=linked.id,
    )
    event = {"action": "removed", "repository": name_repository(), "member": {"id": 8, "login": "bob"}}
    assert await following.tell("member", event) == ("done", "access")
    assert await following.rows("SELECT * FROM repo_access") == []
    assert await following.tell("member", {**event, "member": {"id": 9, "login": "eve"}}) == (
        "ignored",
        "unknown_person",
    )


async def test_a_ping_is_acknowledged(following: Following) -> None:
    ping = {"zen": "Keep it simple.", "hook_id": 4, "hook": {"events": ["push"]}}
    assert await following.tell("ping", ping) == ("done", "ping")


async def test_every_real_example_is_handled_to_an_end(following: Following) -> None:
    """On the repositories that the examples speak of."""
    for name in ("Codertocat/Hello-World", "octo-org/octo-repo"):
        await following.connect(name)
    examples = list_examples()
    for kind, payload in examples:
        await following.deliver(kind, payload)
    await following.handle_all()
    states = dict(await following.rows("SELECT state, count(*) FROM events GROUP BY state"))
    assert set(states) == {"done", "ignored"}
    assert sum(states.values()) == len(examples)
    acted = {row[0] for row in await following.rows("SELECT DISTINCT kind FROM events WHERE state = 'done'")}
    assert acted >= {"push", "pull_request", "repository", "installation", "installation_repositories", "ping"}
