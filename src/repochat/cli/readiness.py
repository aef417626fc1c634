"""Waiting until the API says that all it depends on answers."""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from repochat.cli.services import Service, is_alive
from repochat.core.errors import RepochatError, UnavailableError

READY_TIMEOUT_S = 90.0  # a cold start of Python on a busy machine
ASK_TIMEOUT_S = 6.0
ASK_EVERY_S = 0.05


def await_ready(address: str, services: Sequence[Service], explain: Callable[[Service], RepochatError]) -> None:
    """Returns when `/readyz` of `address` says so.

    Raises `explain(service)` for one that dies, UnavailableError when nothing happens for long.
    """
    deadline = time.monotonic() + READY_TIMEOUT_S
    while (state := ask_readiness(address)) != "ready":
        for service in services:
            if not is_alive(service):
                raise explain(service)
        if time.monotonic() > deadline:
            raise UnavailableError(
                f"{address} was not ready within {READY_TIMEOUT_S:.0f} s: {state}",
                hint="Run `repochat doctor`; the logs stand in REPOCHAT_HOME/logs.",
            )
        time.sleep(ASK_EVERY_S)


def ask_readiness(address: str) -> str:
    """`ready`, or what is missing."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=ASK_TIMEOUT_S)
    try:
        connection.request("GET", "/readyz")
        answer = json.loads(connection.getresponse().read())
        checks = answer["checks"].items()
        return "ready" if answer["ready"] else "; ".join(f"{k}: {v['detail']}" for k, v in checks if not v["ok"])
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        return f"no answer ({type(error).__name__})"
    finally:
        connection.close()
