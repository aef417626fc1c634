"""Private repositories: git gets a secret where it asks for one, and nobody else ever sees it."""

import dataclasses
import os
import shutil
import stat
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from pydantic import SecretStr

from repochat.core.errors import ForbiddenError, InvalidError, UnavailableError
from repochat.git import Source, parse_source, sync_mirror
from repochat.git.credentials import DeployKey, GitCredential, offer_key, offer_password
from repochat.git.environment import SSH_COMMAND
from repochat.git.process import Invocation, run_git
from repochat.git.reach import open_reach
from tests.git.http_server import GitHost, running_host
from tests.git.repositories import make_repository

SECRET = "gho_neverToBeSeen-$(touch owned)'\"#%"
CREDENTIAL = GitCredential(username="x-access-token", secret=SecretStr(SECRET))
KEY = DeployKey(
    private_key=SecretStr("-----BEGIN OPENSSH PRIVATE KEY-----\r\nabc\r\n-----END OPENSSH PRIVATE KEY-----")
)


@pytest.fixture
def host(tmp_path: Path) -> Generator[GitHost]:
    """A host with one private repository."""
    make_repository(tmp_path / "served" / "private.git", {"a.py": b"print()\n"}, is_bare=True)
    with running_host(tmp_path / "served") as running:
        running.login = ("x-access-token", SECRET)
        yield running


def source_of(host: GitHost, credential: GitCredential | None = CREDENTIAL) -> Source:
    return dataclasses.replace(parse_source(f"{host.url}/private.git", may_reach_local=True), credential=credential)


def test_a_private_repository_is_cloned_and_fetched_with_its_token(host: GitHost, tmp_path: Path) -> None:
    sync_mirror(tmp_path / "mirror", source_of(host))
    assert (tmp_path / "mirror" / "HEAD").is_file()
    sync_mirror(tmp_path / "mirror", source_of(host))


def test_without_a_token_it_stays_closed(host: GitHost, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenError, match="wants some"):
        sync_mirror(tmp_path / "mirror", source_of(host, credential=None))


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs to see other processes' arguments")
def test_the_secret_stands_in_no_argument_environment_or_configuration(host: GitHost, tmp_path: Path) -> None:
    seen: list[bytes] = []
    host.watch = lambda _path: seen.extend(read_processes())
    sync_mirror(tmp_path / "mirror", source_of(host))
    assert any(b"remote-http" in text for text in seen)
    assert any(b"GIT_ASKPASS=" in text for text in seen)
    assert not [text for text in seen if SECRET.encode() in text]
    assert SECRET not in (tmp_path / "mirror" / "config").read_text()


def read_processes() -> Generator[bytes]:
    """Arguments and environment of whatever runs now and may be looked at."""
    for folder in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                yield (folder / name).read_bytes()
            except OSError:
                continue


def test_a_token_that_is_revoked_in_the_middle_of_a_fetch_is_called_so(host: GitHost, tmp_path: Path) -> None:
    def revoke(path: str) -> None:
        if path.endswith("/git-upload-pack"):
            host.login = ("x-access-token", "another")

    host.watch = revoke
    with pytest.raises(ForbiddenError, match=r"127\.0\.0\.1:\d+ refused the login or token") as caught:
        sync_mirror(tmp_path / "mirror", source_of(host))
    assert "revoked" in caught.value.hint
    assert SECRET not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    assert not (tmp_path / "mirror").exists()


def test_a_mirror_survives_a_token_that_was_revoked_since(host: GitHost, tmp_path: Path) -> None:
    sync_mirror(tmp_path / "mirror", source_of(host))
    host.login = ("x-access-token", "another")
    with pytest.raises(ForbiddenError, match="refused the login or token"):
        sync_mirror(tmp_path / "mirror", source_of(host))
    assert (tmp_path / "mirror" / "HEAD").is_file()


def test_another_host_gets_no_answer(host: GitHost, tmp_path: Path) -> None:
    with running_host(host.root) as other:
        other.login = host.login
        host.login, host.behaviour, host.redirect_to = None, "redirect", other.url
        with pytest.raises(ForbiddenError):
            sync_mirror(tmp_path / "mirror", source_of(host))
        assert other.requests


