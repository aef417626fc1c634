from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from repochat.core.errors import RepochatError

JobArgs = Mapping[str, Any]
Queue = Literal["default", "quick", "thinking", "urgent"]
"""What takes moments (`quick`) does not wait behind what takes minutes. `thinking` is work in the background that
nobody waits for, `urgent` such work that somebody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of a task. `attempt` counts from 1; a crash of an earlier run counts too."""

    id: int
    attempt: int
    should_stop: Callable[[], bool]  # true when the worker shuts down: stop soon and raise JobInterruptedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A function that a worker runs.

    `run` raises UnavailableError to be tried again later; any other error ends the job. `give_up` is then told, once,
    why there will be no further run: it is where a task records the failure for people to see.

    Its jobs come through `queue`, and through `other_queues` where whoever enqueues says so.

    With a `cron` (five fields, or six with seconds at the end; UTC) a job is made at each of its moments, once among
    all workers, unless one waits already; its `args` hold the moment as `timestamp`, in seconds since 1970.
    """

    name: str
    run: Callable[[Job, JobArgs], Awaitable[None]]
    give_up: Callable[[JobArgs, RepochatError], Awaitable[None]]
    queue: Queue = "default"
    other_queues: tuple[Queue, ...] = ()
    cron: str | None = None
