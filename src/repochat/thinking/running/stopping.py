"""Why a run that runs should stop now."""

from dataclasses import dataclass
from typing import Literal

from repochat.accounts.kill_switch_store import KillSwitchStore
from repochat.catalog.thinking.run_model import Claim
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.clock import read_clock
from repochat.core.database import ReadSession

StopKind = Literal["cancelled", "kill_switch", "stopped", "off", "quiet_hours", "shutdown"]
BY_PEOPLE = {"person", "rerun"}  # whoever asks for a run by hand wants it in quiet hours, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """`reason` is a sentence for people. What was cancelled has ended; all else is given back, and waits again."""

    kind: StopKind
    reason: str


async def find_stop(session: ReadSession, claim: Claim) -> Stop | None:
    """What says so first: the person who cancelled, the kill switch, the owner of the repository, quiet hours."""
    run = await RunStore(session).find(claim.run_id)
    if run is None or run.cancel_requested:
        return Stop(kind="cancelled", reason="Cancelled.")
    stop = await KillSwitchStore(session).find()
    if stop is not None:
        return Stop(kind="kill_switch", reason=stop.tell())
    settings = await ThinkingStore(session).get(run.repo_id)
    if settings.is_stopped:
        return Stop(kind="stopped", reason="Thinking about this repository was stopped.")
    return None if run.trigger in BY_PEOPLE else _find_pause(settings)


def _find_pause(settings: ThinkingSettings) -> Stop | None:
    if not settings.is_on:
        return Stop(kind="off", reason="Thinking about this repository was turned off.")
    quiet = settings.quiet_hours
    if quiet is not None and quiet.covers(read_clock()):
        return Stop(kind="quiet_hours", reason="Quiet hours began.")
    return None
