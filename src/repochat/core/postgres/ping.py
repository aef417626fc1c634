"""Whether a server really answers: a pid file alone proves nothing."""

import time
from pathlib import Path

import psycopg

from repochat.core.errors import UnavailableError
from repochat.core.postgres.credentials import Credentials, build_urls, conninfo_of
from repochat.core.postgres.limits import PostgresLimits
from repochat.core.postgres.postmaster import POLL_S, Postmaster, find_postmaster, read_pid_file, stop_postmaster

NOT_YET = ("starting up", "shutting down", "recovery")


def find_answering(data: Path, credentials: Credentials, limits: PostgresLimits) -> Postmaster | None:
    """The server of `data` once it answers; None when there is none, so that one may be started.

    Waits for one that is starting or stopping. Stops one that nobody can reach any more.
    Raises UnavailableError when a reachable one stays silent: it may be at work for others, so it is left alone.
    """
    deadline = time.monotonic() + limits.start_timeout_s
    silent_deadline = time.monotonic() + limits.silence_max_s
    while True:
        postmaster = read_pid_file(data)
        if postmaster is not None and postmaster.is_ready and _answers(postmaster, credentials, limits):
            return postmaster
        if find_postmaster(data) is None:
            return None
        if postmaster is not None and postmaster.is_ready and not postmaster.socket.exists():
            stop_postmaster(data, limits)
            return None
        if time.monotonic() > (silent_deadline if postmaster is not None and postmaster.is_ready else deadline):
            raise UnavailableError(
                "The embedded database is running but does not answer.",
                hint="See logs/postgres.log in REPOCHAT_HOME; `repochat down` stops it, the next command starts it.",
            )
        time.sleep(POLL_S)


def _answers(postmaster: Postmaster, credentials: Credentials, limits: PostgresLimits) -> bool:
    try:
        with _connect(postmaster, credentials, limits) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as error:
        return _is_refusal(str(error))
    return True


def _is_refusal(message: str) -> bool:
    """Whether a server was there to say no: one with too many clients is alive. Raises UnavailableError."""
    if "password authentication failed" in message:
        raise UnavailableError(
            "The embedded database does not accept the passwords in postgres/credentials.json of REPOCHAT_HOME.",
            hint="Run `repochat down` and remove that file: the next start sets new passwords. No data is lost.",
        )
    return "FATAL" in message and not any(state in message for state in NOT_YET)


def _connect(
    postmaster: Postmaster, credentials: Credentials, limits: PostgresLimits
) -> psycopg.Connection[tuple[object, ...]]:
    urls = build_urls(credentials, postmaster.socket_folder)
    return psycopg.connect(conninfo_of(urls.app), connect_timeout=limits.ping_timeout_s, autocommit=True)
