"""Durable tasks on PostgreSQL: enqueue in the caller's transaction, locks, retry, stalled-job sweep, and the event bus.

A task is the function, a job one run of it. Knows nothing of the product: no repository, no index, no viewer. The queue
is Procrastinate; nothing else imports it.
"""

from repochat.jobs.bus import EventBus
from repochat.jobs.limits import LIMITS, JobLimits
from repochat.jobs.queue import enqueue, enqueue_once, has_job
from repochat.jobs.queue_state import PROCESSES_SQL, QueueState, get_queue_state
from repochat.jobs.retry import JobInterruptedError
from repochat.jobs.runner import JobRunner
from repochat.jobs.task import Job, Queue, Task

__all__ = [
    "LIMITS",
    "PROCESSES_SQL",
    "EventBus",
    "Job",
    "JobInterruptedError",
    "JobLimits",
    "JobRunner",
    "Queue",
    "QueueState",
    "Task",
    "enqueue",
    "enqueue_once",
    "get_queue_state",
    "has_job",
]
