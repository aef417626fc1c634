"""The task that runs a Thought: a run's id in, the same run ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from repochat.core.errors import RepochatError
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.thinking.running import Supervisor
from repochat.thinking.scheduling.tasks import THINK_TASK

log = structlog.get_logger(__name__)


def build_think_task(supervisor: Supervisor) -> Task:
    """The task on this supervisor, of which a worker has one."""
    work = _ThinkWork(supervisor)
    return Task(name=THINK_TASK, run=work.run, give_up=work.give_up, queue="thinking", other_queues=("urgent",))


class _ThinkWork:
    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor

    async def run(self, job: Job, args: Mapping[str, Any]) -> None:
        """A job is only a call: what there is to do stands in the run's row, and a call too many does nothing."""
        tenant_id, run_id = UUID(args["tenant_id"]), UUID(args["run_id"])
        if not await self._supervisor.run(tenant_id, run_id, should_stop=job.should_stop):
            raise JobInterruptedError

    async def give_up(self, args: Mapping[str, Any], error: RepochatError) -> None:
        """Nothing is lost: the sweep of runs finds one that nobody works on."""
        log.warning("worker.think_given_up", run_id=args["run_id"], reason=error.message)
