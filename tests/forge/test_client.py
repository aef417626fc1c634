"""How GitHub is asked when it is slow, away, strict or renamed; against a server that speaks HTTP."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from repochat.core.errors import ForbiddenError, LimitError, NotFoundError, UnavailableError
from repochat.forge import ForgeAddress, ForgeLimits, TokenCredential
from repochat.forge.client import GitHubClient
from repochat.forge.failures import RateLimitedError, TokenRevokedError
from repochat.forge.hooks import create_hook
from repochat.forge.installation_tokens import InstallationTokens
from repochat.forge.people import get_user
from repochat.forge.repositories import get_repository, list_repositories, poll_repository
from repochat.forge.testing import GitHubServer
from repochat.forge.writes import may_send
from tests.forge.conftest import Connections


async def test_a_server_error_is_tried_again_and_then_reported(github: GitHubServer, connections: Connections) -> None:
    github.switches.outage = "error"
    async with connections.log_in("ada") as client:
        with pytest.raises(UnavailableError, match="status 503"):
            await get_user(client)
        assert len(github.received) == client.limits.attempts_max
        assert len(connections.slept) == client.limits.attempts_max - 1
        assert all(0 <= wait_s <= client.limits.backoff_max_s for wait_s in connections.slept)


@pytest.mark.parametrize("outage", ["error", "hang_up"])
async def test_a_short_outage_is_not_noticed(github: GitHubServer, connections: Connections, outage: str) -> None:
    github.switches.outage = "error" if outage == "error" else "hang_up"
    github.switches.outage_left = 2
    async with connections.log_in("ada") as client:
        assert (await get_user(client)).login == "ada"


async def test_what_may_have_been_done_is_not_sent_twice(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/engine")
    async with connections.log_in("ada", "repo") as client:
        github.switches.outage, github.switches.outage_method = "hang_up", "POST"
        with pytest.raises(UnavailableError):
            await create_hook(client, "ada/engine", url="http://127.0.0.1:9/hook", secret=SecretStr("s"))
        assert Counter(request.method for request in github.received)["POST"] == 1


async def test_a_forge_that_is_not_there_is_unavailable() -> None:
    async with GitHubClient(ForgeAddress("http://127.0.0.1:9"), limits=ForgeLimits(attempts_max=1)) as client:
        with pytest.raises(UnavailableError, match="ConnectError"):
            await get_repository(client, "ada/engine")


async def test_an_answer_that_is_not_githubs_is_unavailable(github: GitHubServer, connections: Connections) -> None:
    github.switches.outage = "garbage"
    async with connections.log_in("ada") as client:
        with pytest.raises(UnavailableError, match="is missing from its answer"):
            await get_user(client)


async def test_an_answer_without_end_is_cut_off(github: GitHubServer, connections: Connections) -> None:
    client = connections.open(
        TokenCredential(token=github.do.create_token("ada")), limits=ForgeLimits(response_bytes_max=50)
    )
    async with client:
        with pytest.raises(LimitError) as caught:
            await get_user(client)
    assert caught.value.limit == "response_bytes_max"


async def test_the_hourly_limit_says_when_it_ends_and_is_respected(
    github: GitHubServer, connections: Connections
) -> None:
    github.switches.rate_left, github.switches.rate_reset_s = 1, 600
    async with connections.log_in("ada") as client:
        await get_user(client)
        with pytest.raises(RateLimitedError) as caught:
            await get_user(client)
        assert caught.value.retry_after_s == pytest.approx(600, abs=2)
        asked = len(github.received)
        with pytest.raises(RateLimitedError):
            await get_user(client)
        assert len(github.received) == asked
    assert connections.slept == []


async def test_another_client_of_the_process_waits_too_but_not_for_another_token(github: GitHubServer) -> None:
    shared, address = InstallationTokens(), github.address
    ada, grace = (TokenCredential(token=github.do.create_token(login)) for login in ("ada", "grace"))
    github.switches.secondary_left = 1
    async with GitHubClient(address, ada, tokens=shared) as client:
        with pytest.raises(RateLimitedError):
            await get_user(client)
    async with GitHubClient(address, ada, tokens=shared) as client:
        with pytest.raises(RateLimitedError) as caught:
            await get_user(client)
    async with GitHubClient(address, grace, tokens=shared) as client:
        assert (await get_user(client)).login == "grace"
    assert caught.value.retry_after_s == pytest.approx(60, abs=2)
    assert len(github.received) == 2


async def test_a_wait_that_is_short_is_waited_for_and_a_limit_ends(github: GitHubServer) -> None:
    moved = timedelta()

    async def sleep(seconds: float) -> None:
        nonlocal moved
        moved += timedelta(seconds=seconds)

    def clock() -> datetime:
        return datetime.now(UTC) + moved

    credential = TokenCredential(token=github.do.create_token("ada"))
    async with GitHubClient(github.address, credential, clock=clock, sleep=sleep) as client:
        github.switches.secondary_left, github.switches.retry_after_s = 1, 2
        assert (await get_user(client)).login == "ada"
        assert moved == timedelta(seconds=2)
        github.switches.secondary_left, github.switches.retry_after_s = 1, 90
        with pytest.raises(RateLimitedError):
            await get_user(client)
        moved += timedelta(seconds=90)
        assert (await get_user(client)).login == "ada"


async def test_the_hourly_limit_is_counted_by_the_forges_own_clock(
    github: GitHubServer, connections: Connections
) -> None:
    github.do.move_clock(-86_400)
    github.switches.rate_left = 0
    async with connections.log_in("ada") as client:
        with pytest.raises(RateLimitedError) as caught:
            await get_user(client)
    assert caught.value.retry_after_s == pytest.approx(600, abs=2)


@pytest.mark.parametrize(("said", "expected"), [(90, 90), (None, 60)])
async def test_the_secondary_limit_says_how_long_or_means_a_minute(
    github: GitHubServer, connections: Connections, said: int | None, expected: float
) -> None:
    github.switches.secondary_left, github.switches.retry_after_s = 10, said
    async with connections.log_in("ada") as client:
        with pytest.raises(UnavailableError) as caught:
            await get_user(client)
    assert caught.value.retry_after_s == expected
    assert len(github.received) == 1


async def test_a_revoked_token_is_called_revoked(github: GitHubServer, connections: Connections) -> None:
    token = github.do.create_token("ada")
    async with connections.with_token(token) as client:
        await get_user(client)
        github.do.revoke_token(token)
        with pytest.raises(TokenRevokedError, match="revoked or has expired") as caught:
            await get_user(client)
    assert isinstance(caught.value, ForbiddenError)
    assert token.get_secret_value() not in f"{caught.value} {caught.value!r} {caught.value.hint} {caught.value.args}"


async def test_a_lost_right_looks_like_a_repository_that_is_gone(
    github: GitHubServer, connections: Connections
) -> None:
    github.do.add_repository("ada/engine", is_private=True)
    github.do.set_role("ada/engine", "grace", "read")
    async with connections.log_in("grace", "repo") as client:
        assert (await get_repository(client, "ada/engine")).permission == "read"
        github.do.set_role("ada/engine", "grace", None)
        with pytest.raises(NotFoundError, match="no right to see it"):
            await get_repository(client, "ada/engine")


async def test_a_missing_scope_is_named(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/engine", files={"a": b"a"})
    async with connections.log_in("grace") as client:
        with pytest.raises(ForbiddenError) as caught:
            await client.send("POST", "/repos/ada/engine/git/blobs", what="a file", body={"content": "x"})
    assert "repo" in caught.value.hint


async def test_a_repository_is_found_by_its_old_name(github: GitHubServer, connections: Connections) -> None:
    repo_id = github.do.add_repository("ada/engine", is_private=True).repo_id
    github.do.rename("ada/engine", "ada/difference-engine")
    async with connections.log_in("ada", "repo") as client:
        found = await get_repository(client, "ada/engine")
    assert (found.repo_id, found.full_name) == (repo_id, "ada/difference-engine")


async def test_a_redirect_to_another_host_gets_no_token() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(301, headers={"Location": "https://evil.example/user"})

    transport = httpx.MockTransport(answer)
    credential = TokenCredential(token=SecretStr("ghp_x"))
    async with GitHubClient(ForgeAddress(), credential, transport=transport) as client:
        with pytest.raises(UnavailableError, match="status 301"):
            await get_user(client)
    assert {request.url.host for request in asked} == {"api.github.com"}


async def test_a_conditional_question_costs_nothing_and_tells_of_news(
    github: GitHubServer, connections: Connections
) -> None:
    github.do.add_repository("ada/engine", files={"a": b"a"})
    async with connections.log_in("ada", "repo") as client:
        first = await poll_repository(client, "ada/engine", etag=None)
        left = github.switches.rate_left
        again = await poll_repository(client, "ada/engine", etag=first.etag)
        assert again.repository is None
        assert github.switches.rate_left == left
        github.do.set_private("ada/engine", is_private=True)
        news = await poll_repository(client, "ada/engine", etag=again.etag)
    assert news.repository is not None
    assert news.repository.is_private


async def test_long_listings_are_read_to_their_end_or_cut(github: GitHubServer, connections: Connections) -> None:
    for number in range(7):
        github.do.add_repository(f"ada/r{number}")
    token = TokenCredential(token=github.do.create_token("ada"))
    async with connections.open(token, limits=ForgeLimits(page_items=3)) as client:
        listing = await list_repositories(client)
        assert len({found.repo_id for found in listing.items}) == 7
        assert not listing.is_cut
        assert (await list_repositories(client, etag=listing.etag)).is_unchanged
        github.do.add_repository("ada/r7")
        assert len((await list_repositories(client, etag=listing.etag)).items) == 8
    async with connections.open(token, limits=ForgeLimits(page_items=3, items_max=6)) as client:
        cut = await list_repositories(client)
    assert (len(cut.items), cut.is_cut) == (6, True)


async def test_what_goes_wrong_is_logged_without_the_token(github: GitHubServer, connections: Connections) -> None:
    github.switches.outage = "error"
    token = github.do.create_token("ada")
    async with connections.with_token(token) as client:
        with capture_logs() as lines, pytest.raises(UnavailableError) as caught:
            await get_user(client)
    assert [line["event"] for line in lines] == ["forge.request_retried"] * 2
    assert token.get_secret_value() not in f"{lines} {caught.value.as_json()} {client!r}"


async def test_many_questions_at_once_are_all_answered(github: GitHubServer, connections: Connections) -> None:
    async with connections.log_in("ada") as client:
        found = await asyncio.gather(*(get_user(client) for _ in range(20)))
    assert {user.login for user in found} == {"ada"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/repos/ada/engine/pulls/1/merge"),
        ("POST", "/repos/ada/engine/merges"),
        ("POST", "/repos/ada/engine/pulls/1/reviews"),
        ("PATCH", "/repos/ada/engine/pulls/1"),
        ("POST", "/graphql"),
        ("PATCH", "/repos/ada/engine/git/refs/heads/main"),
        ("DELETE", "/repos/ada/engine/git/refs/heads/main"),
        ("DELETE", "/repos/ada/engine"),
        ("PUT", "/repos/ada/engine/contents/a.py"),
    ],
)
async def test_no_client_can_send_what_would_merge_approve_or_rewrite(
    connections: Connections, method: str, path: str
) -> None:
    assert not may_send(method, path)
    async with connections.open() as client:
        with pytest.raises(AssertionError, match="not among the requests"):
            await client.send(method, path, what="mischief")
    assert connections.github.received == []
