"""One way to run git: bounded in time and output, stoppable, and with nothing left running afterwards."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from repochat.core.errors import LimitError, RepochatError, UnavailableError
from repochat.git.environment import build_command, build_environment
from repochat.git.failures import build_failure, build_stopped, build_timeout
from repochat.git.limits import GitLimits
from repochat.git.progress import GitProgress, parse_progress

ShouldStop = Callable[[], bool]
OnProgress = Callable[[GitProgress], None]

_CHUNK_BYTES = 256 * 1024
_WATCH_EVERY_S = 0.1
_STDERR_TAIL_LINES = 40
_STDERR_LINE_BYTES_MAX = 4096


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """One run of git. `timeout_s` None means as long as its owner keeps it (a reader of blobs)."""

    args: tuple[str | bytes, ...]
    git_dir: Path | None = None
    timeout_s: float | None = GitLimits.lookup_timeout_s
    timeout_name: str = "lookup_timeout_s"
    stdout_bytes_max: int = GitLimits.stdout_bytes_max
    stdin: bytes = b""
    protocols: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    good_codes: frozenset[int] = frozenset({0})
    should_stop: ShouldStop | None = None
    find_breach: Callable[[], RepochatError | None] | None = None
    """Asked now and then while git runs; an error stops it and is raised."""
    on_progress: OnProgress | None = None


def run_git(invocation: Invocation) -> bytes:
    """All of stdout. Raises the RepochatError that fits a failure, a time limit, an output limit or a stop."""
    with stream_git(invocation) as chunks:
        return b"".join(chunks)


@contextmanager
def stream_git(invocation: Invocation) -> Generator[Iterator[bytes]]:
    """Chunks of stdout as they come. Leaving early kills git and raises nothing; reading to the end may raise."""
    with tempfile.TemporaryFile() as stdin:
        # A file rather than a pipe: git may write before it has read everything, and no thread is needed.
        stdin.write(invocation.stdin)
        stdin.seek(0)
        with GitProcess(invocation, stdin=stdin) as process:
            yield process.iter_stdout()


class GitProcess:
    """A running git with its watcher. Use it in a `with` block: leaving it kills whatever still runs."""

    def __init__(self, invocation: Invocation, *, stdin: IO[bytes] | int) -> None:
        """`stdin` is a file, or `subprocess.PIPE` for a conversation through `process.stdin`."""
        self._invocation = invocation
        self._breach: BaseException | None = None
        self._stderr_tail: list[str] = []
        self._ended = threading.Event()
        self._deadline = None if invocation.timeout_s is None else time.monotonic() + invocation.timeout_s
        self.process = _start(invocation, stdin)
        self._threads = [threading.Thread(target=self._drain_stderr, daemon=True)]
        if self._needs_watch():
            self._threads.append(threading.Thread(target=self._watch, daemon=True))
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stdout(self) -> IO[bytes]:
        if self.process.stdout is None:
            raise AssertionError("git is always started with a pipe for stdout")
        return self.process.stdout

    def iter_stdout(self) -> Iterator[bytes]:
        """Chunks until git ends; then raises if it ended badly."""
        total = 0
        while chunk := self._read_chunk():
            total += len(chunk)
            if total > self._invocation.stdout_bytes_max:
                raise LimitError(
                    f"git wrote more than {self._invocation.stdout_bytes_max} bytes.",
                    hint="Index a smaller part of the repository, or raise the limit.",
                    limit="stdout_bytes_max",
                )
            yield chunk
        self.check_end()

    def check_end(self) -> None:
        """Waits for git to end. Raises the RepochatError that fits, when it did not end well."""
        code = self.process.wait()
        self._finish()
        if self._breach is not None:
            raise self._breach
        if code not in self._invocation.good_codes:
            self._kill()
            raise build_failure("\n".join(self._stderr_tail) or f"it ended with code {code}")

    def close(self) -> None:
        """Kills git and its children if they still run, and frees everything. Safe to call again."""
        if self.process.poll() is None:
            self._kill()
            self.process.wait()
        self._finish()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _finish(self) -> None:
        self._ended.set()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout=2)

    def _read_chunk(self) -> bytes:
        return os.read(self.stdout.fileno(), _CHUNK_BYTES)

    def _needs_watch(self) -> bool:
        invocation = self._invocation
        return bool(self._deadline or invocation.should_stop or invocation.find_breach)

    def _watch(self) -> None:
        while not self._ended.wait(_WATCH_EVERY_S):
            breach = self._find_breach()
            if breach is not None:
                self._stop_for(breach)
                return

    def _find_breach(self) -> BaseException | None:
        invocation = self._invocation
        try:
            if self._deadline is not None and time.monotonic() > self._deadline:
                return build_timeout(invocation.timeout_s or 0, invocation.timeout_name)
            if invocation.should_stop is not None and invocation.should_stop():
                return build_stopped()
            return None if invocation.find_breach is None else invocation.find_breach()
        except Exception as error:  # noqa: BLE001  a callback's failure is handed to the thread that waits for git
            return error

    def _stop_for(self, breach: BaseException) -> None:
        self._breach = breach
        self._kill()

    def _kill(self) -> None:
        # git starts helpers (remote-https, index-pack, ssh): the whole session goes.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _drain_stderr(self) -> None:
        stderr = self.process.stderr
        if stderr is None:
            raise AssertionError("git is always started with a pipe for stderr")
        with stderr:
            rest = b""
            while chunk := os.read(stderr.fileno(), 8192):
                *lines, rest = (rest + chunk).replace(b"\r", b"\n").split(b"\n")
                rest = rest[-_STDERR_LINE_BYTES_MAX:]
                for line in lines:
                    self._hear(line)
            self._hear(rest)

    def _hear(self, line: bytes) -> None:
        text = line[:_STDERR_LINE_BYTES_MAX].decode("utf-8", "replace").strip()
        progress = parse_progress(text)
        if progress is None:
            if text:
                self._stderr_tail = [*self._stderr_tail[-_STDERR_TAIL_LINES:], text]
        elif self._invocation.on_progress is not None:
            try:
                self._invocation.on_progress(progress)
            except Exception as error:  # noqa: BLE001  a callback's failure is handed to the thread that waits for git
                self._stop_for(error)


def _start(invocation: Invocation, stdin: IO[bytes] | int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            build_command(invocation.args, invocation.git_dir),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=build_environment(invocation.protocols, invocation.environment),
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise UnavailableError("The git program was not found.", hint="Install git 2.39.4 or newer.") from error
