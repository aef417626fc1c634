"""How git is run: with bounds, without questions, and with nothing left running."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from repochat.core.errors import LimitError, UnavailableError
from repochat.git.environment import build_environment
from repochat.git.failures import GitStoppedError, build_failure
from repochat.git.process import GitProcess, Invocation, run_git, stream_git
from repochat.git.progress import GitProgress, parse_progress

from .http_server import GitHost, running_host
from .repositories import make_repository


def _list_remote(host: GitHost, **bounds: object) -> Invocation:
    fields: dict[str, object] = {"args": ("ls-remote", f"{host.url}/x"), "protocols": ("http",), **bounds}
    return Invocation(**fields)  # pyright: ignore[reportArgumentType]  the table of tests mixes types


def _still_running(marker: str) -> list[str]:
    """Processes that name `marker`: git and its helpers alike."""
    found: list[str] = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or [])
        if marker in command and "git" in command and process.pid != os.getpid():
            found.append(command)
    return found


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30  # a busy machine starts git late
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_time_limit_ends_git_and_its_helpers(tmp_path: Path) -> None:
    with running_host(tmp_path, "hang") as host:
        with pytest.raises(LimitError) as caught:
            run_git(_list_remote(host, timeout_s=0.5, timeout_name="fetch_timeout_s"))
        assert caught.value.limit == "fetch_timeout_s"
        assert _still_running(host.url) == []


def test_a_stop_ends_git_and_its_helpers(tmp_path: Path) -> None:
    with running_host(tmp_path, "hang") as host:
        with pytest.raises(GitStoppedError):
            run_git(_list_remote(host, timeout_s=20, should_stop=lambda: bool(host.requests)))
        assert _still_running(host.url) == []


def test_an_interrupt_leaves_nothing_running(tmp_path: Path) -> None:
    with running_host(tmp_path, "hang") as host:

        def interrupt() -> None:
            _wait_until(lambda: bool(host.requests))
            os.kill(os.getpid(), signal.SIGINT)

        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever ran here earlier
        threading.Thread(target=interrupt, daemon=True).start()
        try:
            with pytest.raises(KeyboardInterrupt):
                run_git(_list_remote(host, timeout_s=60))
        finally:
            signal.signal(signal.SIGINT, before)
        _wait_until(lambda: _still_running(host.url) == [])


def test_a_callback_that_fails_stops_git_and_its_error_is_raised(tmp_path: Path) -> None:
    def fail() -> bool:
        raise ZeroDivisionError

    with running_host(tmp_path, "hang") as host:
        with pytest.raises(ZeroDivisionError):
            run_git(_list_remote(host, timeout_s=20, should_stop=fail))
        assert _still_running(host.url) == []


def test_output_above_its_bound_is_an_error(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"x" * 100_000})
    show = Invocation(args=("cat-file", "blob", "HEAD:a"), git_dir=repository.path / ".git", stdout_bytes_max=50_000)
    with pytest.raises(LimitError) as caught:
        run_git(show)
    assert caught.value.limit == "stdout_bytes_max"


def test_leaving_a_stream_early_kills_git(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"x" * 3_000_000})
    with stream_git(Invocation(args=("cat-file", "blob", "HEAD:a"), git_dir=repository.path / ".git")) as chunks:
        assert next(chunks)
    assert _still_running(str(repository.path)) == []


def test_large_input_and_large_output_do_not_block_each_other(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"x"})
    oids = (repository.sha("HEAD:a") + "\n").encode() * 50_000
    output = run_git(Invocation(args=("cat-file", "--batch-check"), git_dir=repository.path / ".git", stdin=oids))
    assert output.count(b"\n") == 50_000


def test_closing_twice_is_fine(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"x"})
    invocation = Invocation(args=("cat-file", "--batch"), git_dir=repository.path / ".git", timeout_s=None)
    process = GitProcess(invocation, stdin=subprocess.PIPE)
    process.close()
    process.close()
    assert process.process.returncode is not None


def test_without_the_git_program_the_error_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="not found"):
        run_git(Invocation(args=("version",)))


def test_the_environment_keeps_proxies_and_keys_and_drops_what_steers_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_SSH", "GIT_EXTERNAL_DIFF", "GIT_CONFIG_COUNT", "LD_PRELOAD", "GIT_EXEC_PATH"):
        monkeypatch.setenv(name, "hostile")
    for name in ("HTTPS_PROXY", "no_proxy", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "HOME"):
        monkeypatch.setenv(name, "kept")
    environment = build_environment(("https",), {})
    assert "hostile" not in environment.values()
    assert [environment[name] for name in ("HTTPS_PROXY", "no_proxy", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "HOME")] == [
        "kept"
    ] * 5
    assert environment["GIT_ALLOW_PROTOCOL"] == "https"
    assert build_environment((), {})["GIT_ALLOW_PROTOCOL"] == "none"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Receiving objects:  45% (9/20), 1.2 MiB | 3 MiB/s", GitProgress(stage="Receiving objects", done=9, total=20)),
        ("remote: Counting objects: 100% (7/7), done.", GitProgress(stage="Counting objects", done=7, total=7)),
        ("remote: Enumerating objects: 12, done.", GitProgress(stage="Enumerating objects", done=12, total=None)),
        ("fatal: repository 'x' not found", None),
        ("", None),
    ],
)
def test_progress_lines_are_understood(line: str, expected: GitProgress | None) -> None:
    assert parse_progress(line) == expected


@pytest.mark.parametrize(
    ("stderr", "kind", "words"),
    [
        ("fatal: write error: No space left on device\nfatal: index-pack failed", "unavailable", "disk is full"),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", "unavailable", "host is not known"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "forbidden", "creden"),
        ("fatal: Authentication failed for 'https://github.com/a/b/'", "forbidden", "credentials"),
        ("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote", "forbidden", "creden"),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "forbidden", "ssh key"),
        ("fatal: repository 'https://github.com/a/b/' not found", "not_found", "No repository"),
        ("fatal: unable to access 'https://x/': Failed to connect to x port 443", "unavailable", "reached"),
        ("fatal: the remote end hung up unexpectedly\nfatal: early EOF", "unavailable", "reached"),
        ("fatal: something else", "unavailable", "something else"),
        ("", "unavailable", "git failed"),
    ],
)
def test_last_words_of_git_become_errors_with_a_hint(stderr: str, kind: str, words: str) -> None:
    error = build_failure(stderr)
    assert (error.kind, words in error.message, bool(error.hint)) == (kind, True, True)
