"""The process that runs are forked from: it imported what they need, and does nothing else but to watch them.

It starts, measures and ends them, because only a parent can be sure which process it kills. When the worker that it
belongs to is gone it ends all of them and itself. It has one thread, so a fork copies no lock that somebody holds.

Run as `python -m repochat.thinking.running.nursery_process FD`; it speaks JSON lines over the socket FD.
"""

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import psutil

from repochat.thinking.running.limits import LIMITS
from repochat.thinking.running.measuring import Meter, kill_all, list_tree
from repochat.thinking.running.process_limits import adopt_orphans, die_with_parent, limit_process
from repochat.thinking.spec import Amounts

CHILD = "repochat.thinking.running.child"
REQUEST_BYTES_MAX = 1 << 16
CHANNELS_MAX = 16  # that may come with one read


@dataclass(slots=True)
class _Run:
    number: int
    pid: int
    allowed: Amounts
    meter: Meter = field(default_factory=Meter)
    kill_at: float | None = None
    over: str = ""


class NurseryProcess:
    """Serves `control` until the other end is closed."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._pid = os.getpid()
        self._runs: dict[int, _Run] = {}
        self._channels: list[int] = []
        self._unread = b""
        self._woken, wake = os.pipe()
        for end in (self._woken, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _note_signal)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # the worker says when to end, or is gone

    def serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            self._say({"ready": self._pid})
            try:
                while True:
                    ready = {key.fileobj for key, _ in selector.select(LIMITS.measure_s if self._runs else None)}
                    if self._woken in ready:
                        _drain(self._woken)
                    if self._control in ready and not self._read():
                        return
                    self._watch()
            finally:
                self._end_all()

    def _read(self) -> bool:
        """False when the worker is gone."""
        body, channels, _, _ = socket.recv_fds(self._control, REQUEST_BYTES_MAX, CHANNELS_MAX)
        if not body:
            return False
        self._channels += channels
        *lines, self._unread = (self._unread + body).split(b"\n")
        for line in lines:
            self._handle(json.loads(line))
        return True

    def _handle(self, request: dict[str, Any]) -> None:
        number = request["number"]
        if request["do"] == "start":
            self._start(number, self._channels.pop(0), Amounts(**request["allowed"]))
        elif (run := self._runs.get(number)) is not None:
            self._stop(run, grace_s=request["grace_s"])

    def _start(self, number: int, channel: int, allowed: Amounts) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_child(channel, allowed)
        os.close(channel)
        self._runs[number] = _Run(number=number, pid=pid, allowed=allowed)
        self._say({"started": number, "pid": pid})

    def _become_child(self, channel: int, allowed: Amounts) -> NoReturn:
        code = 70
        try:
            os.setsid()
            die_with_parent(self._pid)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            for end in (self._control.fileno(), self._woken):
                os.close(end)
            limit_process(allowed)
            code = importlib.import_module(CHILD).main(channel)
        finally:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(code)  # no clean-up of what belongs to the parent

    def _stop(self, run: _Run, *, grace_s: float) -> None:
        """It is asked, and killed when it is still there after `grace_s`."""
        if grace_s <= 0:
            self._kill(run)
            return
        run.kill_at = time.monotonic() + grace_s
        with suppress(ProcessLookupError):
            os.kill(run.pid, signal.SIGTERM)

    def _watch(self) -> None:
        for run in list(self._runs.values()):
            if self._has_ended(run):
                self._bury(run)
                continue
            before = run.meter.family
            run.meter.look(run.pid)
            if run.meter.family != before:  # whoever finds this process killed kills what it left
                self._say({"family": run.number, "members": run.meter.family})
            excess = run.meter.find_excess(run.allowed)
            if excess is not None and not run.over:
                run.over = excess
                self._kill(run)
            elif run.kill_at is not None and time.monotonic() >= run.kill_at:
                self._kill(run)

    def _has_ended(self, run: _Run) -> bool:
        """Without reaping it: its process group keeps its number that long."""
        return os.waitid(os.P_PID, run.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _kill(self, run: _Run) -> None:
        kill_all(list_tree(run.pid))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(run.pid, signal.SIGKILL)

    def _bury(self, run: _Run) -> None:
        """Everything that it started ends with it; then what it used is told."""
        self._kill(run)
        _, status, usage = os.wait4(run.pid, 0)
        del self._runs[run.number]
        self._end_orphans()
        used = run.meter.total()
        used["cpu_s"] = max(used["cpu_s"], usage.ru_utime + usage.ru_stime)
        scale = 1 if sys.platform == "darwin" else 1_024  # macOS tells bytes
        used["memory_bytes"] = max(used["memory_bytes"], usage.ru_maxrss * scale)
        code = os.waitstatus_to_exitcode(status)
        self._say({"ended": run.number, "code": code, "over": run.over, "used": used})

    def _end_orphans(self) -> None:
        """What left its run's group, and was left to us when its parent ended."""
        known = {run.pid for run in self._runs.values()}
        with suppress(psutil.Error):
            orphans = [each for each in psutil.Process().children() if each.pid not in known]
            for orphan in orphans:
                kill_all(list_tree(orphan.pid))
            for orphan in orphans:
                with suppress(ChildProcessError):
                    os.waitpid(orphan.pid, 0)

    def _end_all(self) -> None:
        for run in list(self._runs.values()):
            self._kill(run)
            with suppress(ChildProcessError):
                os.waitpid(run.pid, 0)
        self._runs.clear()
        self._end_orphans()

    def _say(self, told: dict[str, Any]) -> None:
        with suppress(BrokenPipeError, ConnectionError):  # the next read says that the worker is gone
            self._control.sendall(json.dumps(told).encode() + b"\n")


def _note_signal(_number: int, _frame: object) -> None:
    """The byte that Python writes to the wakeup pipe is what counts."""


def _drain(pipe: int) -> None:
    with suppress(BlockingIOError):
        while os.read(pipe, 4_096):
            pass


def main() -> None:
    """Reads the first line, which says where to look for modules and which to import, then serves."""
    control = socket.socket(fileno=int(sys.argv[1]))
    adopt_orphans()
    opening = bytearray()
    while not opening.endswith(b"\n"):
        part = control.recv(1)  # nothing of a request that may follow
        if not part:
            return
        opening += part
    preamble = json.loads(opening)
    sys.path[:] = preamble["path"]
    for name in (CHILD, *preamble["modules"]):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection in a child must not copy all pages of this process
    NurseryProcess(control).serve()


if __name__ == "__main__":
    main()
