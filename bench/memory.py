"""The memory of a process and its children, sampled while it works."""

import threading
import time
from typing import Self

import psutil

SAMPLE_EVERY_S = 0.1
DATABASE = "postgres"  # its processes are counted apart: they keep a cache of a fixed size


class PeakMemory:
    """Samples `process` and all its children until the block ends. Shared pages count once, where the system tells."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak_bytes = 0
        self.peak_processes = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.is_set():
            total, count = _add_up(self._process)
            if total > self.peak_bytes:
                self.peak_bytes, self.peak_processes = total, count
            time.sleep(SAMPLE_EVERY_S)


def _add_up(process: psutil.Process) -> tuple[int, int]:
    total, count = 0, 0
    try:
        processes = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0, 0
    for each in processes:
        try:
            if DATABASE in each.name():
                continue
            memory = each.memory_full_info()
            total += getattr(memory, "pss", 0) or memory.rss
            count += 1
        except psutil.Error:
            continue  # it ended between the two calls
    return total, count
