"""Webhooks from making to delivery: what the server sends is what GitHub sends, signed with the hook's secret."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest
from pydantic import SecretStr

from repochat.core.errors import InvalidError, NotFoundError
from repochat.forge.hooks import create_hook, delete_hook, list_hooks, ping_hook, try_hook
from repochat.forge.testing import GitHubServer
from repochat.forge.webhooks import (
    ForgeEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    MemberEvent,
    PingEvent,
    PullRequestEvent,
    PushEvent,
    RefEvent,
    RepositoryEvent,
    parse_event,
    verify_signature,
)
from tests.forge.conftest import Connections
from tests.forge.examples import list_examples

SECRET = SecretStr("it is a secret")


@dataclass(kw_only=True)
class Receiver:
    """Takes webhooks in; `status` is what it answers."""

    url: str = ""
    status: int = 202
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list[tuple[dict[str, str], bytes]])


@contextmanager
def running_receiver() -> Generator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's name
            """Keeps the terminal quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        receiver.url = f"http://127.0.0.1:{http.server_port}/webhooks/github"
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield receiver
        finally:
            http.shutdown()


@pytest.fixture
def receiver() -> Generator[Receiver]:
    with running_receiver() as running:
        yield running


def list_events(github: GitHubServer) -> list[ForgeEvent]:
    return [parse_event(delivery.event, delivery.payload) for delivery in github.deliveries]


async def test_a_hook_is_made_pinged_tried_and_removed(
    github: GitHubServer, connections: Connections, receiver: Receiver
) -> None:
    github.do.add_repository("ada/engine", files={"a": b"1"})
    async with connections.log_in("ada", "write:repo_hook") as client:
        hook = await create_hook(client, "ada/engine", url=receiver.url, secret=SECRET)
        assert (hook.url, hook.is_active) == (receiver.url, True)
        assert (await list_hooks(client, "ada/engine")).items == (hook,)
        await ping_hook(client, "ada/engine", hook.hook_id)
        await try_hook(client, "ada/engine", hook.hook_id)
        github.wait_for_deliveries()
        assert sorted(headers["x-github-event"] for headers, _ in receiver.received) == ["ping", "ping", "push"]
        await delete_hook(client, "ada/engine", hook.hook_id)
        with pytest.raises(NotFoundError):
            await ping_hook(client, "ada/engine", hook.hook_id)


async def test_every_delivery_is_signed_with_the_hooks_secret(
    github: GitHubServer, connections: Connections, receiver: Receiver
) -> None:
    github.do.add_repository("ada/engine", files={"a": b"1"})
    async with connections.log_in("ada", "repo") as client:
        await create_hook(client, "ada/engine", url=receiver.url, secret=SECRET)
    github.do.push("ada/engine", {"a": b"2"})
    github.wait_for_deliveries()
    assert len(receiver.received) == 2
    for headers, body in receiver.received:
        assert verify_signature(body, headers["x-hub-signature-256"], [SECRET])
        assert not verify_signature(body + b" ", headers["x-hub-signature-256"], [SECRET])


async def test_a_second_hook_to_the_same_address_is_the_first_with_a_new_secret(
    github: GitHubServer, connections: Connections, receiver: Receiver
) -> None:
    github.do.add_repository("ada/engine", files={"a": b"1"})
    async with connections.log_in("ada", "repo") as client:
        one = await create_hook(client, "ada/engine", url=receiver.url, secret=SecretStr("old"))
        other = await create_hook(client, "ada/engine", url=receiver.url, secret=SECRET)
    assert one.hook_id == other.hook_id
    github.do.push("ada/engine", {"a": b"2"})
    github.wait_for_deliveries()
    headers, body = receiver.received[-1]
    assert verify_signature(body, headers["x-hub-signature-256"], [SECRET])