@pytest.mark.parametrize("origin", ["https://git.example.com", "http://127.0.0.1:8080", "http://[::1]:8080"])
def test_the_helper_answers_one_host_and_is_gone_afterwards(origin: str) -> None:
    scheme, _, host = origin.partition("://")
    with offer_password(CREDENTIAL, origin) as environment:
        helper = Path(environment["GIT_ASKPASS"])
        assert ask(helper, f"Username for '{origin}': ") == "x-access-token"
        assert ask(helper, f"Password for '{scheme}://x-access-token@{host}': ") == SECRET
        assert ask(helper, f"Password for '{scheme}://x-access-token@{host}.evil.example': ") == ""
        assert ask(helper, "Password for 'https://x-access-token@evil.example': ") == ""
        assert stat.S_IMODE(helper.parent.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in helper.parent.iterdir()} == {0o600, 0o700}
    assert not helper.parent.exists()


def ask(helper: Path, question: str) -> str:
    return subprocess.run([helper, question], capture_output=True, check=False).stdout.decode()


def test_what_a_killed_process_left_is_swept() -> None:
    with offer_password(CREDENTIAL, "https://git.example.com") as environment:
        folder = Path(environment["GIT_ASKPASS"]).parent
        left = folder.with_name(f"{folder.name}-left")
        shutil.copytree(folder, left)
        with offer_password(CREDENTIAL, "https://git.example.com"):
            assert not left.exists()
            assert folder.exists()


def test_a_deploy_key_is_the_only_key_that_ssh_knows() -> None:
    with offer_key(
        dataclasses.replace(KEY, known_hosts="git.example.com ssh-ed25519 AAAA"), SSH_COMMAND
    ) as environment:
        command = environment["GIT_SSH_COMMAND"]
        options = command.split()
        file = Path(options[options.index("-i") + 1])
        assert {"-oIdentitiesOnly=yes", "-oIdentityAgent=none", "-oBatchMode=yes"} <= set(options)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"\r" not in file.read_bytes()
        assert (file.parent / "known_hosts").read_text().startswith("git.example.com ")
        assert "PRIVATE" not in command
    assert not file.exists()


def test_git_calls_ssh_with_the_deploy_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ssh").write_text(
        '#!/bin/sh\nprintf "%s\\n" "$@" >"${0%/*}/said"\necho "Permission denied (publickey)." >&2\nexit 255\n'
    )
    (tmp_path / "ssh").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    source = dataclasses.replace(parse_source("git@git.example.com:a/b", may_reach_local=True), credential=KEY)
    with pytest.raises(ForbiddenError, match="refused the deploy key"):
        sync_mirror(tmp_path / "mirror", source)
    said = (tmp_path / "said").read_text().split("\n")
    assert "-oIdentitiesOnly=yes" in said
    assert "git@git.example.com" in said


def test_a_folder_in_which_nothing_may_run_is_not_taken_for_a_refusal(host: GitHost) -> None:
    def ask_without_right() -> None:
        with open_reach(source_of(host)) as reach:
            Path(reach.environment["GIT_ASKPASS"]).chmod(0o600)
            command = ("ls-remote", f"{host.url}/private.git")
            run_git(Invocation(args=command, protocols=("http",), environment=reach.environment))

    with pytest.raises(UnavailableError, match="may not run its helper"):
        ask_without_right()


def test_a_secret_never_shows_in_a_source(host: GitHost) -> None:
    assert SECRET not in repr(source_of(host))
    assert SECRET not in repr(CREDENTIAL)
    assert "BEGIN" not in repr(KEY)


def test_a_credential_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    make_repository(tmp_path / "local", {"a.py": b""})
    local = parse_source(str(tmp_path / "local"), may_reach_local=True)
    ssh = parse_source("git@git.example.com:a/b", may_reach_local=True)
    https = parse_source("https://git.example.com/a/b", may_reach_local=True)
    for source, credential in ((local, CREDENTIAL), (local, KEY), (ssh, CREDENTIAL), (https, KEY)):
        with pytest.raises(InvalidError, match="of no use"):
            dataclasses.replace(source, credential=credential)


@pytest.mark.parametrize("secret", ["", "two\nlines", "nul\0"])
def test_what_cannot_be_a_token_is_refused_before_git_sees_it(secret: str) -> None:
    with pytest.raises(InvalidError, match="control characters"):
        GitCredential(username="x", secret=SecretStr(secret))
    with pytest.raises(InvalidError, match="no ssh private key"):
        DeployKey(private_key=SecretStr("ssh-ed25519 AAAA ada@example.com"))
