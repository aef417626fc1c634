"""One pass of admission: free slots are counted late, filled one by one, and everything else waits as it is.

In one transaction under the tenant's lock: a few statements for the pass, a few for each run that starts, whatever the
backlog. Tenants share the workers: each is admitted up to their slots, and the queue takes turns.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

import numpy as np
import structlog

from repochat.catalog.thinking.admission_store import AdmissionWriter, Candidate, Ground, Sought, Used, name_lock
from repochat.catalog.thinking.quiet_hours import read_quiet_hours
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.core.database import Database, WriteSession
from repochat.core.settings import Settings
from repochat.jobs import enqueue_once
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.bandit import index_arms
from repochat.thinking.scheduling.choosing import Decision, Knowledge, decide
from repochat.thinking.scheduling.fairness import order_turns, take_turn
from repochat.thinking.scheduling.limits import LIMITS, SchedulingLimits
from repochat.thinking.scheduling.proposing import BY_PEOPLE
from repochat.thinking.scheduling.purses import bounds_of_repo, bounds_of_tenant, open_purse, take_from
from repochat.thinking.scheduling.tasks import THINK_TASK
from repochat.thinking.scheduling.verdicts import Place, Refusal, Surroundings
from repochat.thinking.spec import URGENT

log = structlog.get_logger(__name__)

Lane = Literal["urgent", "background"]
JOB_PRIORITIES: Mapping[Lane, int] = {"urgent": 10, "background": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What a pass did. `is_cut`: it stopped at a limit, so another should follow at once."""

    run_ids: tuple[UUID, ...] = ()
    is_cut: bool = False


