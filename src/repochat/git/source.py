"""Where a repository comes from: a path or an address that a person typed, checked before git sees it."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from repochat.core.errors import ForbiddenError, InvalidError, NotFoundError
from repochat.git.address import is_loopback, list_public_addresses
from repochat.git.credentials import DeployKey, GitCredential
from repochat.git.failures import CREDENTIALS_HINT
from repochat.git.process import Invocation, run_git

SourceKind = Literal["path", "https", "http", "ssh"]

DEFAULT_PORTS: dict[str, int] = {"https": 443, "http": 80, "ssh": 22}
_TEXT_CHARACTERS_MAX = 2_000
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
_GITHUB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._][A-Za-z0-9._-]{0,99}")
_SCP = re.compile(r"(?:(?P<user>[^@/:\s]+)@)?(?P<host>[^@/:\s\[\]]+):(?!//)(?P<path>[^\s]+)")
_TRANSPORT_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
_FORMS_HINT = "Write a path (./name), owner/name for GitHub, https://host/owner/name or git@host:owner/name."


@dataclass(frozen=True, kw_only=True)
class Source:
    """`url` is what git is given; `name` is for people; `host` and `port` are None for a path.

    `credential` is for https (and http on this machine), a deploy key for ssh; None leaves it to the account's own.
    """

    kind: SourceKind
    url: str
    name: str
    is_local: bool
    may_reach_local: bool
    host: str | None = None
    port: int | None = None
    credential: GitCredential | DeployKey | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        is_fitting = {
            "https": isinstance(self.credential, GitCredential),
            "http": isinstance(self.credential, GitCredential),
            "ssh": isinstance(self.credential, DeployKey),
            "path": False,
        }
        if self.credential is not None and not is_fitting[self.kind]:
            raise InvalidError(
                f"That kind of credential is of no use for {self.name}.",
                hint="Give a token for an https:// address, a deploy key for one of ssh, and none for a folder.",
            )


def parse_source(text: str, *, may_reach_local: bool) -> Source:
    """The repository that `text` names. Nothing is fetched, but names of hosts may be resolved.

    A path wins over GitHub's `owner/name` only when it starts with `/`, `./`, `../` or `~/`, or is a folder that
    exists. A folder inside a work tree means its repository. With `may_reach_local` False (a server that others
    use), paths, `file://`, `http://` and every host on this machine's own network are refused.
    Raises InvalidError, ForbiddenError, or NotFoundError for a path that does not exist.
    """
    stripped = text.strip()
    _refuse_smuggling(stripped)
    if scheme := _SCHEME.match(stripped):
        return _parse_url(stripped, scheme["scheme"].lower(), may_reach_local=may_reach_local)
    if _is_path(stripped, may_reach_local=may_reach_local):
        return _build_path_source(stripped, may_reach_local=may_reach_local)
    if _GITHUB_NAME.fullmatch(stripped):
        return _parse_url(f"https://github.com/{stripped}", "https", may_reach_local=may_reach_local)
    if scp := _SCP.fullmatch(stripped):
        return _parse_scp(scp, may_reach_local=may_reach_local)
    raise NotFoundError(f"There is no folder {stripped!r}, and it is no repository's address.", hint=_FORMS_HINT)


def _refuse_smuggling(text: str) -> None:
    if not text or len(text) > _TEXT_CHARACTERS_MAX:
        raise InvalidError("A repository's path or address is needed.", hint=_FORMS_HINT)
    if _CONTROL.search(text):
        raise InvalidError("The address holds control characters.", hint=_FORMS_HINT)
    if text.startswith("-") or "--upload-pack" in text:
        raise InvalidError(
            "The address reads like an option of git.", hint=f"For a folder, put ./ before. {_FORMS_HINT}"
        )
    if _TRANSPORT_HELPER.match(text):
        raise ForbiddenError("Addresses that name a program (`ext::` and the like) are refused.", hint=_FORMS_HINT)


def _is_path(text: str, *, may_reach_local: bool) -> bool:
    if text in {".", "..", "~"} or text.startswith(("/", "./", "../", "~/")):
        return True
    return may_reach_local and os.path.isdir(text)  # noqa: PTH112  Path.is_dir raises for a name that is too long


def _parse_url(url: str, scheme: str, *, may_reach_local: bool) -> Source:
    parts = _split(url)
    if scheme == "file":
        return _build_path_source(_file_path(parts), may_reach_local=may_reach_local)
    if scheme not in DEFAULT_PORTS:
        raise InvalidError(f"{scheme}:// is not supported.", hint=_FORMS_HINT)
    user = _check_user(parts, scheme)
    host, port = _check_host(parts)
    path = _check_path(parts, host)
    _check_reach(scheme, host, port, may_reach_local=may_reach_local)
    shown = f"[{host}]" if ":" in host else host
    written_port = f":{port}" if port is not None else ""
    return Source(
        kind="ssh" if scheme == "ssh" else "http" if scheme == "http" else "https",
        url=f"{scheme}://{user}{shown}{written_port}{path}",
        name=_name_of(path),
        is_local=False,
        may_reach_local=may_reach_local,
        host=host,
        port=port or DEFAULT_PORTS[scheme],
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InvalidError("The address is malformed.", hint=_FORMS_HINT) from error
    if parts.query or parts.fragment or "\\" in url or any(char.isspace() for char in url):
        raise InvalidError("The address holds a query, a fragment, a backslash or a space.", hint=_FORMS_HINT)
    return parts


def _file_path(parts: SplitResult) -> str:
    if parts.netloc not in {"", "localhost"}:
        raise InvalidError("file:// with a host is not supported.", hint="Write file:///folder, or the path alone.")
    path = unquote(parts.path)
    _refuse_smuggling(path)
    return path


def _check_user(parts: SplitResult, scheme: str) -> str:
    """`user@` for ssh; a name or a password in an address would be stored and shown, so neither is taken elsewhere."""
    if "@" not in parts.netloc:
        return ""
    if parts.password is not None or scheme != "ssh":
        raise InvalidError(
            "The address holds credentials, which would be stored and shown.", hint=f"Remove them. {CREDENTIALS_HINT}"
        )
    if not _USER.fullmatch(parts.username or ""):
        raise InvalidError("The user in the address is malformed.", hint=_FORMS_HINT)
    return f"{parts.username}@"


def _check_host(parts: SplitResult) -> tuple[str, int | None]:
    host = parts.hostname or ""
    if not (_HOST.fullmatch(host) or (":" in host and parts.netloc.count("["))):
        raise InvalidError(
            "The address has no valid host.", hint="Write an international name in its xn-- form. " + _FORMS_HINT
        )
    return host, parts.port


def _check_path(parts: SplitResult, host: str) -> str:
    path = parts.path.rstrip("/")
    segments = [unquote(segment) for segment in path.split("/")[1:]]
    if not segments or any(not segment or segment.startswith("-") or segment == ".." for segment in segments):
        raise InvalidError("The address names no repository.", hint=_FORMS_HINT)
    if host in {"github.com", "www.github.com"} and len(segments) != 2:  # noqa: PLR2004  owner and name
        raise InvalidError("A repository on GitHub is owner/name.", hint="Write https://github.com/owner/name.")
    return path


def _check_reach(scheme: str, host: str, port: int | None, *, may_reach_local: bool) -> None:
    if scheme == "http" and not (may_reach_local and is_loopback(host)):
        raise ForbiddenError("http:// is read and changed by anyone on the way.", hint="Use https:// or ssh://.")
    if not may_reach_local:
        list_public_addresses(host, port or DEFAULT_PORTS[scheme])


def _parse_scp(match: re.Match[str], *, may_reach_local: bool) -> Source:
    user, host, path = match["user"], match["host"], match["path"].rstrip("/")
    if not _HOST.fullmatch(host) or (user is not None and not _USER.fullmatch(user)) or path.startswith("-"):
        raise InvalidError("The address is malformed.", hint=_FORMS_HINT)
    if not path or "\\" in path:
        raise InvalidError("The address names no repository.", hint=_FORMS_HINT)
    _check_reach("ssh", host, None, may_reach_local=may_reach_local)
    prefix = f"{user}@" if user else ""
    return Source(
        kind="ssh",
        url=f"{prefix}{host}:{path}",
        name=_name_of(f"/{path}"),
        is_local=False,
        may_reach_local=may_reach_local,
        host=host,
        port=DEFAULT_PORTS["ssh"],
    )


def _build_path_source(text: str, *, may_reach_local: bool) -> Source:
    if not may_reach_local:
        raise ForbiddenError(
            "Folders of the server are not open to its users.",
            hint="Give the repository's https:// address, or ask whoever runs this server to add the folder.",
        )
    folder = Path(text).expanduser().absolute()
    if not os.path.exists(folder):  # noqa: PTH110  Path.exists raises for a name that is too long
        raise NotFoundError(f"There is no folder {folder}.", hint=_FORMS_HINT)
    if not folder.is_dir():
        raise InvalidError(f"{folder} is a file.", hint="Point at the repository's folder.")
    git_dir = find_git_dir(folder)
    root = git_dir.parent if git_dir.name == ".git" else git_dir
    return Source(kind="path", url=str(root), name=_folder_name(git_dir), is_local=True, may_reach_local=True)


def find_git_dir(folder: Path) -> Path:
    """The git directory of the repository that holds `folder`. Raises InvalidError when there is none."""
    # The git directory, not the top of the work tree: `core.worktree` of a hostile repository may say anything.
    found = run_git(Invocation(args=("-C", str(folder), "rev-parse", "--absolute-git-dir")))
    return Path(os.fsdecode(found.removesuffix(b"\n")))


def _folder_name(git_dir: Path) -> str:
    if git_dir.parent.name == "worktrees":
        git_dir = git_dir.parent.parent
    named = git_dir.parent if git_dir.name == ".git" else git_dir
    return named.name.removesuffix(".git") or str(named)


def _name_of(path: str) -> str:
    """`owner/name` out of a URL's path; deeper groups keep their last two parts."""
    segments = [segment for segment in unquote(path).split("/") if segment and segment != "~"]
    return "/".join(segments[-2:]).removesuffix(".git")
