"""Embedded servers of their own, each in a folder of its own, none left running."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from repochat.core.errors import RepochatError
from repochat.core.home import Home, open_home
from repochat.core.postgres import EmbeddedPostgres, conninfo_of

Spawn = Callable[[str], "subprocess.Popen[str]"]

PROGRAM = """
import sys, time
from pathlib import Path
import psycopg
from repochat.core.home import open_home
from repochat.core.logging import configure_logging
from repochat.core.postgres import EmbeddedPostgres, conninfo_of
from repochat.core.settings import load_settings
configure_logging(load_settings({}, None))
server = EmbeddedPostgres(open_home(Path(sys.argv[1])))
"""


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose server was made and stopped: copying it is faster than making another.

    Its server does not wait for the disk, which guards against the death of the machine, not of processes.
    """
    home = open_home(tmp_path_factory.mktemp("made") / "home")
    server = EmbeddedPostgres(home)
    with psycopg.connect(conninfo_of(server.start().owner), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
    server.stop()
    return home


@pytest.fixture
def empty_home(tmp_path: Path) -> Generator[Home]:
    """A home that never had a server."""
    home = open_home(tmp_path / "home")
    yield home
    _stop(home)


@pytest.fixture
def home(made_home: Home, tmp_path: Path) -> Generator[Home]:
    """A home with a stopped server that holds nothing."""
    root = tmp_path / "home"
    subprocess.run(["cp", "-a", str(made_home.root), str(root)], check=True)
    copied = open_home(root)
    yield copied
    _stop(copied)


@pytest.fixture
def stop() -> Generator[Callable[[Home], None]]:
    """Name a home whose server is to be stopped when the test ends."""
    homes: list[Home] = []
    yield homes.append
    for home in homes:
        _stop(home)


@pytest.fixture
def spawn(tmp_path: Path) -> Generator[Spawn]:
    """Start another Python process that has `server` for this test's home and runs the lines it is given."""
    started: list[subprocess.Popen[str]] = []

    def start(lines: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", PROGRAM + lines, str(tmp_path / "home")]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _stop(home: Home) -> None:
    with suppress(RepochatError):
        EmbeddedPostgres(home).stop()
    shutil.rmtree(home.root, ignore_errors=True)
