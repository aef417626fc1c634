"""A server's git stays on the addresses that were checked."""

import dataclasses
from pathlib import Path

import pytest

from repochat.core.errors import ForbiddenError, RepochatError, UnavailableError
from repochat.git import Source, parse_source
from repochat.git.process import Invocation, run_git
from repochat.git.reach import find_reach, pin_http

from .http_server import running_host
from .repositories import make_repository


def _public(text: str) -> Source:
    return parse_source(text, may_reach_local=False)


def test_https_follows_no_redirect_and_an_address_needs_no_pin() -> None:
    for text in ("https://140.82.121.3/a/b", "https://[2606:50c0:8000::153]:8443/a/b"):
        reach = find_reach(_public(text))
        assert (reach.protocols, reach.options) == (("https",), ("-c", "http.followRedirects=false"))


def test_a_name_is_pinned_to_every_address_it_had() -> None:
    pinned = pin_http("host.example", 443, ["140.82.121.3", "2606:50c0:8000::153"])
    assert pinned == ("-c", "http.curloptResolve=host.example:443:140.82.121.3,[2606:50c0:8000::153]")


def test_ssh_is_pinned_and_still_checks_the_key_by_name() -> None:
    command = find_reach(_public("ssh://git@140.82.121.3:2222/a/b")).environment["GIT_SSH_COMMAND"]
    assert "-oBatchMode=yes" in command
    assert command.endswith("-oHostName=140.82.121.3 '-oHostKeyAlias=[140.82.121.3]:2222'")


def test_a_host_that_has_moved_inside_since_it_was_parsed_is_refused() -> None:
    moved = dataclasses.replace(_public("https://140.82.121.3/a/b"), host="127.0.0.1")
    with pytest.raises(ForbiddenError):
        find_reach(moved)


def test_a_host_that_is_not_known_is_not_left_to_a_later_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    source = _public("https://no-such-host.invalid/a/b")
    with pytest.raises(UnavailableError):
        find_reach(source)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert find_reach(source).options == ("-c", "http.followRedirects=false")
    with pytest.raises(UnavailableError):
        find_reach(_public("ssh://git@no-such-host.invalid/a/b"))


def test_the_pin_decides_where_git_connects_and_a_redirect_leads_nowhere(tmp_path: Path) -> None:
    make_repository(tmp_path / "a" / "b", {"x": b""}, is_bare=True)
    with running_host(tmp_path) as inside, running_host(tmp_path, "redirect") as outside:
        port = inside.url.rpartition(":")[2]
        pin = ("-c", f"http.curloptResolve=no-such-host.invalid:{port}:127.0.0.1", "ls-remote")
        listed = run_git(Invocation(args=(*pin, f"http://no-such-host.invalid:{port}/a/b"), protocols=("http",)))
        assert b"refs/heads/main" in listed
        before = len(inside.requests)
        outside.redirect_to = inside.url
        options = find_reach(_public("https://140.82.121.3/a/b")).options
        with pytest.raises(RepochatError):
            run_git(Invocation(args=(*options, "ls-remote", f"{outside.url}/a/b"), protocols=("http",)))
        assert len(inside.requests) == before


@pytest.mark.parametrize("target", ["ext::touch", "file:///etc", "ftp://127.0.0.1"])
def test_a_redirect_to_another_transport_is_refused(tmp_path: Path, target: str) -> None:
    with running_host(tmp_path, "redirect") as host:
        host.redirect_to = target
        with pytest.raises(RepochatError):
            run_git(Invocation(args=("ls-remote", f"{host.url}/a/b"), protocols=("http",)))
