"""File locks of the kernel: released however their holder dies."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from repochat.core.errors import UnavailableError

POLL_S = 0.01


@contextmanager
def locked(path: Path, *, timeout_s: float) -> Generator[None]:
    """Hold `path` alone. Raises UnavailableError when somebody else holds it for longer than `timeout_s`."""
    descriptor = _open(path)
    try:
        deadline = time.monotonic() + timeout_s
        while not _try_lock(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise UnavailableError(
                    f"Another process has held {path} for over {timeout_s:.0f} s.",
                    hint="It is starting or stopping the database; see which with `lsof` or `fuser`, then try again.",
                )
            time.sleep(POLL_S)
        yield
    finally:
        os.close(descriptor)


class SharedLock:
    """One of many holders of `path`. Take and release it under a `locked` file, else two may both be the last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._process_id = 0

    def take(self) -> None:
        """Does nothing when it is held already."""
        if self._descriptor is None:
            self._descriptor = _open(self._path)
            self._process_id = os.getpid()
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Whether nobody holds it now; False when it was not held by this process."""
        if self._descriptor is None:
            return False
        forked = os.getpid() != self._process_id  # the lock is the parent's: closing our copy leaves it held
        is_last = not forked and _try_lock(self._descriptor, fcntl.LOCK_EX)
        os.close(self._descriptor)
        self._descriptor = None
        return is_last


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try_lock(descriptor: int, mode: int) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
