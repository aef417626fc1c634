"""Shapes of `/learning`: what runs, what waits and why, what budgets hold, and what was learned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.shapes import Input, NoNul, RepoText, Shape
from repochat.api.thinking import QuietHoursShape, ThinkingInput
from repochat.catalog.thinking.attention_store import Attention
from repochat.catalog.thinking.proposal_store import Proposal
from repochat.catalog.thinking.run_model import Run
from repochat.catalog.thinking.settings_store import quiet_as_json
from repochat.thinking.scheduling.limits import LIMITS as SCHEDULING
from repochat.thinking.scheduling.reading import Gauge, RepoStatus, Waiting

Path = Annotated[str, NoNul, Field(min_length=1, max_length=LIMITS.path_chars_max)]
Rev = Annotated[str, NoNul, Field(min_length=1, max_length=LIMITS.rev_chars_max)]


class GaugeShape(Shape):
    """A budget's bucket. `level` may be used now, `reserved` is held by runs; a full one holds `capacity`."""

    resource: str
    unit: str
    per_day: float
    capacity: float
    level: float
    reserved: float
    used_today: float
    full_at: datetime | None


class RunShort(Shape):
    """A run as a line of a list; `/runs/{id}` has the rest."""

    id: UUID
    thought: str
    trigger: str
    level: str
    status: str
    outcome: str | None
    summary: str
    asked: dict[str, float]
    used: dict[str, float] | None
    progress: dict[str, Any]
    worker: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class WaitingShape(Shape):
    """What waits, and why, as a sentence: `waiting: quiet hours until 07:00`."""

    id: UUID
    thought: str
    trigger: str
    target: dict[str, Any]
    reason_code: str
    reason: str
    asked_by: str
    since: datetime
    not_before: datetime
    priority: int
    attempts: int


class ParkedShape(Shape):
    """What failed the same way too often, until somebody asks for it again."""

    id: UUID
    thought: str
    reason: str
    failures: list[dict[str, Any]]
    parked_at: datetime | None


class AttentionShape(Shape):
    """Insights that may call for attention in a day, those that did today (UTC), and those that wait for their turn."""

    per_day: int
    shown_today: int
    waiting: int


class LearningRepo(Shape):
    """One repository. `waiting` is cut at a page's length, `waiting_count` counts on."""

    repo: str
    repo_id: UUID
    on: bool
    is_stopped: bool
    thoughts: list[str]
    quiet_hours: QuietHoursShape | None
    quiet_until: datetime | None
    buckets: list[GaugeShape]
    spend_today: dict[str, float]
    attention: AttentionShape
    running: list[RunShort]
    waiting: list[WaitingShape]
    waiting_count: int
    parked: list[ParkedShape]
    last: list[RunShort]


class SwitchShape(Shape):
    """The tenant's kill switch."""

    on: bool
    reason: str
    stopped_by: str | None
    stopped_at: datetime | None


class TenantGauges(Shape):
    """All repositories together."""

    buckets: list[GaugeShape]
    spend_today: dict[str, float]


class LearningStatusShape(Shape):
    """`slots` is how many runs each lane may have at once; `is_cut`: more repositories than are told here."""

    at: datetime
    kill_switch: SwitchShape
    is_enabled: bool
    workers: int
    slots: int
    running_count: int
    waiting_count: int
    tenant: TenantGauges
    repos: list[LearningRepo]
    is_cut: bool


class ToggleInput(ThinkingInput):
    """By `repo` or `repo_id`; what is absent stays as it is."""

    repo: RepoText | None = None
    repo_id: UUID | None = None


class ThinkInput(Input):
    """What to think about: at `rev` (default: the newest), since `base`, only `paths`."""

    repo: RepoText
    thought: Annotated[str, NoNul, Field(max_length=LIMITS.name_chars_max)]
    rev: Rev | None = None
    base: Rev | None = None
    paths: Annotated[list[Path], Field(max_length=SCHEDULING.paths_max)] = Field(default_factory=list)


class AskedShape(Shape):
    """`joined`: the same waited already. `run_id` is known once it is admitted: look at the status."""

    proposal_id: UUID
    joined: bool
    run_id: UUID | None = None


class ArmShape(Shape):
    """Reward per CPU minute: the mean, and where it lies with 90 %; sums are discounted. `share` of choices so far."""

    thought: str
    level: str
    pulls: float
    cpu_minutes: float
    reward: float
    mean: float
    low: float
    high: float
    share: float
    updated_at: datetime


class ArmList(Shape):
    arms: list[ArmShape]


def shape_repo(status: RepoStatus, attention: Attention) -> LearningRepo:
    """As the page shows it."""
    settings = status.settings
    quiet = quiet_as_json(settings.quiet_hours) if settings.quiet_hours else None
    return LearningRepo(
        repo=status.repo.name,
        repo_id=status.repo.id,
        on=settings.is_on,
        is_stopped=settings.is_stopped,
        thoughts=list(settings.thoughts),
        quiet_hours=QuietHoursShape.model_validate(quiet) if quiet else None,
        quiet_until=status.quiet_until,
        buckets=[GaugeShape.model_validate(gauge) for gauge in status.gauges],
        spend_today=tell_spend(status.gauges),
        attention=AttentionShape.model_validate(attention),
        running=[shape_run(run) for run in status.running],
        waiting=[_shape_waiting(waiting) for waiting in status.waiting],
        waiting_count=status.waiting_count,
        parked=[_shape_parked(proposal) for proposal in status.parked],
        last=[shape_run(run) for run in status.last],
    )


def shape_run(run: Run) -> RunShort:
    """A line of a list."""
    return RunShort.model_validate(run)


def tell_spend(gauges: Sequence[Gauge]) -> dict[str, float]:
    """What was used today (UTC), by resource."""
    return {gauge.resource: gauge.used_today for gauge in gauges}


def shape_proposal(proposal: Proposal) -> WaitingShape:
    """A proposal that was just changed: why it waits is told by the status."""
    return _shape_waiting(Waiting(proposal=proposal, reason_code=proposal.reason_code, reason=proposal.reason))


def _shape_waiting(waiting: Waiting) -> WaitingShape:
    proposal = waiting.proposal
    return WaitingShape(
        id=proposal.id,
        thought=proposal.thought,
        trigger=proposal.trigger,
        target=dict(proposal.target),
        reason_code=waiting.reason_code,
        reason=waiting.reason,
        asked_by=proposal.asked_by,
        since=proposal.proposed_at,
        not_before=proposal.not_before,
        priority=proposal.priority,
        attempts=proposal.attempts,
    )


def _shape_parked(proposal: Proposal) -> ParkedShape:
    return ParkedShape(
        id=proposal.id,
        thought=proposal.thought,
        reason=proposal.reason,
        failures=[dict(failure) for failure in proposal.failures],
        parked_at=proposal.settled_at,
    )
