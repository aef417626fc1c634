"""Starts a tool under limits: `python -I -S launcher.py CPU_S ADDRESS_SPACE_BYTES FILE_BYTES PROGRAM ARGUMENT...`.

It runs before the tool, in the tool's process, and imports nothing of ours. A network of its own without any interface
is taken where the system allows it; limits that the system does not know are left out.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

_NEW_USER = 0x10000000  # linux/sched.h: CLONE_NEWUSER
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_SIGNAL_WITH_PARENT = 1  # linux/prctl.h: PR_SET_PDEATHSIG

__all__ = ["die_with_parent", "leave_network", "main"]


def leave_network() -> bool:
    """Whether this process has no network any more. Without the right to do so, it takes a user namespace with it."""
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        return unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0
    return False


def die_with_parent() -> None:
    """Where the system can: a tool does not outlive who asked for it, however that ended."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SIGNAL_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def main(arguments: list[str]) -> None:
    """Does not return: the tool takes the place of this process."""
    cpu_s, address_space_bytes, file_bytes = (int(text) for text in arguments[:3])
    program, *_ = command = arguments[3:]
    die_with_parent()
    leave_network()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, cpu_s, cpu_s + 1)
    _limit(resource.RLIMIT_AS, address_space_bytes)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    os.execv(program, command)  # noqa: S606  the program and its arguments are ours, no shell reads them


def _limit(kind: int, soft: int, hard: int | None = None) -> None:
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (soft, soft if hard is None else hard))


if __name__ == "__main__":
    main(sys.argv[1:])
