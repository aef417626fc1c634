"""One writer per mirror, across processes and machines that share a file system with locks."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from repochat.core.errors import ConflictError
from repochat.git.failures import build_stopped
from repochat.git.process import ShouldStop

_ASK_EVERY_S = 0.05


@contextmanager
def hold_lock(path: Path, *, wait_s: float, should_stop: ShouldStop | None) -> Generator[None]:
    """Holds `path` locked; the system frees it when this process dies. Raises ConflictError after `wait_s`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for_lock(descriptor, wait_s=wait_s, should_stop=should_stop)
        yield
    finally:
        # The file stays: removing it would let two processes lock two files of the same name.
        os.close(descriptor)


def _wait_for_lock(descriptor: int, *, wait_s: float, should_stop: ShouldStop | None) -> None:
    deadline = time.monotonic() + wait_s
    while not _try_lock(descriptor):
        if should_stop is not None and should_stop():
            raise build_stopped()
        if time.monotonic() > deadline:
            raise ConflictError(
                "Another process is still bringing this repository up to date.",
                hint="Wait for it to finish; `repochat status` shows what runs.",
            )
        time.sleep(_ASK_EVERY_S)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
