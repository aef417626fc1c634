from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.testing import cloned_database
from tests.cli.program import Outcome, Program
from tests.git.repositories import Repository, make_repository

CODE = b'''"""Greets people."""

GREETING = "Hello"


def greet(name: str) -> str:
    """Return a greeting for `name`."""
    return f"{GREETING}, {name}!"


def greet_all(names: list[str]) -> list[str]:
    """Return one greeting for each of `names`."""
    return [greet(name) for name in names]
'''
FILES = {
    "src/greetings.py": CODE,
    "README.md": b"# Greetings\n\nSays hello to people.\n",
    "docs/red\x1b[31m name.md": b"# Crimson\n\nA crimson file whose name drives terminals.\n",
    "data.bin": bytes(range(256)) * 20,
    "package-lock.json": b'{"lockfileVersion": 3}\n',
}


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """`outcome` is that of `repochat index --json`, run once for a whole file of tests."""

    program: Program
    repository: Repository
    outcome: Outcome
    urls: DatabaseUrls


@pytest.fixture(scope="module")
def indexed(
    tmp_path_factory: pytest.TempPathFactory, postgres: DatabaseUrls, template_database: str
) -> Generator[Indexed]:
    """A small indexed repository. The database is the tests' own: starting the embedded one is tested in `test_up`."""
    folder = tmp_path_factory.mktemp("cli")
    repository = make_repository(folder / "greetings", FILES)
    with cloned_database(postgres, template_database) as urls:
        environment = {"REPOCHAT_HOME": str(folder / "home"), "DATABASE_URL": conninfo_of(urls.owner)}
        program = Program(environment=environment, folder=folder)
        outcome = program.run("index", str(repository.path), "--json")
        yield Indexed(program=program, repository=repository, outcome=outcome, urls=urls)


@pytest.fixture
def bare_program(tmp_path: Path) -> Program:
    """A program whose command needs no database."""
    return Program(environment={"REPOCHAT_HOME": str(tmp_path / "home")}, folder=tmp_path)
