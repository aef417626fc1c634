"""The running server: whether there is one, starting it, and stopping it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog

from repochat.core.errors import UnavailableError
from repochat.core.postgres.account import Account
from repochat.core.postgres.binaries import Binaries
from repochat.core.postgres.cluster import raise_for_log
from repochat.core.postgres.configuration import write_configuration
from repochat.core.postgres.folders import SOCKET_FOLDER_PREFIX, SOCKET_NAME, PostgresFolders, prepare_socket_folder
from repochat.core.postgres.limits import PostgresLimits

log = structlog.get_logger()

PID_FILE = "postmaster.pid"
PID_FILE_LINES = 8  # process, data folder, start time, port, socket folder, address, shared memory, status
POLL_S = 0.01
RETRY_S = 0.2
NOT_ALONE_YET = (
    "is still in use",  # shared memory of a killed server whose backends are leaving
    '"postmaster.pid" already exists',  # a start whose starter was killed
)
LOG_TAIL_BYTES = 8192
KILL_WAIT_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """What `postmaster.pid` says; `is_ready` is false while the server starts, recovers or stops."""

    process_id: int
    started_s: int
    socket_folder: Path
    is_ready: bool

    @property
    def socket(self) -> Path:
        return self.socket_folder / SOCKET_NAME


def find_postmaster(data: Path) -> Postmaster | None:
    """The server of `data` as its pid file tells it, unless that process is gone or is another program."""
    postmaster = read_pid_file(data)
    if postmaster is None or not _serves(postmaster.process_id, data):
        return None
    return postmaster


def read_pid_file(data: Path) -> Postmaster | None:
    """None when there is none. A server that has just begun has not written all lines yet: it is not ready."""
    try:
        lines = (data / PID_FILE).read_text().splitlines()
        lines += [""] * (PID_FILE_LINES - len(lines))
        return Postmaster(
            process_id=int(lines[0]),
            started_s=int(lines[2] or 0),
            socket_folder=Path(lines[4]),
            is_ready=lines[7].strip() == "ready",
        )
    except (OSError, ValueError):
        return None


def _serves(process_id: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL whose current folder is `data`; a reused pid is not."""
    try:
        process = psutil.Process(process_id)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.name().startswith("postgres")
            and Path(process.cwd()).samefile(data)
        )
    except (psutil.Error, OSError, ValueError):  # a program that repairs the data writes a negative number
        return False


def start_postmaster(
    folders: PostgresFolders, data: Path, binaries: Binaries, account: Account, limits: PostgresLimits
) -> Postmaster:
    """Start a server on `data` and wait until it is ready.

    Raises UnavailableError with the log's last lines, LimitError when the disk is full.
    """
    socket_folder = prepare_socket_folder(folders, account)
    _forget_dead_postmaster(data, socket_folder)
    write_configuration(data, socket_folder, account)
    deadline = time.monotonic() + limits.orphans_wait_s
    while True:
        printed = _start_once(data, folders.log, binaries, account, limits)
        postmaster = find_postmaster(data)
        if postmaster is not None and postmaster.is_ready:
            return postmaster
        if time.monotonic() > deadline or not any(reason in (printed or "") for reason in NOT_ALONE_YET):
            raise_for_log(printed or "", "PostgreSQL did not start.")
        time.sleep(RETRY_S)


def _forget_dead_postmaster(data: Path, socket_folder: Path) -> None:
    """Remove what a killed server left: PostgreSQL would believe a pid that another program has now.

    Shared memory still guards against backends that outlived their server.
    """
    if find_postmaster(data) is None:
        for left in (data / PID_FILE, socket_folder / SOCKET_NAME, socket_folder / f"{SOCKET_NAME}.lock"):
            left.unlink(missing_ok=True)


def _start_once(data: Path, log_path: Path, binaries: Binaries, account: Account, limits: PostgresLimits) -> str | None:
    """None when the server is ready, else what it printed."""
    _rotate_log(log_path, limits)
    command = [
        binaries.path("pg_ctl"),
        *("start", "--wait", f"--timeout={limits.start_timeout_s:.0f}", "--silent"),
        f"--pgdata={account.data_argument()}",
    ]
    with log_path.open("ab") as log_file:
        offset = log_file.tell()
        with account.start(command, folder=data, stdout=log_file) as process:
            _wait_reporting(process, limits)
    return None if process.returncode == 0 else _read_tail(log_path, offset)


def _wait_reporting(process: subprocess.Popen[str], limits: PostgresLimits) -> None:
    started = time.monotonic()
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(limits.start_report_s)
        if process.returncode is None:
            waited_s = round(time.monotonic() - started)
            log.info("postgres.recovery_awaited", waited_s=waited_s, bound_s=limits.start_timeout_s)


def _rotate_log(path: Path, limits: PostgresLimits) -> None:
    if path.exists() and path.stat().st_size > limits.log_bytes_max:
        path.replace(path.with_suffix(".log.1"))


def _read_tail(path: Path, offset: int) -> str:
    with path.open("rb") as file:
        file.seek(max(offset, path.stat().st_size - LOG_TAIL_BYTES))
        return file.read().decode(errors="replace")


def stop_postmaster(data: Path, limits: PostgresLimits) -> None:
    """Stop the server of `data`, firmly if it must be; does nothing when none runs. Raises UnavailableError."""
    for stop_signal, timeout_s in (
        (signal.SIGINT, limits.stop_fast_timeout_s),  # rolls open transactions back, writes a checkpoint
        (signal.SIGQUIT, limits.stop_immediate_timeout_s),  # leaves now; the next start replays the log
        (signal.SIGKILL, limits.stop_immediate_timeout_s),
    ):
        postmaster = find_postmaster(data)
        if postmaster is None:
            return
        with suppress(ProcessLookupError):
            os.kill(postmaster.process_id, stop_signal)
        if wait_until(lambda: find_postmaster(data) is None, timeout_s):
            _remove_socket_folder(postmaster.socket_folder)
            return
        log.warning("postgres.stop_escalated", after=stop_signal.name)
    raise UnavailableError("PostgreSQL does not stop.", hint="See logs/postgres.log in REPOCHAT_HOME.")


def _remove_socket_folder(folder: Path) -> None:
    """The one in REPOCHAT_HOME holds locks too and stays."""
    if folder.name.startswith(SOCKET_FOLDER_PREFIX):
        with suppress(OSError):
            folder.rmdir()


def kill_within(folder: Path) -> None:
    """Kill the programs that a killed process of ours left at work in `folder`."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if Path(process.cwd()).samefile(folder):
                process.kill()
                process.wait(KILL_WAIT_S)


def wait_until(is_true: Callable[[], bool], timeout_s: float) -> bool:
    """Ask every few milliseconds until `is_true()`; False when `timeout_s` passed first."""
    deadline = time.monotonic() + timeout_s
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
