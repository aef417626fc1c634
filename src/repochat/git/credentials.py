"""What git may show to a host, without its ever standing in an argument, an address, a setting or a log.

git asks a program for a name and a password. The program is a script in a folder of its own that only we may enter; it
reads them from files beside it, and answers for one host alone, wherever that host redirects to. The folder is gone
when git is done. One that a killed process left is swept by whoever comes next: its lock died with its owner.
"""

import base64
import fcntl
import os
import shlex
import shutil
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import SecretStr

from repochat.core.errors import ForbiddenError, InvalidError, RepochatError, UnavailableError
from repochat.git.failures import CredentialsRefusedError

_PREFIX = "repochat-askpass-"
_LOCK = "lock"
_MASK = "[redacted]"
_REFUSED_HINT = (
    "It was revoked, has expired, or may not see this repository: give a new one in the repository's settings."
)

# `$0` is the script's own path. The questions are git's; quotes keep brackets of an IPv6 address from being a pattern.
_ASKPASS = """#!/bin/sh
case "$1" in
"Username for '{origin}'"*) cat "${{0%/*}}/username" ;;
"Password for '{scheme}://"*"@{host}'"*) cat "${{0%/*}}/secret" ;;
*) exit 1 ;;
esac
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitCredential:
    """A name and a password or token, for https. With a token most hosts take any name: GitHub's is x-access-token."""

    username: str
    secret: SecretStr

    def __post_init__(self) -> None:
        for text in (self.username, self.secret.get_secret_value()):
            if not text or not text.isprintable():
                raise InvalidError(
                    "A user name or token for git is empty or holds control characters.",
                    hint="Copy it once more, without what stands around it.",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployKey:
    """An ssh private key without a passphrase. `known_hosts` are lines as ssh writes them; empty: the account's own."""

    private_key: SecretStr
    known_hosts: str = ""

    def __post_init__(self) -> None:
        if "PRIVATE KEY-----" not in self.private_key.get_secret_value():
            raise InvalidError(
                "That is no ssh private key.", hint="Give the file that ssh-keygen wrote, not the one ending in .pub."
            )


@contextmanager
def offer_password(credential: GitCredential, origin: str) -> Generator[Mapping[str, str]]:
    """The environment in which git may ask for `credential`, for `origin` (scheme, host and port) alone."""
    scheme, _, host = origin.partition("://")
    script = _ASKPASS.format(origin=origin, scheme=scheme, host=host)
    secrets = _list_forms(credential)
    with _private_folder() as folder, _explained(secrets, f"{host} refused the login or token."):
        _write(folder / "username", credential.username)
        _write(folder / "secret", credential.secret.get_secret_value())
        _write(folder / "askpass", script, mode=0o700)
        yield {"GIT_ASKPASS": str(folder / "askpass")}


@contextmanager
def offer_key(key: DeployKey, ssh_command: str) -> Generator[Mapping[str, str]]:
    """The environment in which ssh knows this key and no other: none of the account's, none of its agent's."""
    with (
        _private_folder() as folder,
        _explained((key.private_key.get_secret_value(),), "The host refused the deploy key."),
    ):
        text = key.private_key.get_secret_value().replace("\r\n", "\n").strip()
        _write(folder / "key", f"{text}\n")
        command = f"{ssh_command} -oIdentitiesOnly=yes -oIdentityAgent=none -i {shlex.quote(str(folder / 'key'))}"
        if key.known_hosts:
            _write(folder / "known_hosts", f"{key.known_hosts.strip()}\n")
            command += " " + shlex.quote(f"-oUserKnownHostsFile={folder / 'known_hosts'}")
        yield {"GIT_SSH_COMMAND": command}


@contextmanager
def _explained(secrets: Iterable[str], refusal: str) -> Generator[None]:
    """A refusal says what was refused; whatever a host wrote, no secret is in it."""
    try:
        yield
    except RepochatError as error:
        for secret in secrets:
            error.message = error.message.replace(secret, _MASK)
        error.args = (error.message,)
        if "cannot exec" in error.message:
            raise UnavailableError(
                f"git may not run its helper in {tempfile.gettempdir()}.",
                hint="Set TMPDIR to a folder on a file system that is not mounted with noexec.",
            ) from None
        if isinstance(error, CredentialsRefusedError):
            raise ForbiddenError(f"{refusal} {error.message}", hint=_REFUSED_HINT) from None
        raise


def _list_forms(credential: GitCredential) -> tuple[str, ...]:
    """The secret as it is, in an address, and as HTTP's basic scheme sends it: a host may echo any of them."""
    secret = credential.secret.get_secret_value()
    basic = base64.b64encode(f"{credential.username}:{secret}".encode()).decode()
    return secret, quote(secret, safe=""), basic


@contextmanager
def _private_folder() -> Generator[Path]:
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = os.open(folder / "new", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "new").rename(folder / _LOCK)  # locked before anybody can find it
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _sweep() -> None:
    """What is not locked belongs to nobody any more."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError):
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(descriptor)


def _write(path: Path, text: str, *, mode: int = 0o600) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