@pytest.mark.parametrize(("login", "scopes"), [("ada", ()), ("grace", ("repo",))])
async def test_without_the_right_hooks_do_not_exist(
    github: GitHubServer, connections: Connections, login: str, scopes: tuple[str, ...]
) -> None:
    github.do.add_repository("ada/engine")
    async with connections.log_in(login, *scopes) as client:
        with pytest.raises(NotFoundError):
            await list_hooks(client, "ada/engine")


async def test_an_address_that_is_none_is_refused(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/engine")
    async with connections.log_in("ada", "repo") as client:
        with pytest.raises(InvalidError, match="Validation Failed"):
            await create_hook(client, "ada/engine", url="javascript:alert(1)", secret=SECRET)


async def test_a_redelivery_is_the_same_bytes_under_the_same_id(
    github: GitHubServer, connections: Connections, receiver: Receiver
) -> None:
    receiver.status = 503
    github.do.add_repository("ada/engine", files={"a": b"1"})
    async with connections.log_in("ada", "repo") as client:
        await create_hook(client, "ada/engine", url=receiver.url, secret=SECRET)
    github.wait_for_deliveries()
    (delivery,) = github.deliveries
    receiver.status = 202
    github.redeliver(delivery)
    github.wait_for_deliveries()
    assert delivery.statuses == [503, 202]
    (first, second) = receiver.received
    assert first[1] == second[1]
    assert first[0]["x-github-delivery"] == second[0]["x-github-delivery"]


def test_a_receiver_that_is_away_misses_what_happens(github: GitHubServer) -> None:
    app = github.do.add_app(hook_url="http://127.0.0.1:9/hook")
    github.do.add_repository("ada/engine", files={"a": b"1"})
    github.do.install(app.app_id, "ada", ["ada/engine"])
    github.wait_for_deliveries()
    assert [delivery.statuses for delivery in github.deliveries] == [[0]]
    github.switches.loses_deliveries = True
    github.do.push("ada/engine", {"a": b"2"})
    assert [delivery.statuses for delivery in github.deliveries] == [[0], []]


Act = Callable[[GitHubServer], object]


ACTS: list[tuple[Act, list[type]]] = [
    (lambda at: at.do.push("ada/engine", {"a": b"2"}), [PushEvent]),
    (lambda at: at.do.push("ada/engine", {"a": b"2"}, branch="new"), [RefEvent, PushEvent]),
    (lambda at: at.do.delete_branch("ada/engine", "work"), [RefEvent, PushEvent]),
    (lambda at: at.do.open_pull("ada/engine", head="work", title="T"), [PullRequestEvent]),
    (lambda at: at.do.rename("ada/engine", "ada/motor"), [RepositoryEvent]),
    (lambda at: at.do.rename("ada/engine", "grace/engine"), [RepositoryEvent]),
    (lambda at: at.do.set_private("ada/engine", is_private=True), [RepositoryEvent]),
    (lambda at: at.do.set_default_branch("ada/engine", "work"), [RepositoryEvent]),
    (lambda at: at.do.archive("ada/engine"), [RepositoryEvent]),
    (lambda at: at.do.delete_repository("ada/engine"), [RepositoryEvent]),
    (lambda at: at.do.set_role("ada/engine", "grace", "read"), [MemberEvent]),
    (lambda at: at.do.uninstall(next(iter(at.world.installations))), [InstallationEvent]),
    (
        lambda at: at.do.choose_repositories(next(iter(at.world.installations)), ["ada/notes"]),
        [InstallationRepositoriesEvent, InstallationRepositoriesEvent],
    ),
]


@pytest.mark.parametrize(("act", "kinds"), ACTS)
def test_an_app_is_told_what_happens_in_words_that_are_understood(
    github: GitHubServer, act: Act, kinds: list[type]
) -> None:
    app = github.do.add_app(hook_url="http://127.0.0.1:9/hook", hook_secret="s")
    repo_id = github.do.add_repository("ada/engine", files={"a": b"1"}).repo_id
    github.do.push("ada/engine", {"b": b"1"}, branch="work")
    github.do.add_repository("ada/notes", files={"a": b"1"})
    github.switches.loses_deliveries = True
    installed = github.do.install(app.app_id, "ada", ["ada/engine"])
    told = len(github.deliveries)
    act(github)
    events = list_events(github)[told:]
    assert [type(event) for event in events] == kinds
    for event in events:
        assert not isinstance(event, PingEvent)
        assert event.installation_id == installed.installation_id
        if not isinstance(event, InstallationEvent | InstallationRepositoriesEvent):
            assert event.repo_id == repo_id


@pytest.mark.parametrize("kind", ["push", "create", "pull_request", "repository", "installation", "member"])
def test_its_payloads_hold_nothing_that_githubs_do_not(github: GitHubServer, kind: str) -> None:
    app = github.do.add_app(hook_url="http://127.0.0.1:9/hook")
    github.switches.loses_deliveries = True
    github.do.add_repository("ada/engine", files={"a": b"1"})
    github.do.install(app.app_id, "ada", ["ada/engine"])
    github.do.push("ada/engine", {"a": b"2"}, branch="work")
    github.do.open_pull("ada/engine", head="work", title="T")
    github.do.set_role("ada/engine", "grace", "read")
    github.do.set_private("ada/engine", is_private=True)
    real = {path for _, payload in list_examples(kind) for path in list_paths(payload)} | {"installation.id"}
    ours = {path for delivery in github.deliveries if delivery.event == kind for path in list_paths(delivery.payload)}
    assert ours
    assert ours - real <= KNOWN_EXTRAS


# An account's name is told by `/user`, of which these payloads show a shorter form.
KNOWN_EXTRAS = {f"{path}.name" for path in ("sender", "member", "installation.account", "repository.owner")} | {
    f"pull_request.{path}.name" for path in ("user", "head.repo.owner", "base.repo.owner")
}


def list_paths(value: object, path: str = "") -> list[str]:
    """Every field below `value`, but for names that are data."""
    if not isinstance(value, dict) or path.endswith("permissions"):
        return [path]
    children = cast("dict[str, object]", value).items()
    return [found for name, child in children for found in list_paths(child, f"{path}.{name}".lstrip("."))]


def test_a_rewritten_history_is_a_forced_push_and_an_open_pull_request_moves_along(github: GitHubServer) -> None:
    app = github.do.add_app(hook_url="http://127.0.0.1:9/hook")
    github.switches.loses_deliveries = True
    github.do.add_repository("ada/engine", files={"a": b"1"})
    main = github.do.get_repository("ada/engine").git.list_refs()["refs/heads/main"]
    github.do.push("ada/engine", {"a": b"2"}, branch="work")
    github.do.open_pull("ada/engine", head="work", title="T")
    github.do.install(app.app_id, "ada", ["ada/engine"])
    sha = github.do.push("ada/engine", {"a": b"3"}, branch="work", onto=[main])
    push, pull = list_events(github)[-2:]
    assert isinstance(push, PushEvent)
    assert isinstance(pull, PullRequestEvent)
    assert (push.forced, push.created, push.deleted, push.after) == (True, False, False, sha)
    assert (pull.action, pull.pull_request.head_sha) == ("synchronize", sha)


def test_a_rename_and_a_transfer_say_what_was_before(github: GitHubServer) -> None:
    app = github.do.add_app(hook_url="http://127.0.0.1:9/hook")
    github.switches.loses_deliveries = True
    github.do.add_repository("ada/engine", files={"a": b"1"})
    github.do.install(app.app_id, "ada", ["ada/engine"])
    github.do.rename("ada/engine", "ada/motor")
    github.do.rename("ada/motor", "grace/motor")
    renamed, transferred = list_events(github)[-2:]
    assert isinstance(renamed, RepositoryEvent)
    assert isinstance(transferred, RepositoryEvent)
    assert (renamed.action, renamed.old_full_name, renamed.full_name) == ("renamed", "ada/engine", "ada/motor")
    assert (transferred.action, transferred.old_full_name) == ("transferred", "ada/motor")
