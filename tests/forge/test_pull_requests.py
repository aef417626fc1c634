"""Pull requests and branches, asked for conditionally."""

import pytest

from repochat.core.errors import NotFoundError
from repochat.forge import ForgeLimits, TokenCredential
from repochat.forge.pull_requests import (
    find_branch_head,
    get_pull_request,
    list_branch_heads,
    list_pull_requests,
)
from repochat.forge.testing import GitHubServer
from tests.forge.conftest import Connections


@pytest.fixture
def heads(github: GitHubServer) -> dict[str, str]:
    """Commits by branch of a repository with two pull requests."""
    github.do.add_repository("ada/engine", files={"a.py": b"1\n"})
    found = {name: github.do.push("ada/engine", {"a.py": name.encode()}, branch=name) for name in ("one", "two")}
    github.do.open_pull("ada/engine", head="one", title="First", body="Why", author="grace")
    github.do.open_pull("ada/engine", head="two", title="Second", is_draft=True)
    return found


async def test_a_pull_request_is_read_whole(connections: Connections, heads: dict[str, str]) -> None:
    async with connections.log_in("grace") as client:
        found = await get_pull_request(client, "ada/engine", 1)
        assert (found.title, found.body, found.author, found.head_ref) == ("First", "Why", "grace", "one")
        assert (found.head_sha, found.base_ref, found.state, found.is_draft) == (heads["one"], "main", "open", False)
        assert (await get_pull_request(client, "ada/engine", 2)).is_draft
        with pytest.raises(NotFoundError):
            await get_pull_request(client, "ada/engine", 3)


async def test_pull_requests_come_lately_changed_first_and_only_when_something_changed(
    github: GitHubServer, connections: Connections, heads: dict[str, str]
) -> None:
    async with connections.log_in("grace") as client:
        first = await list_pull_requests(client, "ada/engine")
        assert {found.number for found in first.items} == {1, 2}
        again = await list_pull_requests(client, "ada/engine", etag=first.etag)
        assert (again.is_unchanged, again.items) == (True, ())
        github.do.change_pull("ada/engine", 1, "closed")
        news = await list_pull_requests(client, "ada/engine", etag=again.etag)
        assert [(found.number, found.state) for found in news.items] == [(1, "closed"), (2, "open")]
        latest = await list_pull_requests(client, "ada/engine", since=news.items[0].updated_at)
        assert [found.number for found in latest.items] == [1]
        assert [found.number for found in (await list_pull_requests(client, "ada/engine", state="open")).items] == [2]


async def test_branch_heads_are_news_when_any_moved_on_any_page(
    github: GitHubServer, connections: Connections, heads: dict[str, str]
) -> None:
    token = TokenCredential(token=github.do.create_token("ada"))
    async with connections.open(token, limits=ForgeLimits(page_items=2)) as client:
        first = await list_branch_heads(client, "ada/engine")
        assert {head.name: head.sha for head in first.items if head.name != "main"} == heads
        assert (await list_branch_heads(client, "ada/engine", etag=first.etag)).is_unchanged
        moved = github.do.push("ada/engine", {"a.py": b"news"}, branch="two")
        news = await list_branch_heads(client, "ada/engine", etag=first.etag)
        assert {head.name: head.sha for head in news.items}["two"] == moved
        github.do.push("ada/engine", {"a.py": b"4"}, branch="zz")
        assert len((await list_branch_heads(client, "ada/engine", etag=news.etag)).items) == 4
        github.do.delete_branch("ada/engine", "zz")
        assert await find_branch_head(client, "ada/engine", "zz") is None
        found = await find_branch_head(client, "ada/engine", "two")
    assert found is not None
    assert found.sha == moved


async def test_a_repository_without_a_commit_has_no_branches(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/empty")
    async with connections.log_in("ada") as client:
        assert (await list_branch_heads(client, "ada/empty")).items == ()
