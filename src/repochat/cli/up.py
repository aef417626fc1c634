"""`repochat up` and `repochat down`: everything started together, and stopped together."""

import asyncio
from dataclasses import dataclass

from repochat.accounts import local_viewer
from repochat.cli.index import index_source, show_report
from repochat.cli.interruption import listening
from repochat.cli.keys import add_token
from repochat.cli.services import NAMES, find_service, log_of
from repochat.cli.startup import Running, start_services, stop_all
from repochat.cli.terminal import warn, write, write_json
from repochat.cli.workspace import load_command_settings
from repochat.core.attachment import open_database
from repochat.core.errors import RepochatError, UnavailableError
from repochat.core.home import Home, open_home
from repochat.core.postgres import EmbeddedPostgres
from repochat.core.settings import Settings
from repochat.git import parse_source
from repochat.indexing.progress import IndexReport
from repochat.workspace import Resources, Workspace

WATCH_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class UpRequest:
    """`source` null is the current folder, if it is a repository. `host` and `port` win over the settings."""

    source: str | None
    host: str | None = None
    port: int | None = None
    foreground: bool = False


async def up(request: UpRequest, *, as_json: bool) -> None:
    """Start what does not run, index, print the address. What started stays when a later step fails.

    In the foreground it stays until SIGTERM or SIGINT, and stops everything then.
    """
    settings = _apply(request, load_command_settings())
    home = open_home(settings.repochat_home)
    try:
        await _start(request, settings, home, as_json=as_json)
        if request.foreground:
            await _watch(home)
    finally:
        if request.foreground:
            await asyncio.to_thread(stop_all, home, settings)


def down(*, as_json: bool) -> None:
    """Stop worker, API and database, in this order; fine when nothing runs."""
    settings = load_command_settings()
    stopped = stop_all(Home(root=settings.repochat_home.expanduser().absolute()), settings)
    if as_json:
        write_json({"stopped": stopped})
    else:
        write(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


async def _start(request: UpRequest, settings: Settings, home: Home, *, as_json: bool) -> None:
    await asyncio.to_thread(_keep_database, settings, home)
    async with open_database(settings) as database:
        running = await asyncio.to_thread(
            start_services, home, settings, port=request.port, detached=not request.foreground
        )
        link = add_token(running.address, home)
        warn(f"repochat runs at {running.address}")
        report = None
        source = request.source or _find_source()
        if source is not None:
            resources = Resources(settings=settings, database=database, home=home)
            workspace = Workspace(resources=resources, viewer=local_viewer())
            report = await index_source(workspace, source)
    _show(running, link, report, as_json=as_json)


def _find_source() -> str | None:
    try:
        return parse_source(".", may_reach_local=True).url
    except RepochatError:
        return None


def _apply(request: UpRequest, settings: Settings) -> Settings:
    given = {"api_host": request.host, "api_port": request.port}
    return settings.model_copy(update={key: value for key, value in given.items() if value is not None})


def _keep_database(settings: Settings, home: Home) -> None:
    """The embedded server outlives this process: `down` stops it."""
    if settings.is_embedded:
        server = EmbeddedPostgres(home)
        server.start(keep=True)
        server.close()


def _show(running: Running, link: str, report: IndexReport | None, *, as_json: bool) -> None:
    if as_json:
        index = report.as_json() if report else None
        told = {"address": running.address, "link": link, "started": running.started, "reused": running.reused}
        write_json({**told, "index": index})
        return
    if report is not None:
        show_report(report, as_json=False)
    write(f"Open {link} in a browser, or run `repochat ask QUESTION`. `repochat down` stops everything.")


async def _watch(home: Home) -> None:
    """Returns when somebody asks to stop. Raises UnavailableError when a process dies."""
    async with listening() as interruption:
        while not interruption.is_asked():
            for name in NAMES:
                if find_service(home, name) is None:
                    raise UnavailableError(
                        f"The {name} process died.", hint=f"See what it said, or {log_of(home, name)}."
                    )
            await asyncio.sleep(WATCH_EVERY_S)
