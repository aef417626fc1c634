"""What runs, what waits and why: reasons are found when they are read, by the checks that admission asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from repochat.accounts.kill_switch_store import Stop
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.admission_store import AdmissionStore
from repochat.catalog.thinking.bucket_store import RESOURCES, BucketStore, Resource
from repochat.catalog.thinking.proposal_store import Proposal, ProposalStore
from repochat.catalog.thinking.run_model import FINAL, Run
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.database import ReadSession
from repochat.core.settings import Settings
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.admitting import survey
from repochat.thinking.scheduling.buckets import capacity_of, rate_of
from repochat.thinking.scheduling.estimates import Measured, estimate
from repochat.thinking.scheduling.limits import LIMITS
from repochat.thinking.scheduling.purses import bounds_of_repo, open_purse
from repochat.thinking.scheduling.verdicts import Place, Purse, Surroundings, Wish, find_refusal
from repochat.thinking.spec import URGENT, Amounts, Level, Trigger

UNITS: Mapping[Resource, str] = {
    "cpu_s": "CPU seconds",
    "gpu_s": "GPU seconds",
    "model_tokens": "tokens",
    "io_bytes": "bytes",
    "usd": "US dollars",
}
SMALLEST: Level = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A bucket as it is now. `full_at`: when it is full again if nothing runs; None when it is, or never will be."""

    resource: Resource
    unit: str
    per_day: float
    capacity: float
    level: float
    reserved: float
    used_today: float
    full_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proposal and the first reason why it does not start now; empty when its turn has come."""

    proposal: Proposal
    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoStatus:
    """Of one repository. `waiting` is cut at `listed_max`; `waiting_count` counts on, to `waiting_max`."""

    repo: Repo
    settings: ThinkingSettings
    quiet_until: datetime | None
    gauges: Sequence[Gauge]
    running: Sequence[Run]
    waiting: Sequence[Waiting]
    waiting_count: int
    parked: Sequence[Proposal]
    last: Sequence[Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Of the tenant, as far as its reader sees its repositories."""

    at: datetime
    stop: Stop | None
    is_enabled: bool
    workers: int
    running_count: int
    waiting_count: int
    gauges: Sequence[Gauge]
    repos: Sequence[RepoStatus]


class StatusReader:
    """On one session; `settings` and `registry` are those of the installation."""

    def __init__(self, session: ReadSession, settings: Settings, registry: Registry) -> None:
        self._session = session
        self._settings = settings
        self._registry = registry

    async def read(self, tenant_id: UUID, repos: Sequence[Repo]) -> Status:
        """A few statements for each repository: give few."""
        ground = await AdmissionStore(self._session).read_ground(tenant_id, sorted(URGENT))
        around = survey(ground, self._settings, self._registry)
        stored = await BucketStore(self._session).list_buckets([repo.id for repo in repos])
        counts = await ProposalStore(self._session).count_waiting(
            [repo.id for repo in repos], at_most=LIMITS.waiting_max
        )
        told: list[RepoStatus] = []
        for repo in repos:
            settings = await ThinkingStore(self._session).get(repo.id)
            purse = open_purse(stored.get(repo.id, {}), bounds_of_repo(settings.budgets), ground.now)
            told.append(await self._read_repo(around, repo, settings, purse, counts.get(repo.id, 0)))
        return Status(
            at=ground.now,
            stop=ground.stop,
            is_enabled=self._settings.thinking_enabled,
            workers=ground.processes,
            running_count=ground.open_urgent + ground.open_background,
            waiting_count=sum(counts.values()),
            gauges=list_gauges(around.purse, ground.now),
            repos=told,
        )

    async def _read_repo(
        self, around: Surroundings, repo: Repo, settings: ThinkingSettings, purse: Purse, count: int
    ) -> RepoStatus:
        proposals, runs = ProposalStore(self._session), RunStore(self._session)
        running = await runs.list_open(repo_id=repo.id)
        urgent = sum(run.trigger in URGENT for run in running)
        place = Place(settings=settings, purse=purse, open_urgent=urgent, open_background=len(running) - urgent)
        quiet = settings.quiet_hours
        is_quiet = quiet is not None and quiet.covers(around.now)
        return RepoStatus(
            repo=repo,
            settings=settings,
            quiet_until=quiet.find_end(around.now) if quiet is not None and is_quiet else None,
            gauges=list_gauges(purse, around.now),
            running=running,
            waiting=await self._explain(around, place, await proposals.list_waiting(repo.id, LIMITS.listed_max)),
            waiting_count=count,
            parked=await proposals.list_parked(repo.id, LIMITS.listed_max),
            last=[
                each.run
                for each in await runs.list_runs(repo_id=repo.id, statuses=sorted(FINAL), limit=LIMITS.last_runs)
            ],
        )

    async def _explain(self, around: Surroundings, place: Place, proposals: Sequence[Proposal]) -> list[Waiting]:
        if not proposals:
            return []
        repo_id = proposals[0].repo_id
        measured = (await AdmissionStore(self._session).list_measured([repo_id], each=LIMITS.measured_runs))[repo_id]
        ahead, told = {True: 0, False: 0}, list[Waiting]()
        for proposal in proposals:
            wish = Wish(
                thought=proposal.thought,
                trigger=cast("Trigger", proposal.trigger),
                asked=self._estimate(proposal, measured),
                not_before=proposal.not_before,
                ahead=ahead[proposal.is_urgent],
            )
            refusal = find_refusal(around, place, wish)
            code, reason = (refusal.code, refusal.text) if refusal else ("", "starts with the next look")
            told.append(Waiting(proposal=proposal, reason_code=code, reason=reason))
            ahead[proposal.is_urgent] += 1
        return told

    def _estimate(self, proposal: Proposal, measured: Mapping[tuple[str, str], Measured]) -> Amounts:
        """At the smallest level: what it could start with."""
        thought = self._registry.get(cast("ThoughtName", proposal.thought))
        if thought is None:
            return Amounts()
        files = len(proposal.target.get("paths", ()))
        runs = measured.get((proposal.thought, SMALLEST), ())
        return estimate(thought.spec.cost, SMALLEST, files=files, measured=runs)


def list_gauges(purse: Purse, now: datetime) -> list[Gauge]:
    """One of each resource."""
    return [_gauge(purse, name, now) for name in RESOURCES]


def _gauge(purse: Purse, name: Resource, now: datetime) -> Gauge:
    bucket, per_day = purse.buckets[name], purse.per_day[name]
    missing = capacity_of(per_day) - bucket.level - bucket.reserved
    full_at = None
    if per_day > 0 and missing > capacity_of(per_day) / 1_000_000:
        full_at = datetime.fromtimestamp(now.timestamp() + missing / rate_of(per_day), now.tzinfo)
    return Gauge(
        resource=name,
        unit=UNITS[name],
        per_day=per_day,
        capacity=capacity_of(per_day),
        level=bucket.level,
        reserved=bucket.reserved,
        used_today=bucket.used,
        full_at=full_at,
    )
