"""Tools run under limits, without a network, and leave nothing behind."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from repochat.analyzers.limits import LIMITS
from repochat.analyzers.process import ToolCommand, ToolRun, run_tool

LITTLE = replace(LIMITS, cpu_s=1, clock_s=20.0, output_bytes_max=1_000, written_file_bytes=10_000)


def run(folder: Path, program: str, **environment: str) -> ToolRun:
    argv = [sys.executable, "-I", "-c", program]
    return run_tool(ToolCommand(argv=argv, folder=folder, environment=environment), limits=LITTLE)


def test_a_tool_gets_a_home_and_nothing_of_our_environment(tmp_path: Path) -> None:
    os.environ["ANALYZER_TEST_TOKEN"] = "ours"
    try:
        told = run(tmp_path, "import os; print(sorted(os.environ), os.environ['HOME'], os.getcwd())", GIVEN="1")
    finally:
        del os.environ["ANALYZER_TEST_TOKEN"]
    assert told.output.decode() == f"['GIVEN', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR'] {tmp_path} {tmp_path}\n"
    assert (told.code, told.cut) == (0, "")
    assert told.cpu_s > 0


@pytest.mark.parametrize(
    ("program", "cut"),
    [
        ("while True: pass", "cpu_s"),
        ("print('x' * 5_000)", "output_bytes_max"),
        ("import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); open('f', 'w').write('x' * 50_000)", "written"),
    ],
)
def test_what_hits_a_limit_is_stopped_and_says_at_which(tmp_path: Path, program: str, cut: str) -> None:
    told = run(tmp_path, program)
    assert told.cut.startswith(cut)
    assert len(told.output) <= LITTLE.output_bytes_max


def test_more_memory_than_allowed_is_refused(tmp_path: Path) -> None:
    argv = [sys.executable, "-I", "-c", "bytearray(2 * 1024**3)"]
    limits = replace(LITTLE, address_space_bytes=1024**3)
    told = run_tool(ToolCommand(argv=argv, folder=tmp_path, environment={}), limits=limits)
    assert told.code != 0
    assert "MemoryError" in told.errors


def test_children_that_a_tool_leaves_behind_are_killed(tmp_path: Path) -> None:
    child = "import time; time.sleep(60)"
    program = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {child!r}], stdout=2).pid)"
    told = run(tmp_path, program)
    left = int(told.output)
    assert not psutil.pid_exists(left) or psutil.Process(left).status() == psutil.STATUS_ZOMBIE or _ends(left)


def _ends(pid: int) -> bool:
    try:
        psutil.Process(pid).wait(timeout=5)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def test_somebody_who_wants_to_stop_is_heard(tmp_path: Path) -> None:
    argv = [sys.executable, "-I", "-c", "import time; time.sleep(60)"]
    told = run_tool(ToolCommand(argv=argv, folder=tmp_path, environment={}), limits=LITTLE, should_stop=lambda: True)
    assert told.cut == "stopped"


def test_a_tool_has_no_network_where_the_system_can_take_it(tmp_path: Path) -> None:
    program = "import socket; print([name for _, name in socket.if_nameindex()])"
    told = run(tmp_path, program).output.decode().strip()
    interfaces = set(psutil.net_if_addrs())
    assert told == "['lo']" or set(told.strip("[]").replace("'", "").split(", ")) == interfaces


def test_a_program_that_is_not_there_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_tool(ToolCommand(argv=[str(tmp_path / "none")], folder=tmp_path, environment={}))
