"""The background processes as a whole: started where they do not run, replaced where they are outdated, stopped."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from repochat.cli.launch import (
    hash_settings,
    read_log_end,
    start_service,
    stop_services,
    stop_strays,
)
from repochat.cli.readiness import await_ready
from repochat.cli.services import NAMES, Service, ServiceName, find_service, log_of
from repochat.core.errors import ConflictError, InvalidError, RepochatError, UnavailableError
from repochat.core.home import Home
from repochat.core.postgres import EmbeddedPostgres
from repochat.core.postgres.locks import locked
from repochat.core.settings import Settings

PORTS_TRIED = 20
TURN_TIMEOUT_S = 120.0  # another `up` or `down` is at work
LOCK = "up.lock"
STOP_ORDER: tuple[ServiceName, ...] = ("worker", "api")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What runs now, and which of it was started just now."""

    address: str
    started: list[str]
    reused: list[str]


def start_services(home: Home, settings: Settings, *, port: int | None, detached: bool) -> Running:
    """Returns when the API is ready. `port`, where it is given, is the only one that will do.

    Raises ConflictError when no port is free, UnavailableError when a process dies.
    """
    with locked(home.run / LOCK, timeout_s=TURN_TIMEOUT_S):
        found = {name: _reuse(home, settings, name, port=port if name == "api" else None) for name in NAMES}
        if found["api"] is None:
            chosen = choose_port(settings, is_fixed=port is not None)
            settings = settings.model_copy(update={"api_port": chosen})
        services = [found[name] or start_service(home, settings, name, detached=detached) for name in NAMES]
        address = next(service.address for service in services if service.address) or ""
        await_ready(address, services, lambda service: _explain_death(home, service))
    return Running(
        address=address,
        started=[name for name in NAMES if found[name] is None],
        reused=[name for name in NAMES if found[name] is not None],
    )


def stop_all(home: Home, settings: Settings) -> list[str]:
    """Stop worker, API and the embedded database, in this order; returns what ran."""
    if not home.run.is_dir():
        return []
    with locked(home.run / LOCK, timeout_s=TURN_TIMEOUT_S):
        stopped: list[str] = [*stop_services(home, STOP_ORDER)]
        stopped += ["strays"] * bool(stop_strays(home))
        if settings.is_embedded:
            server = EmbeddedPostgres(home)
            stopped += ["database"] * (server.status() in ("starting", "running"))
            server.stop()
    return stopped


def choose_port(settings: Settings, *, is_fixed: bool) -> int:
    """The port of `settings`, or the next free one unless it `is_fixed`. Raises ConflictError when none is free."""
    for port in range(settings.api_port, settings.api_port + (1 if is_fixed else PORTS_TRIED)):
        if _is_free(settings.api_host, port):
            return port
    raise ConflictError(
        f"Port {settings.api_port} of {settings.api_host} is in use by another program.",
        hint="Name a free one, `repochat up --port NUMBER`, or stop that program.",
    )


def _reuse(home: Home, settings: Settings, name: ServiceName, *, port: int | None) -> Service | None:
    """The running one, unless it was started with other settings or by another release: then it is stopped."""
    service = find_service(home, name)
    if service is None:
        return None
    stays = port is None or urlsplit(service.address or "").port == port
    if stays and service.settings_hash == hash_settings(settings):
        return service
    stop_services(home, [name])
    return None


def _is_free(host: str, port: int) -> bool:
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise InvalidError(f"{host} is not an address of this machine.", hint="Set API_HOST=127.0.0.1.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def _explain_death(home: Home, service: Service) -> RepochatError:
    log_path = log_of(home, service.name)
    return UnavailableError(
        f"The {service.name} process ended at once. It said:\n{read_log_end(log_path)}",
        hint=f"All of it stands in {log_path}; `repochat doctor` checks what it needs.",
    )
