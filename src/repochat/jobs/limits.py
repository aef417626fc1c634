from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLimits:
    """Bounds of the queue; a job that reaches `runs_max` fails with a LimitError that its task is told of."""

    runs_max: int = 6  # a job's runs, the first and those after a crash or a restart included
    backoff_base_s: float = 2
    backoff_cap_s: float = 300
    concurrency: int = 2  # jobs at once in one worker process
    quick_concurrency: int = 4  # beside them, of the queue for what takes moments
    thinking_concurrency: int = 1  # of runs in the background, in one worker process
    urgent_concurrency: int = 1  # beside them, of those that somebody waits for
    heartbeat_s: float = 5
    stalled_after_s: float = 30  # without a heartbeat for so long, a worker counts as dead
    sweep_s: float = 10
    poll_s: float = 5  # NOTIFY wakes a worker at once; polling finds what is due later
    rare_poll_s: float = 30  # of the queues of work in the background: nothing of it is due at a moment
    rare_heartbeat_s: float = 10  # of those queues, for the same reason
    grace_s: float = 10  # time for running jobs to reach a place where they can stop
    connect_s: float = 5
    reconnect_cap_s: float = 10
    finished_jobs_kept_h: int = 72
    args_bytes_max: int = 16_384
    bus_payloads_max: int = 256  # waiting for one slow subscriber; the oldest are dropped
    waiting_jobs_max: int = 10_000


LIMITS = JobLimits()
