"""`repochat think`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from repochat.catalog.thinking.settings import BudgetsChange, ThinkingChange
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.thinking.scheduling.reading import Gauge, RepoStatus, Status
from repochat.workspace.learning import list_arms, read_learning, think_now
from repochat.workspace.thinking import change_thinking, tell_consequence

WAITING_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOptions:
    """None: as it is."""

    cpu: int | None = None
    tokens: int | None = None
    usd: float | None = None
    insights: int | None = None

    def read(self) -> BudgetsChange:
        change = BudgetsChange()
        if self.cpu is not None:
            change["cpu_seconds_day"] = self.cpu
        if self.tokens is not None:
            change["model_tokens_day"] = self.tokens
        if self.usd is not None:
            change["usd_day"] = round(Decimal(str(self.usd)), 6)
        if self.insights is not None:
            change["insights_day"] = self.insights
        return change


async def turn(repo: str | None, *, is_on: bool, budgets: BudgetOptions, as_json: bool) -> None:
    """Print what then holds, in words."""
    change = ThinkingChange(is_on=is_on, budgets=budgets.read())
    async with open_workspace() as workspace:
        found = await workspace.choose_repo(repo)
        settings, stop = await change_thinking(workspace.resources, workspace.viewer, found, change)
        told = tell_consequence(settings, stop, is_enabled=workspace.settings.thinking_enabled)
    if as_json:
        write_json({"repo": found.name, "on": settings.is_on, "consequence": told})
    else:
        write(f"{clean_line(found.name)}: {told}")


async def ask(
    thought: str, *, repo: str | None, rev: str | None, base: str | None, paths: Sequence[str], as_json: bool
) -> None:
    """Print the proposal, and whether the same waited already."""
    async with open_workspace() as workspace:
        found = await workspace.choose_repo(repo)
        asked = await think_now(workspace.resources, workspace.viewer, found, thought, rev=rev, base=base, paths=paths)
    if as_json:
        write_json({"proposal_id": str(asked.id), "joined": asked.is_joined})
        return
    write("It waited already, and goes first now." if asked.is_joined else "Asked; it starts before all that waits.")
    write("`repochat think status` tells how it goes.")


async def show(repo: str | None, *, as_json: bool) -> None:
    """Print the status."""
    async with open_workspace() as workspace:
        found = await workspace.choose_repo(repo) if repo else None
        told = await read_learning(workspace.resources, workspace.viewer, found)
    if as_json:
        write_json(describe(told.status))
        return
    _write_status(told.status)
    if told.is_cut:
        write("There are more repositories: name one with --repo.")


async def show_arms(*, as_json: bool) -> None:
    """Print what was learned."""
    async with open_workspace() as workspace:
        arms = await list_arms(workspace.resources, workspace.viewer)
    if as_json:
        write_json({"arms": [{**asdict(arm), "updated_at": arm.updated_at.isoformat()} for arm in arms]})
        return
    if not arms:
        write("Nothing was learned yet: no run has ended.")
        return
    write("Reward per CPU minute, with its 90 % interval; older runs count less.")
    for arm in arms:
        interval = f"{arm.low:6.2f} to {arm.high:.2f}"
        write(f"{arm.thought:15} {arm.level:7} {arm.mean:7.2f}  {interval:18} {arm.pulls:6.1f} runs")


def describe(status: Status) -> dict[str, Any]:
    """As JSON."""
    return {
        "at": status.at.isoformat(),
        "kill_switch": status.stop is not None,
        "is_enabled": status.is_enabled,
        "workers": status.workers,
        "running_count": status.running_count,
        "waiting_count": status.waiting_count,
        "repos": [_describe_repo(repo) for repo in status.repos],
    }


def _describe_repo(status: RepoStatus) -> dict[str, Any]:
    return {
        "repo": status.repo.name,
        "on": status.settings.is_on,
        "is_stopped": status.settings.is_stopped,
        "quiet_until": status.quiet_until.isoformat() if status.quiet_until else None,
        "buckets": {
            gauge.resource: {"per_day": gauge.per_day, "level": gauge.level, "used_today": gauge.used_today}
            for gauge in status.gauges
        },
        "running": [{"id": str(run.id), "thought": run.thought, "status": run.status} for run in status.running],
        "waiting": [
            {"id": str(each.proposal.id), "thought": each.proposal.thought, "reason": each.reason}
            for each in status.waiting
        ],
        "waiting_count": status.waiting_count,
    }


def _write_status(status: Status) -> None:
    if not status.is_enabled:
        write("THINKING_ENABLED is false: nothing thinks.")
    if status.stop is not None:
        write(clean_line(status.stop.tell()))
    workers = "1 worker" if status.workers == 1 else f"{status.workers} workers"
    write(f"{workers}, {status.running_count} running, {status.waiting_count} waiting.")
    for repo in status.repos:
        _write_repo(repo)


def _write_repo(status: RepoStatus) -> None:
    state = "stopped" if status.settings.is_stopped else "on" if status.settings.is_on else "off"
    write(f"\n{clean_line(status.repo.name)}: {state}")
    if not (status.settings.is_on or status.running or status.waiting):
        return
    write("  budget   " + "; ".join(_tell_gauge(gauge) for gauge in status.gauges if gauge.per_day > 0))
    for run in status.running:
        write(f"  {run.status:8} {run.thought} ({run.level}, {run.trigger}) {run.id}")
    for waiting in status.waiting[:WAITING_SHOWN]:
        proposal = waiting.proposal
        write(f"  waits    {proposal.thought} ({proposal.trigger}): {clean_line(waiting.reason)}")
    if status.waiting_count > WAITING_SHOWN:
        write(f"           and {status.waiting_count - WAITING_SHOWN:,} more")
    for proposal in status.parked:
        write(f"  parked   {proposal.thought}: {clean_line(proposal.reason)}")


def _tell_gauge(gauge: Gauge) -> str:
    return f"{_round(gauge.level)} of {_round(gauge.per_day)} {gauge.unit} a day free now"


def _round(amount: float) -> str:
    """Whole where that loses nothing that matters."""
    return f"{amount:,.0f}" if abs(amount) >= 10 else f"{amount:,.2f}".rstrip("0").rstrip(".")  # noqa: PLR2004  digits
