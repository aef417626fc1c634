"""Which process does something, so that another one can tell whether it still can."""

import os
import socket
from collections.abc import Mapping
from typing import Any

import psutil

_CLOCK_SLACK_S = 2.0  # a process's start is read off clocks that may be set


def mark_process() -> dict[str, Any]:
    """This process, as JSON."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "started_at": psutil.Process().create_time()}


def is_gone(mark: Mapping[str, Any]) -> bool:
    """Whether the marked process was on this machine and ended. A process of another machine may always be there."""
    if mark.get("host") != socket.gethostname():
        return False
    try:
        started_at = psutil.Process(int(mark["pid"])).create_time()
    except psutil.NoSuchProcess:
        return True
    return abs(started_at - float(mark["started_at"])) > _CLOCK_SLACK_S