class Admission:
    """Decides what starts next."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        registry: Registry,
        *,
        random: np.random.Generator | None = None,
        limits: SchedulingLimits = LIMITS,
    ) -> None:
        self._database = database
        self._settings = settings
        self._registry = registry
        self._random = random or np.random.default_rng()
        self._limits = limits

    async def run(self, tenant_id: UUID) -> Passed:
        """Starts what may start. Raises UnavailableError while the database is away."""
        async with self._database.write(tenant_id, lock=name_lock(tenant_id)) as session:
            ground = await AdmissionWriter(session).read_ground(tenant_id, sorted(URGENT))
            if ground.stop is not None or not self._settings.thinking_enabled or ground.processes == 0:
                return Passed()
            around = survey(ground, self._settings, self._registry)
            admitting = _Pass(session, tenant_id, ground, around, self._registry, self._random, self._limits)
            return await admitting.run()


def survey(ground: Ground, settings: Settings, registry: Registry) -> Surroundings:
    """What the checks want to know of the tenant."""
    specs = [thought.spec for thought in registry.values()]
    return Surroundings(
        now=ground.now,
        is_enabled=settings.thinking_enabled,
        stop=ground.stop,
        built=frozenset(spec.name for spec in specs),
        sandboxed=frozenset(spec.name for spec in specs if spec.needs_sandbox),
        purse=open_purse(ground.buckets, bounds_of_tenant(settings), ground.now),
        slots=ground.processes,
        open_urgent=ground.open_urgent,
        open_background=ground.open_background,
    )


@dataclass(slots=True)
class _Pass:
    """The state of one pass: what it took is gone for what comes next in it."""

    session: WriteSession
    tenant_id: UUID
    ground: Ground
    around: Surroundings
    registry: Registry
    random: np.random.Generator
    limits: SchedulingLimits
    run_ids: list[UUID] = field(default_factory=list[UUID])
    blocked: dict[UUID, datetime] = field(default_factory=dict[UUID, datetime])
    measured: dict[UUID, Used] = field(default_factory=dict[UUID, Used])
    is_cut: bool = False

    async def run(self) -> Passed:
        if self.ground.has_urgent:
            await self._fill("urgent")
        await self._fill("background")
        await AdmissionWriter(self.session).block(self.tenant_id, self.blocked)
        return Passed(run_ids=tuple(self.run_ids), is_cut=self.is_cut)

    async def _fill(self, lane: Lane) -> None:
        seen: list[UUID] = []
        looks = 0
        while self._count_free(lane) > 0:
            if looks >= self.limits.looks_max or len(self.run_ids) >= self.limits.admitted_max:
                self.is_cut = True
                return
            looks += 1
            candidates = await self._look(lane, seen)
            if not candidates:
                return
            for at, candidate in enumerate(candidates):
                if self._count_free(lane) > 0 and candidate.repo_id not in seen:
                    seen.append(candidate.repo_id)
                    await self._measure(candidates[at:][: self._count_free(lane)])
                    looks = 0 if await self._serve(lane, candidate) else looks

    def _count_free(self, lane: Lane) -> int:
        taken = self.around.open_urgent if lane == "urgent" else self.around.open_background
        return self.around.slots - taken

    async def _look(self, lane: Lane, seen: list[UUID]) -> list[Candidate]:
        store = AdmissionWriter(self.session)
        if lane == "urgent":
            return await store.list_urgent(self._seek(), seen)
        found = await store.list_next(self._seek(), seen)
        return order_turns(found, self.ground.virtual_s, self.around.now, self.limits)

    def _seek(self) -> Sought:
        return Sought(
            tenant_id=self.tenant_id,
            now=self.around.now,
            thoughts=sorted(self.around.built - self.around.sandboxed),
            urgent=sorted(URGENT),
            people=sorted(BY_PEOPLE),
            quiet=[json.dumps(each) for each in self.ground.quiet_hours if _is_quiet(each, self.around.now)],
            virtual_s=self.ground.virtual_s,
            limit=self.limits.candidates,
        )

    async def _serve(self, lane: Lane, candidate: Candidate) -> bool:
        purse = open_purse(candidate.buckets, bounds_of_repo(candidate.settings.budgets), self.around.now)
        place = Place(settings=candidate.settings, purse=purse)
        decided = decide(self.around, place, candidate, self._know(candidate))
        if isinstance(decided, Refusal):
            if lane == "background" and decided.code == "budget" and decided.until is not None:
                self.blocked[candidate.repo_id] = decided.until
            return False
        return await self._start(lane, candidate, place, decided)

    async def _measure(self, candidates: Sequence[Candidate]) -> None:
        """What runs of those who may be next used: read of as many at once as there are slots."""
        if candidates[0].repo_id not in self.measured:
            repo_ids = [each.repo_id for each in candidates if each.repo_id not in self.measured]
            each = self.limits.measured_runs
            self.measured |= await AdmissionWriter(self.session).list_measured(repo_ids, each=each)

    def _know(self, candidate: Candidate) -> Knowledge:
        arms = index_arms(self.ground.arms, self.around.now)
        measured = self.measured[candidate.repo_id]
        return Knowledge(registry=self.registry, arms=arms, measured=measured, random=self.random)

    async def _start(self, lane: Lane, candidate: Candidate, place: Place, decision: Decision) -> bool:
        option = decision.option
        turn = take_turn(candidate.served_s, self.ground.virtual_s, option.asked.cpu_s)
        mine = take_from(place.purse, option.asked, option.allowed)
        all_of_us = take_from(self.around.purse, option.asked, option.allowed)
        held = {candidate.repo_id: mine.buckets.values(), None: all_of_us.buckets.values()}
        tags = {"started_s": turn.started_s, "served_s": turn.served_s}
        if not await AdmissionWriter(self.session).take(self.tenant_id, option.head.id, **tags, held=held):
            return False
        run_id = await self._queue(lane, candidate, decision)
        self.around = replace(
            self.around,
            purse=all_of_us,
            open_urgent=self.around.open_urgent + (lane == "urgent"),
            open_background=self.around.open_background + (lane == "background"),
        )
        self.ground = replace(self.ground, virtual_s=max(self.ground.virtual_s, turn.started_s))
        self.run_ids.append(run_id)
        return True

    async def _queue(self, lane: Lane, candidate: Candidate, decision: Decision) -> UUID:
        head, option = decision.option.head, decision.option
        run_id = await RunWriter(self.session).queue(
            _Taken(self.tenant_id, candidate.repo_id, head.id, head.thought, head.trigger, head.attempts),
            target=head.target,
            version=self.registry[cast("ThoughtName", head.thought)].spec.version,
            level=option.level,
            asked=option.asked.as_json(),
            policy=decision.policy,
            propensity=decision.propensity,
            context=decision.context,
        )
        args = {"tenant_id": str(self.tenant_id), "run_id": str(run_id)}
        queue = "urgent" if lane == "urgent" else "thinking"
        lock = f"think:{run_id}"  # its own: jobs of different runs never wait for one another
        await enqueue_once(self.session, THINK_TASK, args, lock=lock, queue=queue, priority=JOB_PRIORITIES[lane])
        log.info("scheduling.run_admitted", run_id=str(run_id), thought=head.thought, level=option.level, lane=lane)
        return run_id


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a run takes over from its proposal."""

    tenant_id: UUID
    repo_id: UUID
    id: UUID
    thought: str
    trigger: str
    attempts: int


def _is_quiet(stored: Mapping[str, Any], now: datetime) -> bool:
    return read_quiet_hours(stored["zone"], stored["days"], stored["from"], stored["until"]).covers(now)
