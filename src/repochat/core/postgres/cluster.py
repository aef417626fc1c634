"""Making a data folder. It appears under its name by one rename, so a half-made one is never used."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import structlog

from repochat.core.errors import LimitError, RepochatError, UnavailableError
from repochat.core.postgres.account import Account
from repochat.core.postgres.binaries import Binaries
from repochat.core.postgres.credentials import APP_ROLE, DATABASE, OWNER_ROLE, Credentials
from repochat.core.postgres.folders import PostgresFolders
from repochat.core.postgres.limits import PostgresLimits

log = structlog.get_logger()

COMPLETE_MARKER = "repochat-complete"  # inside a data folder that needs nothing but its rename
DISK_FULL = "No space left on device"


def create_cluster(
    folders: PostgresFolders, binaries: Binaries, account: Account, credentials: Credentials, limits: PostgresLimits
) -> None:
    """Make the data folder. Raises LimitError when the disk is full, UnavailableError when PostgreSQL refuses."""
    build_cluster(folders.building, binaries, account, credentials, limits)
    publish_cluster(folders)


def build_cluster(
    target: Path, binaries: Binaries, account: Account, credentials: Credentials, limits: PostgresLimits
) -> None:
    """Fill `target` with a new cluster that holds our two roles and an empty database."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    account.own(target)
    log.info("postgres.cluster_creating", major=binaries.major)
    data = account.data_argument()
    command = [binaries.path("initdb"), f"--pgdata={data}", f"--username={OWNER_ROLE}", *_initdb_options(binaries)]
    _check(account.run(command, folder=target, timeout_s=limits.create_timeout_s), "initdb")
    set_roles(target, binaries, account, credentials, limits, create=True)


def _initdb_options(binaries: Binaries) -> list[str]:
    options = ["--encoding=UTF8", "--data-checksums", "--auth=trust", "--no-instructions"]  # no server runs on trust
    if binaries.major < 17:  # noqa: PLR2004 - the version that brought the built-in C.UTF-8
        return [*options, "--locale=C"]
    return [*options, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def set_roles(
    data: Path,
    binaries: Binaries,
    account: Account,
    credentials: Credentials,
    limits: PostgresLimits,
    *,
    create: bool = False,
) -> None:
    """Give both roles the passwords of `credentials`, with no server running: no moment without authentication."""
    verb = "CREATE" if create else "ALTER"
    rights = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
    statements = [
        f"ALTER ROLE {OWNER_ROLE} PASSWORD '{credentials.owner_password}'",
        f"{verb} ROLE {APP_ROLE} {rights} PASSWORD '{credentials.app_password}'",
    ]
    if create:
        statements.append(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
    command = [binaries.path("postgres"), "--single", "-D", account.data_argument(), "-c", "exit_on_error=on"]
    text = "".join(f"{statement};\n" for statement in statements)
    made = account.run([*command, "postgres"], folder=data, timeout_s=limits.create_timeout_s, text=text)
    _check(made, "creating its roles")


def publish_cluster(folders: PostgresFolders, *, replaced: Path | None = None) -> None:
    """Make the built folder the data folder, durable before it is visible; the one before becomes `replaced`."""
    (folders.building / COMPLETE_MARKER).touch(mode=0o600)
    _flush(folders.building)
    if replaced is not None:
        folders.data.rename(replaced)
    folders.building.rename(folders.data)
    _flush(folders.home.postgres)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def finish_building(folders: PostgresFolders) -> None:
    """Settle what a killed process left: publish a complete folder, remove a half-made one."""
    if (folders.building / COMPLETE_MARKER).exists() and not folders.data.exists():
        folders.building.rename(folders.data)
    elif folders.building.exists():
        log.warning("postgres.half_made_folder_removed")
        shutil.rmtree(folders.building)


def _check(done: subprocess.CompletedProcess[str], step: str) -> None:
    if done.returncode == 0:
        return
    raise_for_log(done.stdout or "", f"PostgreSQL failed while {step}.")


def raise_for_log(printed: str, message: str) -> None:
    """Turn what PostgreSQL printed into an error: LimitError for a full disk, else UnavailableError."""
    if DISK_FULL in printed:
        raise _disk_full(message)
    lines = [line for line in printed.strip().splitlines() if line.strip()]
    raise UnavailableError(
        f"{message} It said: {' | '.join(lines[-4:]) or 'nothing'}",
        hint="The whole log is logs/postgres.log in REPOCHAT_HOME; `repochat doctor` checks the rest.",
    )


def explain_os_error(error: OSError) -> RepochatError:
    """What the file system refused to do for the database."""
    message = f"The database's files cannot be handled: {error.strerror} ({error.filename})."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full(message)
    return UnavailableError(message, hint="Check the rights and the disk of REPOCHAT_HOME and of the temporary folder.")


def _disk_full(message: str) -> LimitError:
    return LimitError(
        f"{message} The disk is full.",
        hint="Free some space, or point REPOCHAT_HOME at a folder on another disk; nothing was lost.",
        limit="free_bytes_min",
    )
