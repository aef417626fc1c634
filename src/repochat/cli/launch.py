"""Starting and stopping the background processes: detached from the terminal, with their logs in REPOCHAT_HOME."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil
from pydantic import SecretStr

from repochat.cli.services import (
    MODULE,
    Service,
    ServiceName,
    find_service,
    forget_service,
    list_strays,
    log_of,
    write_service,
)
from repochat.core.home import Home
from repochat.core.settings import Settings, list_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchLimits:
    """How long stopping may take, and how much log is kept."""

    stop_timeout_s: float = 20.0  # a worker gives running jobs their grace time
    leave_timeout_s: float = 1.0  # what they started ends by itself
    kill_timeout_s: float = 5.0
    log_bytes_max: int = 10 * 1024 * 1024  # one older file of the same size is kept


LIMITS = LaunchLimits()


def start_service(home: Home, settings: Settings, name: ServiceName, *, detached: bool) -> Service:
    """Start `name` on exactly `settings`. Not `detached`, it keeps our standard error and goes with us."""
    log_path = log_of(home, name)
    _rotate(log_path)
    with log_path.open("ab") as log_file:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, name],
            cwd=home.root,  # has no .env, and is there as long as the product is
            env=build_environment(settings, home),
            stdin=subprocess.DEVNULL,
            stdout=log_file if detached else None,
            stderr=log_file if detached else None,
            start_new_session=True,  # neither the terminal's end nor its Ctrl-C reaches it
        )
    service = Service(
        name=name,
        pid=process.pid,
        started_s=psutil.Process(process.pid).create_time(),
        address=address_of(settings) if name == "api" else None,
        settings_hash=hash_settings(settings),
    )
    write_service(home, service)
    return service


def stop_services(home: Home, names: Sequence[ServiceName]) -> list[ServiceName]:
    """Stop `names`, asked in this order, and all they started. Returns those that ran."""
    running = [service for name in names if (service := find_service(home, name)) is not None]
    processes: list[psutil.Process] = []
    for service in running:
        with suppress(psutil.NoSuchProcess):
            processes.append(psutil.Process(service.pid))
    stop_processes(processes)
    for name in names:
        forget_service(home, name)
    return [service.name for service in running]


def stop_strays(home: Home) -> int:
    """Stop what no file tells of; returns how many there were."""
    strays = list_strays(home)
    stop_processes(strays)
    return len(strays)


def stop_processes(processes: Sequence[psutil.Process]) -> None:
    """Ask them to stop, wait, then kill those that stay and whatever they started and left behind."""
    family = list(processes)
    for process in processes:
        with suppress(psutil.Error):
            family += process.children(recursive=True)
            process.send_signal(signal.SIGTERM)
    psutil.wait_procs(processes, timeout=LIMITS.stop_timeout_s)
    _, alive = psutil.wait_procs(family, timeout=LIMITS.leave_timeout_s)
    for survivor in alive:
        with suppress(psutil.Error):
            survivor.kill()
    psutil.wait_procs(alive, timeout=LIMITS.kill_timeout_s)


def build_environment(settings: Settings, home: Home) -> dict[str, str]:
    """Ours, with every setting as it was resolved here: the child meets neither another `.env` nor another default."""
    keys = set(list_keys())
    environment = {key: value for key, value in os.environ.items() if key.upper() not in keys}
    return {**environment, **_dump(settings), "REPOCHAT_HOME": str(home.root)}


def hash_settings(settings: Settings) -> str:
    """Differs when a running process is outdated: other settings, or another release."""
    values = {key: value for key, value in _dump(settings).items() if key != "API_PORT"}  # `up` may move to another
    told = json.dumps([version("repochat"), sorted(values.items())])
    return hashlib.sha256(told.encode()).hexdigest()


def address_of(settings: Settings) -> str:
    host = f"[{settings.api_host}]" if ":" in settings.api_host else settings.api_host
    return f"http://{host}:{settings.api_port}"


def read_log_end(path: Path, *, lines: int = 5, bytes_max: int = 8192) -> str:
    """The last lines of a log, for an error message; "" when there is none."""
    try:
        with path.open("rb") as log_file:
            log_file.seek(max(0, path.stat().st_size - bytes_max))
            return "\n".join(log_file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""


def _dump(settings: Settings) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value is not None:
            values[name.upper()] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return values


def _rotate(path: Path) -> None:
    with suppress(FileNotFoundError):
        if path.stat().st_size > LIMITS.log_bytes_max:
            path.replace(path.with_suffix(".log.1"))
