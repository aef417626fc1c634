"""Which git this machine has, and whether it is one that reads strangers' repositories safely."""

import os
import re
from functools import lru_cache

from repochat.core.errors import UnavailableError
from repochat.git.process import Invocation, run_git

# 2.39.4 and its like stopped upload-pack from fetching missing objects by programs that a repository names.
GIT_VERSION_MIN = (2, 39, 4)
_VERSION = re.compile(rb"git version (\d+)\.(\d+)(?:\.(\d+))?")


def check_git() -> str:
    """The version of git as text. Raises UnavailableError when git is missing or older than `GIT_VERSION_MIN`."""
    output = _ask(os.environ.get("PATH", ""))
    parts = parse_git_version(output)
    shown = ".".join(str(part) for part in parts)
    if parts < GIT_VERSION_MIN:
        needed = ".".join(str(part) for part in GIT_VERSION_MIN)
        raise UnavailableError(f"git {shown} is too old.", hint=f"Install git {needed} or newer.")
    return shown


@lru_cache(maxsize=8)
def _ask(path: str) -> bytes:  # noqa: ARG001  the same git as long as it is looked for in the same places
    return run_git(Invocation(args=("version",)))


def parse_git_version(output: bytes) -> tuple[int, int, int]:
    """Zeros for what is not a version."""
    match = _VERSION.match(output)
    if match is None:
        return (0, 0, 0)
    return (int(match[1]), int(match[2]), int(match[3] or 0))
