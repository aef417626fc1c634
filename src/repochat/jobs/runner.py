"""Runs tasks until told to stop, through crashes of other workers and absences of the database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from structlog.contextvars import bound_contextvars

from repochat.core.errors import LimitError, RepochatError, UnavailableError
from repochat.core.postgres import conninfo_of
from repochat.jobs.limits import LIMITS, JobLimits
from repochat.jobs.retry import JobInterruptedError, KindRetry, draw_delay_s
from repochat.jobs.sweeper import Chore, sweep_forever
from repochat.jobs.task import Job, Queue, Task

log = structlog.get_logger(__name__)

RARE: frozenset[Queue] = frozenset(("thinking", "urgent"))


class JobRunner:
    """One worker. `await run()` serves until `stop()`; jobs that do not finish in the grace time are given back."""

    def __init__(
        self, url: str, tasks: Sequence[Task], *, chores: Sequence[Chore] = (), limits: JobLimits = LIMITS
    ) -> None:
        """`url` is a SQLAlchemy URL of the `postgresql+psycopg` dialect. `chores` are done at every sweep, briefly."""
        self._url = url
        self._tasks = tasks
        self._chores = chores
        self._limits = limits
        self._retry = KindRetry(limits)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Ask `run` to end: running jobs see `should_stop()`, then are cancelled after the grace time."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until stopped. A database that is away is waited for."""
        failures = 0
        while not self._stopping.is_set():
            try:
                await self._serve()
            except (ConnectorException, psycopg.Error) as error:
                log.warning("jobs.database_lost", error=type(error).__name__, failures=failures)
            if not self._stopping.is_set():
                await self._pause(failures)
                failures += 1

    async def _serve(self) -> None:
        app = self._build_app()
        async with app.open_async():
            log.info("jobs.worker_started", tasks=[task.name for task in self._tasks])
            await self._serve_with(app)

    async def _serve_with(self, app: App) -> None:
        workers = self._start_workers(app)
        sweeper = asyncio.create_task(sweep_forever(app.job_manager, self._chores, self._limits), name="jobs.sweeper")
        stopping = asyncio.create_task(self._stopping.wait(), name="jobs.stopping")
        try:
            await asyncio.wait({*workers, sweeper, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in (stopping, sweeper, *workers):
                side.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)  # grace time for running jobs, then the end
        for problem in ended:
            if isinstance(problem, Exception):
                raise problem
        if sweeper.done() and not sweeper.cancelled():
            sweeper.result()

    def _start_workers(self, app: App) -> list[asyncio.Task[None]]:
        """One for each queue that has tasks."""
        at_once = self._at_once()
        used = {queue for task in self._tasks for queue in (task.queue, *task.other_queues)}
        return [
            asyncio.create_task(self._run_worker(app, queue, number), name=f"jobs.worker.{queue}")
            for queue, number in at_once.items()
            if queue in used
        ]

    def _at_once(self) -> dict[Queue, int]:
        limits = self._limits
        return {
            "default": limits.concurrency,
            "quick": limits.quick_concurrency,
            "thinking": limits.thinking_concurrency,
            "urgent": limits.urgent_concurrency,
        }

    def _run_worker(self, app: App, queue: Queue, concurrency: int) -> Any:
        limits, is_rare = self._limits, queue in RARE
        poll_s = limits.rare_poll_s if is_rare else limits.poll_s
        return app.run_worker_async(
            queues=[queue],
            concurrency=concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=poll_s,
            abort_job_polling_interval=poll_s,
            shutdown_graceful_timeout=limits.grace_s,
            update_heartbeat_interval=limits.rare_heartbeat_s if is_rare else limits.heartbeat_s,
            stalled_worker_timeout=limits.stalled_after_s,
            delete_jobs="successful",
        )

    def _build_app(self) -> App:
        connector = PsycopgConnector(
            conninfo=conninfo_of(self._url),
            min_size=1,
            max_size=5 + sum(self._at_once().values()),
            timeout=self._limits.connect_s,
        )
        app = App(connector=connector)
        for task in self._tasks:
            known = app.task(name=task.name, queue=task.queue, pass_context=True, retry=self._retry)(self._wrap(task))
            if task.cron is not None:
                app.periodic(cron=task.cron, queueing_lock=f"cron:{task.name}", lock=f"cron:{task.name}")(known)
        return app

    def _wrap(self, task: Task) -> Callable[..., Awaitable[None]]:
        async def run_job(context: JobContext, **args: Any) -> None:
            job = self._describe(context)
            with bound_contextvars(job_id=job.id, task=task.name, attempt=job.attempt):
                await self._run_or_give_up(task, job, args)

        return run_job

    def _describe(self, context: JobContext) -> Job:
        return Job(
            id=context.job.id or 0,
            attempt=context.job.attempts + 1,
            should_stop=lambda: self._stopping.is_set() or context.should_abort(),
        )

    async def _run_or_give_up(self, task: Task, job: Job, args: dict[str, Any]) -> None:
        try:
            self._check_attempt(task, job)
            await task.run(job, args)
        except JobInterruptedError:
            log.info("jobs.job_given_back")
            raise
        except Exception as error:
            if self._retry.may_run_again(error, attempts=job.attempt - 1):
                log.warning("jobs.job_postponed", error=str(error))
                raise
            log.exception("jobs.job_failed")
            await task.give_up(args, _as_repochat_error(error))
            raise

    def _check_attempt(self, task: Task, job: Job) -> None:
        if job.attempt > self._limits.runs_max:
            raise LimitError(
                f"The job {task.name} was started {self._limits.runs_max} times and never came to an end.",
                hint="Something ends its worker: look at the worker's log, then ask for the job again.",
                limit="runs_max",
            )

    async def _pause(self, failures: int) -> None:
        delay_s = draw_delay_s(failures, base_s=0.5, cap_s=self._limits.reconnect_cap_s)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), timeout=delay_s)


def _as_repochat_error(error: Exception) -> RepochatError:
    if isinstance(error, RepochatError):
        return error
    return UnavailableError(
        f"The job failed by our mistake ({type(error).__name__}).", hint="The worker's log has the details."
    )
