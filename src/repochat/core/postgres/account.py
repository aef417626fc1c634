"""Which OS account the server runs as.

PostgreSQL refuses to run as root. Started by anyone else, the server runs as that person and nothing here matters.
Started by root (usual in containers), it runs as an account of its own, `repochat-postgres`, created on first use:
sharing `nobody` would let every other program that runs as `nobody` read the data.

The data folder belongs to that account and lies under REPOCHAT_HOME, often below /root, which the account may not
traverse. We do not open /root to it. Instead the server is started with the data folder as its current directory
and told that its data lie in `/proc/self/cwd`: the kernel resolves that link to the folder itself, without a walk
through its parents. Clients reach the server over a Unix socket in a folder that only the account and root may enter.
"""

import os
import pwd
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from repochat.core.errors import UnavailableError

ACCOUNT_NAME = "repochat-postgres"
CURRENT_FOLDER = "/proc/self/cwd"
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # no PG* variable leaks in


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`user_id` and `group_id` are set when processes must be started as someone else than we are."""

    user_id: int | None
    group_id: int | None

    def data_argument(self) -> str:
        """How a process that `run` or `start` began in the data folder names it.

        Never by its path: pg_ctl hands that to a shell, which would run what a folder's name holds.
        """
        return "." if self.user_id is None else CURRENT_FOLDER

    def own(self, path: Path) -> None:
        if self.user_id is not None and self.group_id is not None:
            os.chown(path, self.user_id, self.group_id, follow_symlinks=False)

    def start(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        stdin: int | IO[str] = subprocess.DEVNULL,
        stdout: int | IO[bytes] | IO[str] = subprocess.PIPE,
        stderr: int = subprocess.STDOUT,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start `command` as this account, in `folder`, with a clean environment."""
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**_ENVIRONMENT, **(environment or {})},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            text=True,
            user=self.user_id,
            group=self.group_id,
            extra_groups=None if self.user_id is None else [],
            umask=0o077,
        )

    def run(
        self, command: Sequence[str], *, folder: Path, timeout_s: float, text: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end and keep what it printed. Raises subprocess.TimeoutExpired."""
        stdin = subprocess.DEVNULL if text is None else subprocess.PIPE
        with self.start(command, folder=folder, stdin=stdin) as process:
            try:
                printed, _ = process.communicate(text, timeout=timeout_s)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(command, process.returncode, printed)


def find_account() -> Account:
    """Ourselves, or the server's own account when we are root. Raises UnavailableError when it cannot be had."""
    if os.geteuid() != 0:
        return Account(user_id=None, group_id=None)
    if sys.platform != "linux":
        raise UnavailableError(
            "The embedded PostgreSQL cannot be run by root on this system.",
            hint="Run repochat as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.",
        )
    entry = _find_entry() or _create_entry()
    return Account(user_id=entry.pw_uid, group_id=entry.pw_gid)


def _find_entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        return None


def _create_entry() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        detail = made.stderr.strip()
    except OSError as error:
        detail = str(error)
    entry = _find_entry()  # another process may have made it meanwhile
    if entry is None:
        raise UnavailableError(
            f"PostgreSQL refuses to run as root, and its account {ACCOUNT_NAME} could not be created: {detail}",
            hint=f"Run repochat as an ordinary user, or create it: useradd --system --user-group {ACCOUNT_NAME}",
        )
    return entry
