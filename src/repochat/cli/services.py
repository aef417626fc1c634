"""The processes that `repochat up` leaves running: what is written of them, and whether they still are the same."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from repochat.core.home import Home

ServiceName = Literal["api", "worker"]
NAMES: tuple[ServiceName, ...] = ("api", "worker")
MODULE = "repochat.cli"
CLOCK_SLACK_S = 2.0  # the kernel's idea of when it booted moves when the clock is set


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A background process. `address` is null for one that nobody calls; `settings_hash` tells when it is outdated."""

    name: ServiceName
    pid: int
    started_s: float
    address: str | None
    settings_hash: str


def list_services(home: Home) -> list[Service]:
    """Those that run."""
    return [service for name in NAMES if (service := find_service(home, name)) is not None]


def find_service(home: Home, name: ServiceName) -> Service | None:
    """The process that the file of `name` tells of, if it still is that process; a pid alone proves nothing."""
    try:
        service = Service(**json.loads(path_of(home, name).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return service if is_alive(service) else None


def is_alive(service: Service) -> bool:
    """For a moment after its start a process has no command line: then the time of its start alone has to do."""
    with suppress(psutil.Error):
        process = psutil.Process(service.pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and abs(process.create_time() - service.started_s) < CLOCK_SLACK_S
            and (is_ours(command := process.cmdline(), service.name) or not command)
        )
    return False


def is_ours(command: list[str], name: ServiceName) -> bool:
    """Whether it is the command line that `repochat up` writes."""
    return command[1:4] == ["-m", MODULE, name]


def list_strays(home: Home) -> list[psutil.Process]:
    """Processes of this home that no file tells of: their starter was killed before it could write one."""
    known = {service.pid for service in list_services(home)}
    strays: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            command = process.cmdline()
            if process.pid not in known and any(is_ours(command, name) for name in NAMES) and _serves(process, home):
                strays.append(process)
    return strays


def _serves(process: psutil.Process, home: Home) -> bool:
    return process.uids().real == os.geteuid() and process.environ().get("REPOCHAT_HOME") == str(home.root)


def write_service(home: Home, service: Service) -> None:
    """By a rename, so that a reader never sees half of it."""
    path = path_of(home, service.name)
    staging = path.with_suffix(".new")
    values: dict[str, Any] = asdict(service)
    staging.write_text(json.dumps(values), "utf-8")
    staging.replace(path)


def forget_service(home: Home, name: ServiceName) -> None:
    path_of(home, name).unlink(missing_ok=True)


def path_of(home: Home, name: ServiceName) -> Path:
    return home.run / f"{name}.json"


def log_of(home: Home, name: ServiceName) -> Path:
    return home.logs / f"{name}.log"
