"""One way to run a tool: without network where that can be had, bounded in everything, and nothing left running."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from repochat.analyzers.limits import LIMITS, AnalyzerLimits

_LAUNCHER = Path(__file__).with_name("launcher.py")
_CHUNK_BYTES = 256 * 1024
_LOOK_EVERY_S = 0.05
_KILLED_FOR_CPU = frozenset((-signal.SIGXCPU, 128 + signal.SIGXCPU))
_KILLED_FOR_FILE = frozenset((-signal.SIGXFSZ, 128 + signal.SIGXFSZ))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCommand:
    """`argv[0]` is an absolute path. `folder` is where it runs, and its home: empty, and thrown away afterwards."""

    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRun:
    """How it ended. `cut` names the limit that ended it ("" for none), `cpu_s` what it and its children used."""

    output: bytes
    errors: str
    code: int
    cut: str
    cpu_s: float
    peak_bytes: int


def run_tool(
    command: ToolCommand, *, limits: AnalyzerLimits = LIMITS, should_stop: Callable[[], bool] = lambda: False
) -> ToolRun:
    """Runs to its end or to a limit. Raises FileNotFoundError when there is no such program."""
    if not Path(command.argv[0]).is_file():
        raise FileNotFoundError(command.argv[0])
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            _build_launch(command, limits),
            cwd=command.folder,
            env=_build_environment(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        watch = _Watch(process, limits, should_stop)
        output = watch.read_output()
        code, cpu_s, peak_bytes = watch.wait()
        return ToolRun(
            output=output,
            errors=_read_tail(errors, limits.error_bytes_max),
            code=code,
            cut=watch.cut or _name_signal(code),
            cpu_s=cpu_s,
            peak_bytes=peak_bytes,
        )


def _build_launch(command: ToolCommand, limits: AnalyzerLimits) -> list[str]:
    bounds = (limits.cpu_s, limits.address_space_bytes, limits.written_file_bytes)
    return [sys.executable, "-I", "-S", str(_LAUNCHER), *(str(bound) for bound in bounds), *command.argv]


def _build_environment(command: ToolCommand) -> dict[str, str]:
    """Nothing of ours: no path, no token, no locale but one that every tool knows."""
    home = str(command.folder)
    return {"HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **command.environment}


class _Watch:
    """Reads what a tool writes, and kills its group at a limit."""

    def __init__(
        self, process: subprocess.Popen[bytes], limits: AnalyzerLimits, should_stop: Callable[[], bool]
    ) -> None:
        self.cut = ""
        self._process = process
        self._limits = limits
        self._should_stop = should_stop
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def read_output(self) -> bytes:
        pieces: list[bytes] = []
        left = self._limits.output_bytes_max
        if self._process.stdout is None:
            raise AssertionError("a tool is always started with a pipe for stdout")
        with self._process.stdout as stdout:
            while left > 0 and (piece := os.read(stdout.fileno(), _CHUNK_BYTES)):
                pieces.append(piece[:left])
                left -= len(piece)
        if left <= 0:
            self._kill("output_bytes_max")
        return b"".join(pieces)

    def wait(self) -> tuple[int, float, int]:
        """Its code, CPU seconds and peak of memory. Whatever its group left running is killed."""
        _, status, usage = os.wait4(self._process.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        self._ended.set()
        self._thread.join()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        unit = 1 if sys.platform == "darwin" else 1024
        return code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit

    def _look(self) -> None:
        deadline = time.monotonic() + self._limits.clock_s
        while not self._ended.wait(_LOOK_EVERY_S):
            if self._should_stop():
                self._kill("stopped")
            elif time.monotonic() > deadline:
                self._kill("clock_s")

    def _kill(self, cut: str) -> None:
        self.cut = self.cut or cut
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _name_signal(code: int) -> str:
    if code in _KILLED_FOR_CPU:
        return "cpu_s"
    if code in _KILLED_FOR_FILE:
        return "written_file_bytes"
    return "killed" if code == -signal.SIGKILL else ""


def _read_tail(errors: IO[bytes], bytes_max: int) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - bytes_max))
    return errors.read(bytes_max).decode("utf-8", "replace").strip()
