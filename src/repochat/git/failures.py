"""git's last words, as errors that say what to do next."""

import re
from collections.abc import Callable

from repochat.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LimitError,
    NotFoundError,
    RepochatError,
    UnavailableError,
)

CREDENTIALS_HINT = (
    "Give the account that runs repochat access: an entry in its ~/.netrc for https, or a key in its ssh agent for ssh."
)
_MESSAGE_CHARACTERS_MAX = 400


class GitStoppedError(ConflictError):
    """The caller asked to stop; nothing was kept."""


class CredentialsRefusedError(ForbiddenError):
    """The host wants other credentials than it was shown, or some."""


class DiskFullError(UnavailableError):
    """No space is left where the mirror lives."""


class MissingObjectError(UnavailableError):
    """The mirror does not hold an object, because its source is partial or damaged."""


def build_failure(stderr: str) -> RepochatError:
    """The error that fits what a failed git wrote; UnavailableError when nothing more is known."""
    for pattern, build in _FAILURES:
        if pattern.search(stderr):
            return build(describe(stderr))
    return UnavailableError(f"git failed: {describe(stderr)}", hint="Try again; run `repochat doctor` if it stays.")


def build_timeout(timeout_s: float, name: str) -> LimitError:
    return LimitError(
        f"git did not finish within {timeout_s:g} s.",
        hint="Try again when the machine or the network is less busy.",
        limit=name,
    )


def build_stopped() -> GitStoppedError:
    return GitStoppedError("Stopped before git was done.", hint="Start it again when you want it.")


def describe(stderr: str) -> str:
    """The lines that say why, on one line and bounded."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "ssh:"))] or lines
    text = " ".join(telling) or "it said nothing"
    return "".join(char if char.isprintable() else " " for char in text)[:_MESSAGE_CHARACTERS_MAX]


def _disk_full(said: str) -> RepochatError:
    return DiskFullError(f"The disk is full: {said}", hint="Free some space, then try again; nothing was left behind.")


def _no_such_host(said: str) -> RepochatError:
    return UnavailableError(
        f"The host is not known: {said}", hint="Check the address for a typing error, then the network and its DNS."
    )


def _no_such_repository(said: str) -> RepochatError:
    return NotFoundError(
        f"No repository is there: {said}",
        hint=f"Check the address. A private repository looks the same without access. {CREDENTIALS_HINT}",
    )


def _no_access(said: str) -> RepochatError:
    return CredentialsRefusedError(f"The host refused the credentials, or wants some: {said}", hint=CREDENTIALS_HINT)


def _unknown_host_key(said: str) -> RepochatError:
    return ForbiddenError(
        f"The host's ssh key is not trusted: {said}",
        hint="Connect to the host once with ssh, as the account that runs repochat, and check its key.",
    )


def _not_a_repository(said: str) -> RepochatError:
    return InvalidError(f"That is not a git repository: {said}", hint="Point at a work tree or a bare repository.")


def _no_such_path(said: str) -> RepochatError:
    return NotFoundError(f"The commit has no such file: {said}", hint="Check the path and the revision.")


def _no_such_lines(said: str) -> RepochatError:
    return InvalidError(f"The file is shorter: {said}", hint="Ask for lines that exist.")


def _forbidden_transport(said: str) -> RepochatError:
    return ForbiddenError(f"That transport is not allowed: {said}", hint="Use https:// or ssh://.")


def _unreadable(said: str) -> RepochatError:
    return InvalidError(
        f"The folder cannot be read: {said}", hint="Give the account that runs repochat the right to read it."
    )


def _missing_object(said: str) -> RepochatError:
    return MissingObjectError(
        f"The repository lacks objects: {said}",
        hint="Its source is a partial, shallow or damaged clone: complete the source, then index again.",
    )


def _no_network(said: str) -> RepochatError:
    return UnavailableError(f"The host could not be reached: {said}", hint="Check the network, then try again.")


# The first that fits wins: causes stand before their consequences, which git prints as well.
_FAILURES: tuple[tuple[re.Pattern[str], Callable[[str], RepochatError]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (r"no space left on device|disk quota exceeded", _disk_full),
        (r"no such path|there is no path", _no_such_path),
        (r"has only \d+ lines?|invalid -L range|-L invalid", _no_such_lines),
        (r"could not resolve (host|proxy)|name or service not known|temporary failure in name res", _no_such_host),
        (r"host key verification failed", _unknown_host_key),
        (r"authentication failed|could not read (username|password)|terminal prompts disabled", _no_access),
        (r"permission denied \(|returned error: 40[13]|invalid (username|credentials)", _no_access),
        (r"cannot change to|cannot open directory|failed to (open|stat)", _unreadable),
        (r"transport '.*' not allowed|unsupported protocol|protocol .* not supported", _forbidden_transport),
        (r"repository .*not found|returned error: 404|does not exist", _no_such_repository),
        (r"not appear to be a git repo|not a git repo|invalid gitfile|not valid: is this a git", _not_a_repository),
        (r"lazy fetching disabled|missing (blob|tree|commit|object)|bad object|unable to read", _missing_object),
        (r"cat-file \S+: bad file", _missing_object),
        (r"could not fetch .* from promisor|remote did not send all|bad tree object|could not read", _missing_object),
        (r"timed out|connection (refused|reset|closed)|failed to connect|couldn't connect", _no_network),
        (r"unable to access|could not read from remote|early eof|hung up|ssl|returned error: 5", _no_network),
    )
)
