"""`/repos/{repo}/thinking` and `/settings/kill-switch`: what may act in the background, and what stops everything."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from repochat.accounts.kill_switch_store import Stop
from repochat.accounts.limits import LIMITS as ACCOUNTS
from repochat.api.services import OwnerDep, ServicesDep, ViewerDep, WorkspaceDep, get_owner
from repochat.api.shapes import Input, NoNul, RepoText, Shape
from repochat.catalog.thinking.quiet_hours import WEEK_DAYS, ZONE_CHARS_MAX, QuietHours, read_quiet_hours
from repochat.catalog.thinking.settings import (
    LIMITS,
    THOUGHTS,
    BudgetsChange,
    ThinkingChange,
    ThinkingSettings,
    Thought,
)
from repochat.catalog.thinking.settings_store import quiet_as_json
from repochat.workspace import Workspace
from repochat.workspace.kill_switch import read_kill_switch, stop_as_json, turn_kill_switch
from repochat.workspace.thinking import change_thinking, read_thinking, tell_consequence

router = APIRouter(tags=["settings"])
TIME_CHARS_MAX = 5


class QuietHoursShape(BaseModel):
    """From `from` on each of `days` (0 is Monday) until `until`, on the next day when that is not later."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    zone: Annotated[str, NoNul, Field(max_length=ZONE_CHARS_MAX)] = Field(description="IANA name, like Europe/Paris.")
    days: Annotated[list[int], Field(max_length=WEEK_DAYS)]
    from_: str = Field(alias="from", max_length=TIME_CHARS_MAX, description="Like 22:00.")
    until: str = Field(max_length=TIME_CHARS_MAX, description="The same as `from`: a whole day.")

    def read(self) -> QuietHours:
        return read_quiet_hours(self.zone, self.days, self.from_, self.until)


class ThinkingBudgetsShape(Shape):
    """What any 24 hours may use; 0 allows none. `insights_day` are those that are notified, the others wait."""

    cpu_seconds_day: int
    model_tokens_day: int
    usd_day: float
    drafts_day: int
    gpu_seconds_day: int
    io_bytes_day: int
    insights_day: int


class BudgetsInput(Input):
    """What is absent stays as it is."""

    cpu_seconds_day: int | None = Field(default=None, ge=0, le=LIMITS.cpu_seconds_day_max)
    model_tokens_day: int | None = Field(default=None, ge=0, le=LIMITS.model_tokens_day_max)
    usd_day: float | None = Field(default=None, ge=0, le=LIMITS.usd_day_max, allow_inf_nan=False)
    drafts_day: int | None = Field(default=None, ge=0, le=LIMITS.drafts_day_max)
    gpu_seconds_day: int | None = Field(default=None, ge=0, le=LIMITS.gpu_seconds_day_max)
    io_bytes_day: int | None = Field(default=None, ge=0, le=LIMITS.io_bytes_day_max)
    insights_day: int | None = Field(default=None, ge=0, le=LIMITS.insights_day_max)

    def read(self) -> BudgetsChange:
        change = cast("BudgetsChange", self.model_dump(exclude_none=True))
        if self.usd_day is not None:
            change["usd_day"] = round(Decimal(str(self.usd_day)), 6)
        return change


class ThinkingShape(Shape):
    """`is_stopped`: the repository's own kill switch. `consequence` says what the settings mean, in words."""

    on: bool
    is_stopped: bool
    thoughts: list[Thought]
    budgets: ThinkingBudgetsShape
    quiet_hours: QuietHoursShape | None
    consequence: str


class ThinkingInput(Input):
    """What is absent stays as it is; `quiet_hours` null takes them away."""

    on: bool | None = None
    is_stopped: bool | None = None
    thoughts: Annotated[list[Thought], Field(max_length=len(THOUGHTS))] | None = None
    budgets: BudgetsInput | None = None
    quiet_hours: QuietHoursShape | None = None

    def read(self) -> ThinkingChange:
        change = ThinkingChange()
        if self.on is not None:
            change["is_on"] = self.on
        if self.is_stopped is not None:
            change["is_stopped"] = self.is_stopped
        if self.thoughts is not None:
            change["thoughts"] = tuple(self.thoughts)
        if self.budgets is not None:
            change["budgets"] = self.budgets.read()
        if "quiet_hours" in self.model_fields_set:
            change["quiet_hours"] = self.quiet_hours.read() if self.quiet_hours else None
        return change


class KillSwitchShape(Shape):
    """While it is on, no model is asked, no draft is opened and nothing thinks; indexing and quoting go on."""

    on: bool
    reason: str
    stopped_by: str | None
    stopped_at: datetime | None


class KillSwitchInput(Input):
    """`reason` is for the people who will wonder."""

    on: bool
    reason: Annotated[str, NoNul, Field(max_length=ACCOUNTS.stop_reason_chars_max)] = ""


@router.get("/repos/{repo:path}/thinking")
async def get_thinking(repo: RepoText, workspace: WorkspaceDep) -> ThinkingShape:
    """What an owner allows in the background of the repository; off unless somebody said otherwise."""
    found = await workspace.find_repo(repo)
    return shape_thinking(workspace, *await read_thinking(workspace.resources, workspace.viewer, found))


@router.put("/repos/{repo:path}/thinking", dependencies=[Depends(get_owner)])
async def put_thinking(repo: RepoText, thinking_input: ThinkingInput, workspace: WorkspaceDep) -> ThinkingShape:
    """For an owner, on record."""
    found = await workspace.find_repo(repo)
    changed = await change_thinking(workspace.resources, workspace.viewer, found, thinking_input.read())
    return shape_thinking(workspace, *changed)


@router.get("/settings/kill-switch")
async def get_kill_switch(services: ServicesDep, viewer: ViewerDep) -> KillSwitchShape:
    """Whether everything that acts by itself is stopped, by whom and why."""
    return KillSwitchShape.model_validate(stop_as_json(await read_kill_switch(services.resources, viewer)))


@router.put("/settings/kill-switch")
async def put_kill_switch(switch: KillSwitchInput, services: ServicesDep, owner: OwnerDep) -> KillSwitchShape:
    """For an owner, on record: stop everything that acts by itself, or let it act again. It holds from now on."""
    stop = await turn_kill_switch(services.resources, owner, is_on=switch.on, reason=switch.reason)
    return KillSwitchShape.model_validate(stop_as_json(stop))


def shape_thinking(workspace: Workspace, settings: ThinkingSettings, stop: Stop | None) -> ThinkingShape:
    """The settings with what they mean."""
    quiet: dict[str, Any] | None = quiet_as_json(settings.quiet_hours) if settings.quiet_hours else None
    return ThinkingShape(
        on=settings.is_on,
        is_stopped=settings.is_stopped,
        thoughts=list(settings.thoughts),
        budgets=ThinkingBudgetsShape.model_validate(settings.budgets),
        quiet_hours=QuietHoursShape.model_validate(quiet) if quiet else None,
        consequence=tell_consequence(settings, stop, is_enabled=workspace.settings.thinking_enabled),
    )
