"""One run from its claim to its end, as its worker sees it."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

import structlog

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.artifacts import ArtifactStore
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.thinking.run_model import Claim, Run
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.core.database import Database
from repochat.core.errors import RepochatError, UnavailableError
from repochat.core.home import Home
from repochat.core.settings import Settings
from repochat.indexing.connect import mirror_of
from repochat.thinking.insights import prepare_outcome
from repochat.thinking.keeping import put_artifacts
from repochat.thinking.running.attempt import SHUTDOWN, Attempt, AttemptEnd
from repochat.thinking.running.failing import Failure, draw_delay_s
from repochat.thinking.running.leases import LeaseKeeper
from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.running.nursery import Nursery
from repochat.thinking.running.order import REGISTRY, Order
from repochat.thinking.running.results import (
    Ending,
    Failed,
    Found,
    Interrupted,
    Reused,
    describe_error,
    describe_run,
    store_ending,
)
from repochat.thinking.running.run_log import RunLog
from repochat.thinking.running.stopping import Stop
from repochat.thinking.running.wire import Broken, Finished, Identified
from repochat.thinking.spec import Amounts, Level, Trigger, read_amounts, read_target

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunServices:
    """What every run of a worker stands on. `registry` is where Thoughts come from, as `module:function`."""

    settings: Settings
    database: Database
    home: Home
    artifacts: ArtifactStore
    registry: str = REGISTRY


class Supervisor:
    """Build one per worker and close it at the end. It starts nothing before the first run."""

    def __init__(self, services: RunServices, limits: RunLimits = LIMITS) -> None:
        self._services = services
        self._database = services.database
        self._limits = limits
        self._nursery = Nursery(services.registry, limits)
        self._leases = LeaseKeeper(services.database.url, limits)
        self._worker = f"{socket.gethostname()}:{os.getpid()}"

    @property
    def nursery_pid(self) -> int | None:
        """Of the process that runs are forked from, while there is one."""
        return self._nursery.pid

    def keep_ready(self, *, is_wanted: bool) -> None:
        """Whether the process that runs are forked from is started before it is needed, and stays. Returns at once."""
        self._nursery.keep_ready(is_wanted=is_wanted and self._services.settings.thinking_enabled)

    async def close(self) -> None:
        """Ends what runs."""
        await self._nursery.close()

    async def run(self, tenant_id: UUID, run_id: UUID, *, should_stop: Callable[[], bool]) -> bool:
        """Claims the run and brings it to an end. False: it was given back, because this worker stops.

        A run that is not there to be claimed is somebody else's, or ended: that is no error.
        Raises UnavailableError while the database is away.
        """
        claimed = await self._claim(tenant_id, run_id)
        if claimed is None:
            return True
        run, claim, repo, written = claimed
        try:
            return await self._attempt(run, claim, repo, written, should_stop)
        except asyncio.CancelledError:  # this worker had no more time
            await asyncio.shield(self._give_back(run, claim))
            raise
        finally:
            self._leases.release(claim)

    async def _claim(self, tenant_id: UUID, run_id: UUID) -> tuple[Run, Claim, Repo, int] | None:
        async with self._database.write(tenant_id) as session:
            runs = RunWriter(session)
            claimed = await runs.claim(run_id, worker=self._worker, lease_s=self._limits.lease_s)
            if claimed is None:
                return None
            run, claim = claimed
            repo = await RepoStore(session).get(run.repo_id)
            return run, claim, repo, await runs.count_lines(run_id)

    async def _give_back(self, run: Run, claim: Claim) -> None:
        used = Amounts() if run.used is None else read_amounts(run.used)
        with suppress(UnavailableError):  # then its lease passes
            await store_ending(self._database, claim, Interrupted(stop=SHUTDOWN), used, [])

    async def _attempt(self, run: Run, claim: Claim, repo: Repo, written: int, should_stop: Callable[[], bool]) -> bool:
        run_log = RunLog(self._database, claim, written=written)
        order = self._build_order(run, repo)
        attempt = Attempt(self._nursery, self._leases, run_log, self._limits)

        async def find_reusable(told: Identified) -> Run | None:
            return await self._identify(run, claim, told)

        try:
            end = await attempt.run(claim, order, find_reusable=find_reusable, should_stop=should_stop)
        except RepochatError as error:
            end = describe_error(error)
        if isinstance(end, AttemptEnd) and end.stop == "lost":
            log.warning("thinking.run_fenced_off", run_id=str(run.id))
            return True
        ending = await self._conclude(run, claim, repo, end, run_log)
        log.info("thinking.run_ended", run_id=str(run.id), thought=run.thought, ending=type(ending).__name__.lower())
        return not (isinstance(ending, Interrupted) and ending.stop.kind == "shutdown")

    async def _conclude(self, run: Run, claim: Claim, repo: Repo, end: AttemptEnd | Failed, run_log: RunLog) -> Ending:
        """Judges and stores it, again and again while the database is away: the claim says if that is still right."""
        used = _add(run.used, end.used if isinstance(end, AttemptEnd) else Amounts())
        lines = run_log.drain()
        pause = replace(self._limits, backoff_base_s=0.2, backoff_cap_s=self._limits.results_pause_cap_s)
        for number in range(self._limits.results_tries):
            try:
                ending, said = await self._judge(run, repo, end)
                is_stored = await store_ending(self._database, claim, ending, used, [*lines, *said])
            except UnavailableError as error:
                if number + 1 == self._limits.results_tries:
                    raise
                log.warning("thinking.results_postponed", run_id=str(run.id), reason=error.message)
            except RepochatError as error:  # what was found cannot be stored: that is how the run ends
                if isinstance(end, Failed):
                    raise
                end = describe_error(error)
            else:
                if not is_stored:
                    await self._note_refused(claim)
                return ending
            await asyncio.sleep(draw_delay_s(number, pause))
        raise AssertionError("the last try returns or raises")

    def _build_order(self, run: Run, repo: Repo) -> Order:
        services = self._services
        return Order(
            run_id=run.id,
            thought=run.thought,
            registry=services.registry,
            viewer=build_viewer(run),
            repo=repo,
            home=services.home.root,
            database_url=self._database.url,
            settings=services.settings,
            target=read_target(run.target),
            trigger=cast("Trigger", run.trigger),
            level=cast("Level", run.level),
            allowed=read_amounts(run.context.get("allowed") or run.asked),
        )

    async def _identify(self, run: Run, claim: Claim, told: Identified) -> Run | None:
        """What it reads is on record before it looks; an earlier run that read the same is returned."""
        inputs = {"digest": told.digest, "scope": told.scope}
        async with self._database.write(run.tenant_id) as session:
            runs = RunWriter(session)
            await runs.identify(claim, identity=told.identity, version=told.version, inputs=inputs)
            if run.trigger == "rerun":
                return None
            return await runs.find_reusable(run, identity=told.identity, scope=told.scope)

    async def _judge(self, run: Run, repo: Repo, end: AttemptEnd | Failed) -> tuple[Ending, list[str]]:
        """What its end means. A result that is there counts, even when somebody said stop meanwhile."""
        if isinstance(end, Failed):
            return end, [end.failure.message]
        if isinstance(end.last, Finished):
            return await self._take(run, repo, end.last)
        if end.reused is not None and end.ended.code == 0:
            return Reused(earlier=end.reused), []
        if isinstance(end.stop, Stop):
            return Interrupted(stop=end.stop), [end.stop.reason]
        if isinstance(end.last, Broken):
            message = end.last.error["message"]
            failure = Failure(kind=end.last.failure, message=message)
            return Failed(failure=failure, error=end.last.error, exit_code=end.ended.code), [message]
        return _describe_death(end)

    async def _take(self, run: Run, repo: Repo, finished: Finished) -> tuple[Ending, list[str]]:
        """Proves what it found, and puts its artifacts away."""
        outcome = finished.outcome
        mirror = mirror_of(self._services.home.mirrors, repo)
        proven = await prepare_outcome(self._database, build_viewer(run), mirror, describe_run(run), outcome)
        artifacts = await put_artifacts(self._services.artifacts, run.tenant_id, outcome.artifacts)
        found = Found(
            proven=proven, ending=outcome.ending, summary=outcome.summary, reward=outcome.reward, artifacts=artifacts
        )
        return found, list(proven.log)

    async def _note_refused(self, claim: Claim) -> None:
        """Either an earlier try was written though nobody heard so, or another claim has the run by now."""
        async with self._database.read(claim.tenant_id) as session:
            run = await RunStore(session).find(claim.run_id)
        if run is None or run.fence != claim.fence or run.status == "lost":
            log.warning("thinking.results_refused", run_id=str(claim.run_id))


def build_viewer(run: Run) -> Viewer:
    """Whom a run acts for: its tenant, and nobody in particular."""
    return Viewer(tenant_id=run.tenant_id, name="thinking", may_reach_local=run.tenant_id == LOCAL_TENANT_ID)


def _describe_death(end: AttemptEnd) -> tuple[Failed, list[str]]:
    """It ended without a word."""
    code, over = end.ended.code, end.ended.over
    if end.is_late:
        kind, message = "limit:wall", "It took too long without using its CPU seconds."
    elif over or code == -signal.SIGXCPU:  # the kernel was faster than our measuring
        kind, message = f"limit:{over or 'cpu_s'}", f"It reached a bound: {over or 'cpu_s'}."
    else:
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        kind, message = f"killed:{code}", f"Its process ended by {how} without a word."
    error = {
        "kind": "limit" if kind.startswith("limit") else "unavailable",
        "message": message,
        "hint": "It is tried again later, and parked with its log when that stays so.",
    }
    return Failed(failure=Failure(kind=kind, message=message), error=error, exit_code=code), [message]


def _add(earlier: dict[str, float] | None, used: Amounts) -> Amounts:
    """What a run that was given back has used before counts too."""
    before = read_amounts(earlier or {})
    return Amounts(
        cpu_s=before.cpu_s + used.cpu_s,
        gpu_s=before.gpu_s + used.gpu_s,
        memory_bytes=max(before.memory_bytes, used.memory_bytes),
        io_bytes=before.io_bytes + used.io_bytes,
        model_tokens=before.model_tokens + used.model_tokens,
        usd=before.usd + used.usd,
    )
