"""`repochat connect`: a repository with what it takes to fetch it, before anything is indexed."""

import sys
from dataclasses import dataclass
from pathlib import Path

from repochat.accounts.credential_store import RepoCredentialKind
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.workspace.repo_credentials import RepoCredentials

SECRET_CHARS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectRequest:
    """A token comes by standard input and a key by its file: an argument can be read by everybody on the machine."""

    source: str
    name: str | None = None
    reads_token: bool = False
    username: str = ""
    key_path: Path | None = None
    known_hosts_path: Path | None = None
    forgets: bool = False


async def connect(request: ConnectRequest, *, as_json: bool) -> None:
    """Connects the repository and stores, exchanges or forgets its credential. Raises InvalidError, ForbiddenError."""
    given = _read_credential(request)
    async with open_workspace() as workspace:
        repo = await workspace.connect(request.source, name=request.name)
        credentials = RepoCredentials(workspace.database, workspace.resources.vault, workspace.viewer)
        if request.forgets:
            await credentials.drop(repo)
        elif given is not None:
            await credentials.put(repo, *given)
        stored = await credentials.describe(repo)
    kind = stored.kind if stored else None
    if as_json:
        write_json({"repo": repo.name, "source": repo.source, "credential": kind})
        return
    told = {"token": "with a token of its own", "deploy_key": "with a deploy key of its own"}
    write(f"Connected {clean_line(repo.name)} {told[kind] if kind else 'without a credential of its own'}.")
    write(f"Index it: `repochat index {clean_line(repo.name)}`.")


def _read_credential(request: ConnectRequest) -> tuple[RepoCredentialKind, dict[str, str]] | None:
    if sum((request.reads_token, request.key_path is not None, request.forgets)) > 1:
        hint = "Give one of --token-stdin, --key and --forget."
        raise InvalidError("A repository has one credential.", hint=hint)
    if request.reads_token:
        return "token", {"token": sys.stdin.read(SECRET_CHARS_MAX).strip(), "username": request.username}
    if request.key_path is not None:
        hosts = _read_file(request.known_hosts_path) if request.known_hosts_path else ""
        return "deploy_key", {"private_key": _read_file(request.key_path), "known_hosts": hosts}
    return None


def _read_file(path: Path) -> str:
    try:
        return path.read_text("utf-8")[:SECRET_CHARS_MAX]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path} cannot be read.", hint="Give a text file that you may read.") from error
