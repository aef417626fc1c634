"""Moving data to the PostgreSQL version that this release carries. The old folder stays as a backup."""

import subprocess
from pathlib import Path

import structlog

from repochat.core.errors import ConflictError
from repochat.core.postgres.account import Account
from repochat.core.postgres.binaries import INSTALL_FOLDERS, MAJOR, Binaries, find_binaries
from repochat.core.postgres.cluster import build_cluster, publish_cluster, raise_for_log
from repochat.core.postgres.credentials import DATABASE, OWNER_ROLE, Credentials
from repochat.core.postgres.folders import PORT, PostgresFolders
from repochat.core.postgres.limits import PostgresLimits
from repochat.core.postgres.postmaster import start_postmaster, stop_postmaster

log = structlog.get_logger()

BACKUPS_MAX = 100


def read_major(data: Path) -> int:
    """Raises ConflictError when `data` is no data folder."""
    try:
        return int((data / "PG_VERSION").read_text().strip())
    except (OSError, ValueError) as error:
        raise ConflictError(
            f"{data} is damaged: it does not say which PostgreSQL made it.",
            hint="Move that folder away and run again: repositories are indexed anew into a fresh one.",
        ) from error


def check_major(major: int) -> None:
    """Raises ConflictError for data that no program we carry can read."""
    if major > MAJOR:
        raise ConflictError(
            f"The data folder was made by PostgreSQL {major}; this repochat carries {MAJOR}.",
            hint="Run the newer repochat that made it, or set REPOCHAT_HOME to another folder.",
        )
    if major not in INSTALL_FOLDERS:
        raise ConflictError(
            f"The data folder was made by PostgreSQL {major}, which this repochat can no longer read.",
            hint="Upgrade with an older repochat first, or move postgres/data in REPOCHAT_HOME away to start anew.",
        )


def upgrade_data(folders: PostgresFolders, account: Account, credentials: Credentials, limits: PostgresLimits) -> None:
    """Dump with the old programs, restore into a new folder, then swap the two by renames.

    Killed at any point, the next start begins again or finishes the swap; the old data are never written to.
    """
    major = read_major(folders.data)
    old, new = find_binaries(major, account), find_binaries(MAJOR, account)
    log.info("postgres.upgrade_started", from_major=major, to_major=MAJOR)
    dump = folders.home.postgres / "upgrade.dump"
    _dump(folders, old, new, account, credentials, limits, dump)
    build_cluster(folders.building, new, account, credentials, limits)
    _restore(folders, new, account, credentials, limits, dump)
    backup = _choose_backup(folders, major)
    publish_cluster(folders, replaced=backup)
    dump.unlink()
    log.info("postgres.upgrade_finished", backup=str(backup))


def _choose_backup(folders: PostgresFolders, major: int) -> Path:
    names = [f"data.pg{major}", *(f"data.pg{major}.{number}" for number in range(1, BACKUPS_MAX))]
    return next(path for path in (folders.home.postgres / name for name in names) if not path.exists())


def _dump(
    folders: PostgresFolders,
    old: Binaries,
    new: Binaries,
    account: Account,
    credentials: Credentials,
    limits: PostgresLimits,
    dump: Path,
) -> None:
    server = start_postmaster(folders, folders.data, old, account, limits)
    try:
        command = [new.path("pg_dump"), "--format=custom", *_connection(server.socket_folder)]
        with dump.open("wb") as file:
            _run(command, folders.data, account, credentials, limits, stdout=file.fileno())
    finally:
        stop_postmaster(folders.data, limits)


def _restore(
    folders: PostgresFolders,
    new: Binaries,
    account: Account,
    credentials: Credentials,
    limits: PostgresLimits,
    dump: Path,
) -> None:
    server = start_postmaster(folders, folders.building, new, account, limits)
    try:
        command = [
            new.path("pg_restore"),
            "--exit-on-error",
            "--single-transaction",
            *_connection(server.socket_folder),
        ]
        with dump.open("rb") as file:
            _run(command, folders.building, account, credentials, limits, stdin=file.fileno())
    finally:
        stop_postmaster(folders.building, limits)


def _connection(socket_folder: Path) -> list[str]:
    return [f"--host={socket_folder}", f"--port={PORT}", f"--username={OWNER_ROLE}", f"--dbname={DATABASE}"]


def _run(
    command: list[str],
    folder: Path,
    account: Account,
    credentials: Credentials,
    limits: PostgresLimits,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> None:
    environment = {"PGPASSWORD": credentials.owner_password}
    process = account.start(
        command, folder=folder, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, environment=environment
    )
    with process:
        try:
            _, printed = process.communicate(timeout=limits.upgrade_timeout_s)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise_for_log(printed or "", "Upgrading the database failed; the old one is untouched.")
