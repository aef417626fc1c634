"""What a process and its children use: memory, sampled while they work, with the database's; and processor time."""

import threading
from pathlib import Path
from typing import Self

import psutil

SAMPLE_EVERY_S = 0.1
DATABASE = "postgres"


class PeakMemory:
    """Samples until the block ends. Shared pages count once, where the system tells.

    `database` is the folder of an embedded server that somebody else may have started; its processes count, too.
    """

    def __init__(self, process: psutil.Process, *, database: Path | None = None) -> None:
        self._roots = [process, *(_find_servers(database) if database is not None else [])]
        self._own = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak_bytes = 0
        self.own_bytes_max = 0
        self.peak_processes = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE_EVERY_S):
            counted = [_add_up(root) for root in self._roots]
            total = sum(size for size, _ in counted)
            self.own_bytes_max = max(self.own_bytes_max, counted[0][0])
            if total > self.peak_bytes:
                self.peak_bytes, self.peak_processes = total, sum(count for _, count in counted)


def _find_servers(folder: Path) -> list[psutil.Process]:
    """The postmaster that works in `folder`."""
    return [process for process in psutil.process_iter() if _is_server(process, folder)]


def _is_server(process: psutil.Process, folder: Path) -> bool:
    try:
        if process.name() != DATABASE or not Path(process.cwd()).is_relative_to(folder):
            return False
        parent = process.parent()
        return parent is None or parent.name() != DATABASE
    except psutil.Error:
        return False  # it ended, or it is another user's


def _add_up(root: psutil.Process) -> tuple[int, int]:
    """Bytes and number of `root` and all its children."""
    total, count = 0, 0
    try:
        processes = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0, 0
    for process in processes:
        try:
            memory = process.memory_full_info()
        except psutil.Error:
            continue  # it ended between the two calls
        total += getattr(memory, "pss", 0) or memory.rss
        count += 1
    return total, count


def read_cpu_s(root: psutil.Process) -> float:
    """Processor seconds so far of `root` and of those of its children that still run."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue  # it ended between the two calls
        total += times.user + times.system
    return total
