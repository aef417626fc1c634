"""What the processes of a run use together, while they run: CPU, memory and I/O of the whole tree."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from repochat.thinking.running.limits import LIMITS
from repochat.thinking.spec import Amounts

Key = tuple[int, float]  # a process id is used again, with another time of creation


@dataclass(slots=True)
class Meter:
    """Of one run. What a process used counts on after its end; what it used since the last look is not seen then."""

    cpu_s: dict[Key, float] = field(default_factory=dict[Key, float])
    io_bytes: dict[Key, int] = field(default_factory=dict[Key, int])
    memory_peak_bytes: int = 0
    family: tuple[Key, ...] = ()  # at the last look

    def look(self, leader: int) -> None:
        """At the process `leader` and all below it."""
        memory, family = 0, list[Key]()
        for process in list_tree(leader):
            with suppress(psutil.Error):
                key = (process.pid, process.create_time())
                times = process.cpu_times()
                self.cpu_s[key] = times.user + times.system
                memory += process.memory_info().rss
                family.append(key)
                counters = getattr(process, "io_counters", None)  # macOS tells none
                if counters is not None:
                    io = counters()
                    self.io_bytes[key] = io.read_bytes + io.write_bytes
        self.memory_peak_bytes = max(self.memory_peak_bytes, memory)
        self.family = tuple(family)

    def total(self) -> dict[str, float]:
        return {
            "cpu_s": sum(self.cpu_s.values()),
            "memory_bytes": self.memory_peak_bytes,
            "io_bytes": sum(self.io_bytes.values()),
        }

    def find_excess(self, allowed: Amounts) -> str | None:
        """Which bound it is over: the name of a field of Amounts, or `processes_max`."""
        used: Mapping[str, float] = self.total()
        for name, most in (
            ("cpu_s", allowed.cpu_s),
            ("memory_bytes", allowed.memory_bytes),
            ("io_bytes", allowed.io_bytes),
        ):
            if most and used[name] > most:
                return name
        return "processes_max" if len(self.family) > LIMITS.processes_max else None


def list_tree(leader: int) -> list[psutil.Process]:
    """The process and all below it that are there; none when it is gone."""
    with suppress(psutil.Error):
        process = psutil.Process(leader)
        return [process, *process.children(recursive=True)]
    return []


def kill_family(family: Iterable[Key]) -> None:
    """Those of it that are still there; a number that is another process's by now is left alone."""
    for pid, created_at in family:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            if process.create_time() == created_at:
                process.kill()


def kill_all(processes: Iterable[psutil.Process]) -> None:
    """At once. psutil looks whether each is still the same process."""
    for process in processes:
        with suppress(psutil.Error):
            process.kill()
