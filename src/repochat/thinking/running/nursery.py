"""The worker's end of the process that runs are forked from. It is there only while runs are, and a while after."""

import asyncio
import json
import os
import pickle
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from repochat.core.errors import UnavailableError
from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.running.measuring import Key, kill_all, kill_family, list_tree
from repochat.thinking.running.order import Order
from repochat.thinking.running.wire import HEADER

log = structlog.get_logger(__name__)

MODULE = "repochat.thinking.running.nursery_process"
ENVIRONMENT = {  # a fork copies no threads, and a run has the CPU seconds of one
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended: `code` below 0 is a signal's; `over` names the bound that it was killed for.

    `used` has cpu_s, memory_bytes and io_bytes of it and all that it started; None: nobody could measure.
    """

    code: int
    over: str = ""
    used: dict[str, float] | None = None


@dataclass(slots=True)
class Child:
    """A running process. `messages` is what it says; `ended` is set once it and all that it started are gone."""

    number: int
    messages: asyncio.StreamReader
    answers: asyncio.StreamWriter
    ended: asyncio.Future[Ended]
    pid: int = 0
    family: tuple[Key, ...] = ()  # its processes, as they were told last


class Nursery:
    """Starts runs in processes of their own. Build one per worker and close it at the end; one event loop uses it."""

    def __init__(self, registry: str, limits: RunLimits = LIMITS) -> None:
        self._modules = [registry.partition(":")[0]]
        self._limits = limits
        self._serving: _Serving | None = None
        self._starting = asyncio.Lock()
        self._numbers = 0
        self._idle: asyncio.TimerHandle | None = None
        self._warming: asyncio.Task[None] | None = None
        self._is_wanted = False

    @property
    def pid(self) -> int | None:
        """Of the process that is forked from, while there is one."""
        return None if self._serving is None else self._serving.process.pid

    async def start(self, order: Order) -> Child:
        """A process that runs `order`. Raises UnavailableError when none can be started."""
        serving = await self._ensure()
        self._numbers += 1
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
        child = Child(self._numbers, reader, writer, asyncio.get_running_loop().create_future())
        serving.children[child.number] = child
        request = {"do": "start", "number": child.number, "allowed": order.allowed.as_json()}
        with theirs:
            serving.ask(request, theirs.fileno())
        body = pickle.dumps(order)
        writer.write(HEADER.pack(len(body)) + body)
        return child

    def stop(self, child: Child, *, grace_s: float = 0) -> None:
        """It is asked, and killed `grace_s` later with all that it started. `child.ended` says when it is gone."""
        if self._serving is not None and not child.ended.done():
            self._serving.ask({"do": "stop", "number": child.number, "grace_s": grace_s})

    async def release(self, child: Child) -> None:
        """Call it once it has ended: when no other comes for a while, the process that is forked from ends too."""
        child.answers.close()
        if self._serving is not None:
            self._serving.children.pop(child.number, None)
            self._let_idle()

    def keep_ready(self, *, is_wanted: bool) -> None:
        """Started now, in the background, and kept; or no longer kept than its last run needs it."""
        self._is_wanted = is_wanted
        if is_wanted and (self._serving is None or self._serving.is_gone) and self._warming is None:
            self._warming = asyncio.create_task(self._warm(), name="thinking.warming")
        elif not is_wanted and self._serving is not None and self._idle is None:
            self._let_idle()

    async def close(self) -> None:
        """Ends all that runs."""
        self._keep()
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        serving, self._serving = self._serving, None
        if serving is not None:
            await serving.close()

    async def _warm(self) -> None:
        try:
            await self._ensure()
        except UnavailableError as error:
            log.warning("thinking.nursery_failed", reason=error.message)
        finally:
            self._warming = None

    def _let_idle(self) -> None:
        if self._serving is not None and not self._serving.children and not self._is_wanted:
            self._idle = asyncio.get_running_loop().call_later(self._limits.nursery_idle_s, self._end_idle)

    async def _ensure(self) -> "_Serving":
        self._keep()
        async with self._starting:
            if self._serving is None or self._serving.is_gone:
                self._serving = await _Serving.open(self._modules, self._limits)
            return self._serving

    def _keep(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end_idle(self) -> None:
        self._idle = None
        if self._serving is not None and not self._serving.children and not self._is_wanted:
            self._serving.hang_up()
            self._serving = None


class _Serving:
    """One such process, from its start to its end."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        control: socket.socket,
    ) -> None:
        self.process = process
        self.children: dict[int, Child] = {}
        self.is_gone = False
        self._reader = reader
        self._writer = writer
        self._control = control
        self._listening = asyncio.create_task(self._listen(), name="thinking.nursery")

    @classmethod
    async def open(cls, modules: list[str], limits: RunLimits) -> "_Serving":
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                MODULE,
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                env={**os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        control = ours.dup()
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours)
        control.sendall(json.dumps({"path": sys.path, "modules": modules}).encode() + b"\n")
        try:
            async with asyncio.timeout(limits.start_s):
                ready = await reader.readline()
        except TimeoutError:
            ready = b""
        if not ready:
            process.kill()
            raise UnavailableError("The process that runs start from did not start.", hint="See the worker's log.")
        log.info("thinking.nursery_started", pid=process.pid)
        return cls(process, reader, writer, control)

    def ask(self, request: dict[str, Any], *channels: int) -> None:
        """Raises UnavailableError when the process is gone."""
        try:
            socket.send_fds(self._control, [json.dumps(request).encode() + b"\n"], list(channels))
        except OSError as error:
            raise UnavailableError(
                "The process that runs start from is gone.", hint="The run is tried again by itself."
            ) from error

    def hang_up(self) -> None:
        """It kills its children and ends when it sees that nobody is at the other end."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)

    async def close(self) -> None:
        self.hang_up()
        try:
            async with asyncio.timeout(5):
                await self.process.wait()
        except TimeoutError:
            kill_all(list_tree(self.process.pid))
            await self.process.wait()
        await self._listening

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                self._hear(json.loads(line))
        except (ConnectionError, ValueError) as error:
            log.warning("thinking.nursery_broken", error=type(error).__name__)
        finally:
            self.is_gone = True
            self._control.close()
            self._writer.close()
            await self.process.wait()
            self._lose_all()

    def _hear(self, told: dict[str, Any]) -> None:
        if "started" in told and (child := self.children.get(told["started"])) is not None:
            child.pid = told["pid"]
        if "family" in told and (child := self.children.get(told["family"])) is not None:
            child.family = tuple((int(pid), float(created_at)) for pid, created_at in told["members"])
        if "ended" in told and (child := self.children.get(told["ended"])) is not None and not child.ended.done():
            child.ended.set_result(Ended(code=told["code"], over=told["over"], used=told["used"]))

    def _lose_all(self) -> None:
        """Their parent was killed, and the kernel killed them, but not what they had started."""
        for child in self.children.values():
            if not child.ended.done():
                kill_family(child.family)
                _kill_group(child.pid)
                child.ended.set_result(Ended(code=-9))


def _kill_group(pid: int) -> None:
    if pid:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, 9)
