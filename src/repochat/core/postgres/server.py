"""The embedded server's life: made on first use, shared by every process of its owner, stopped by the last of them.

Who uses it is known to the kernel: each process holds a shared lock on one file, which no kind of death leaves held.
`repochat up` writes a mark that names the running server, and then nobody stops it but `repochat down`.
Every change of state happens under one exclusive lock, so processes that start at once take turns.
"""

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import structlog

from repochat.core.errors import ForbiddenError, UnavailableError
from repochat.core.home import Home
from repochat.core.postgres.account import Account, find_account
from repochat.core.postgres.binaries import MAJOR, find_binaries
from repochat.core.postgres.cluster import create_cluster, explain_os_error, finish_building, set_roles
from repochat.core.postgres.credentials import (
    Credentials,
    DatabaseUrls,
    build_urls,
    create_credentials,
    find_credentials,
    write_credentials,
)
from repochat.core.postgres.folders import PostgresFolders
from repochat.core.postgres.limits import PostgresLimits
from repochat.core.postgres.locks import SharedLock, locked
from repochat.core.postgres.ping import find_answering
from repochat.core.postgres.postmaster import (
    Postmaster,
    find_postmaster,
    kill_within,
    start_postmaster,
    stop_postmaster,
)
from repochat.core.postgres.upgrade import check_major, read_major, upgrade_data

log = structlog.get_logger()

ServerStatus = Literal["absent", "stopped", "starting", "running"]


class EmbeddedPostgres:
    """One user of the server of `home`. `start` and `stop` may be called again at any time."""

    def __init__(self, home: Home, limits: PostgresLimits | None = None) -> None:
        self._folders = PostgresFolders(home=home)
        self._limits = limits or PostgresLimits()
        self._users = SharedLock(self._folders.users_lock)
        self._urls: DatabaseUrls | None = None

    @property
    def urls(self) -> DatabaseUrls:
        """Raises UnavailableError before `start`."""
        if self._urls is None:
            raise UnavailableError("The embedded database is not started.", hint="Call start() first.")
        return self._urls

    def start(self, *, keep: bool = False) -> DatabaseUrls:
        """Attach to the running server, or start it, or make it first; start it again when it died.

        Blocks: 2 s the first time, milliseconds when it runs. With `keep` it outlives its users until `stop`.
        Raises ConflictError, ForbiddenError, LimitError or UnavailableError.
        """
        with self._changing():
            credentials = find_credentials(self._folders.credentials)
            postmaster = None if credentials is None else self._find_current(credentials)
            if credentials is None or postmaster is None:
                credentials, postmaster = self._start_server()
            self._urls = build_urls(credentials, postmaster.socket_folder)
            self._users.take()
            if keep:
                self._folders.keep_marker.write_text(_identify(postmaster))
        return self._urls

    def close(self) -> None:
        """Stop using the server; the last user stops it, unless it is kept. Does nothing when not started."""
        self._urls = None
        with self._changing():
            if self._users.release() and not self._is_kept():
                self._stop_server()

    def stop(self) -> None:
        """Stop the server for everyone. Raises UnavailableError when it does not obey."""
        self._urls = None
        with self._changing():
            self._users.release()
            self._stop_server()

    def status(self) -> ServerStatus:
        if not self._folders.data.exists():
            return "absent"
        postmaster = find_postmaster(self._folders.data)
        if postmaster is None:
            return "stopped"
        return "running" if postmaster.is_ready else "starting"

    @contextmanager
    def _changing(self) -> Generator[None]:
        try:
            with locked(self._folders.lifecycle_lock, timeout_s=self._limits.lifecycle_wait_s):
                yield
        except OSError as error:
            raise explain_os_error(error) from error
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(
                f"A step of making the database took over {error.timeout:.0f} s and was stopped.",
                hint="The machine is very busy or its disk very slow; the next start begins that step again.",
            ) from error

    def _is_kept(self) -> bool:
        try:
            marked = self._folders.keep_marker.read_text()
        except OSError:
            return False
        postmaster = find_postmaster(self._folders.data)
        return postmaster is not None and marked == _identify(postmaster)

    def _stop_server(self) -> None:
        self._folders.keep_marker.unlink(missing_ok=True)
        stop_postmaster(self._folders.data, self._limits)

    def _find_current(self, credentials: Credentials) -> Postmaster | None:
        postmaster = find_answering(self._folders.data, credentials, self._limits)
        if postmaster is not None and read_major(self._folders.data) != MAJOR:
            return None  # an upgrade was killed and left the old version running
        return postmaster

    def _start_server(self) -> tuple[Credentials, Postmaster]:
        account = find_account()
        self._settle_leftovers(account)
        credentials = self._ensure_credentials(account)
        self._ensure_data(account, credentials)
        binaries = find_binaries(MAJOR, account)
        return credentials, start_postmaster(self._folders, self._folders.data, binaries, account, self._limits)

    def _settle_leftovers(self, account: Account) -> None:
        stop_postmaster(self._folders.data, self._limits)
        if self._folders.building.exists():
            kill_within(self._folders.building)
        finish_building(self._folders)
        if self._folders.data.exists():
            _check_data_owner(self._folders.data, account)
            check_major(read_major(self._folders.data))

    def _ensure_credentials(self, account: Account) -> Credentials:
        """Passwords that were lost are replaced, in the data too."""
        credentials = find_credentials(self._folders.credentials)
        if credentials is None:
            credentials = create_credentials()
            if self._folders.data.exists():
                log.warning("postgres.passwords_replaced")
                binaries = find_binaries(read_major(self._folders.data), account)
                set_roles(self._folders.data, binaries, account, credentials, self._limits)
            write_credentials(self._folders.credentials, credentials)
        return credentials

    def _ensure_data(self, account: Account, credentials: Credentials) -> None:
        if not self._folders.data.exists():
            create_cluster(self._folders, find_binaries(MAJOR, account), account, credentials, self._limits)
        elif read_major(self._folders.data) < MAJOR:
            upgrade_data(self._folders, account, credentials, self._limits)


def _identify(postmaster: Postmaster) -> str:
    """The same for one life of the server only."""
    return f"{postmaster.process_id} {postmaster.started_s}"


def _check_data_owner(data: Path, account: Account) -> None:
    """Raises ForbiddenError when someone else owns the data; root hands them to the account of this machine."""
    expected = os.geteuid() if account.user_id is None else account.user_id
    owner_id = data.stat().st_uid
    if owner_id == expected:
        return
    if account.user_id is None:
        raise ForbiddenError(
            f"{data} belongs to another user of this machine (uid {owner_id}, you are {os.geteuid()}).",
            hint="Run as that user, or set REPOCHAT_HOME to a folder of your own.",
        )
    log.warning("postgres.data_handed_over", from_user_id=owner_id)  # a volume that moved to a new container
    for folder, _, files in os.walk(data):
        account.own(Path(folder))
        for name in files:
            account.own(Path(folder) / name)
