import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from repochat.cli.launch import build_environment, hash_settings, stop_processes
from repochat.cli.services import MODULE, Service, find_service, list_strays, write_service
from repochat.core.home import Home, open_home
from repochat.core.settings import load_settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def _describe(process: psutil.Process, *, late_s: float = 0) -> Service:
    started_s = process.create_time() - late_s
    return Service(name="worker", pid=process.pid, started_s=started_s, address=None, settings_hash="")


@pytest.fixture
def worker(home: Home) -> Generator[psutil.Process]:
    """A background worker that is still starting: its database will not answer."""
    settings = load_settings({"DATABASE_URL": "postgresql://me@127.0.0.1:1/code"}, None)
    command = [sys.executable, "-m", MODULE, "worker"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=build_environment(settings, home), stdin=quiet, stderr=quiet)
    started = psutil.Process(process.pid)
    while not started.cmdline():  # empty for a moment after the start
        time.sleep(0.001)
    yield started
    process.kill()
    process.wait()


def test_a_worker_is_known_by_its_command_and_its_start(home: Home, worker: psutil.Process) -> None:
    write_service(home, _describe(worker))
    assert find_service(home, "worker") is not None
    write_service(home, _describe(worker, late_s=100))
    assert find_service(home, "worker") is None


def test_a_pid_that_another_program_has_now_is_not_ours(home: Home) -> None:
    write_service(home, _describe(psutil.Process()))
    assert find_service(home, "worker") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_damaged_file_is_no_service(home: Home, content: str) -> None:
    (home.run / "worker.json").write_text(content)
    assert find_service(home, "worker") is None


def test_settings_reach_a_background_process_whole(home: Home) -> None:
    env = {"DATABASE_URL": "postgresql://me:secret@db/code", "LLM_PROVIDER": "ollama", "LLM_MODEL": "small"}
    settings = load_settings(env, None)
    child = load_settings({k: v for k, v in build_environment(settings, home).items() if k != "REPOCHAT_HOME"}, None)
    assert child.model_copy(update={"repochat_home": settings.repochat_home}) == settings


def test_another_port_leaves_a_process_valid_and_another_setting_does_not() -> None:
    plain = hash_settings(load_settings({}, None))
    assert hash_settings(load_settings({"API_PORT": "9000"}, None)) == plain
    assert hash_settings(load_settings({"EMBEDDING_MODEL": "openai:x", "LLM_API_KEY": "k"}, None)) != plain


def test_a_process_that_ignores_being_asked_is_killed_with_its_children() -> None:
    child = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {child!r}]); child.wait()"
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children()]
    stop_processes([family[0]])
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 10
    while any(_runs(each) for each in family) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(family) == 2
    assert not any(_runs(each) for each in family)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_process_that_no_file_tells_of_is_found_by_its_home(
    home: Home, worker: psutil.Process, tmp_path: Path
) -> None:
    """Its starter was killed between starting it and writing the file."""
    assert [stray.pid for stray in list_strays(home)] == [worker.pid]
    assert list_strays(open_home(tmp_path / "another")) == []
    write_service(home, _describe(worker))
    assert list_strays(home) == []
