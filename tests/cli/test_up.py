"""The product started and stopped as its users do, with its own embedded database. Each start takes seconds."""

import json
import socket
import urllib.request
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psutil
import pytest

from repochat.cli.services import Service
from repochat.cli.startup import choose_port
from repochat.core.errors import ConflictError
from repochat.core.settings import load_settings
from tests.cli.conftest import FILES
from tests.cli.program import Program, interrupt
from tests.git.repositories import make_repository


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Generator[Program]:
    folder = tmp_path_factory.mktemp("up")
    make_repository(folder / "greetings", FILES)
    program = Program(environment={"REPOCHAT_HOME": str(folder / "home")}, folder=folder)
    yield program
    program.run("down")


def _read_service(program: Program, name: str) -> Service:
    path = Path(program.environment["REPOCHAT_HOME"]) / "run" / f"{name}.json"
    return Service(**json.loads(path.read_text()))


def _get(address: str, path: str) -> Any:
    with urllib.request.urlopen(f"{address}{path}", timeout=10) as answer:  # noqa: S310  an address of this test
        return json.loads(answer.read())


def _list_processes(program: Program) -> list[str]:
    """Command lines of whatever still belongs to this home."""
    home = program.environment["REPOCHAT_HOME"]
    found: list[str] = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("REPOCHAT_HOME") == home or process.cwd().startswith(home):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


@pytest.mark.e2e
def test_up_serves_indexes_and_is_stopped_by_down(program: Program) -> None:
    """A port in use is passed over; a second `up` reuses everything; `down` leaves nothing, and again is fine."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        crowded = Program(environment={**program.environment, "API_PORT": str(port)}, folder=program.folder)
        first = crowded.get("up", "./greetings")
        assert first["started"] == ["api", "worker"]
        assert first["address"] != f"http://127.0.0.1:{port}"
        assert first["index"]["files"] == 3
        assert _get(first["address"], "/readyz")["ready"]

        again = crowded.get("up", "--repo", "./greetings")
        assert again["reused"] == ["api", "worker"]
        assert again["address"] == first["address"]
        assert again["index"]["new_blobs"] == 0

    assert program.get("down") == {"stopped": ["worker", "api", "database"]}
    assert _list_processes(program) == []
    assert program.get("down") == {"stopped": []}


@pytest.mark.e2e
def test_a_killed_process_is_replaced_and_the_living_one_kept(program: Program) -> None:
    program.get("up", "./greetings")
    kept = _read_service(program, "api")
    psutil.Process(_read_service(program, "worker").pid).kill()
    again = program.get("up", "./greetings")
    assert again["started"] == ["worker"]
    assert again["reused"] == ["api"]
    assert _read_service(program, "api") == kept
    program.run("down")


@pytest.mark.e2e
def test_in_the_foreground_a_signal_stops_everything(program: Program) -> None:
    process = program.start("up", "./greetings", "--foreground", "--json")
    assert process.stdout is not None
    started = process.stdout.readline()
    assert "address" in json.loads(started), started
    address = json.loads(started)["address"]
    assert _get(address, "/healthz")["status"] == "ok"
    assert interrupt(process).code == 0
    assert _list_processes(program) == []


@pytest.mark.e2e
def test_an_api_that_cannot_start_says_why(program: Program) -> None:
    outcome = program.run("up", "--host", "0.0.0.0", "--json")  # noqa: S104  what is refused
    assert outcome.code == 7
    assert "no login is configured" in outcome.json["error"]["message"]
    program.run("down")


def test_a_port_that_was_named_is_not_exchanged_for_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = load_settings({"API_PORT": str(taken.getsockname()[1])}, None)
        with pytest.raises(ConflictError):
            choose_port(settings, is_fixed=True)
        assert choose_port(settings, is_fixed=False) > settings.api_port
