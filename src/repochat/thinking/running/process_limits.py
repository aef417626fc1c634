"""What the kernel holds a run's process to: set by the process itself, right after it was forked."""

import ctypes
import os
import resource
import signal
import sys

from repochat.thinking.running.limits import LIMITS
from repochat.thinking.spec import Amounts

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
CPU_SLACK_S = 2  # the measured sum of all processes of a run ends it first; the kernel ends one that cannot be measured


def die_with_parent(parent_pid: int) -> None:
    """The kernel kills this process when its parent ends, where it can (Linux)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it ended before that was asked
        os._exit(1)


def adopt_orphans() -> None:
    """Processes whose parent ends become children of this one, so that none of them is lost (Linux)."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def limit_process(allowed: Amounts) -> None:
    """CPU seconds and memory as `allowed` (0: no bound of their own), no core dumps, files and processes by LIMITS."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, LIMITS.file_bytes_max)
    _limit(resource.RLIMIT_NOFILE, LIMITS.files_open_max)
    if allowed.cpu_s:
        seconds = int(allowed.cpu_s) + CPU_SLACK_S
        _limit(resource.RLIMIT_CPU, seconds)
    if allowed.memory_bytes:
        _limit(resource.RLIMIT_DATA, allowed.memory_bytes)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (bound, bound))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
