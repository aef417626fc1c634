"""The kill switch, as every entry point shows and turns it."""

from typing import Any

from repochat.accounts import Viewer
from repochat.accounts.kill_switch_store import KillSwitchStore, KillSwitchWriter, Stop
from repochat.workspace.resources import Resources


async def read_kill_switch(resources: Resources, viewer: Viewer) -> Stop | None:
    """None while everything may act."""
    async with resources.database.read(viewer.scope) as session:
        return await KillSwitchStore(session).find()


async def turn_kill_switch(resources: Resources, viewer: Viewer, *, is_on: bool, reason: str = "") -> Stop | None:
    """Turns it on or off, on record, and returns what then holds. The caller has looked whether `viewer` may.

    A request that is on its way to a model or a forge ends as it would have; none begins from now on.
    """
    async with resources.database.write(viewer.scope) as session:
        switch = KillSwitchWriter(session)
        if is_on:
            await switch.stop(viewer, reason)
        else:
            await switch.release(viewer)
        return await switch.find()


def stop_as_json(stop: Stop | None) -> dict[str, Any]:
    """Off: with nothing else."""
    return {
        "on": stop is not None,
        "reason": stop.reason if stop else "",
        "stopped_by": stop.stopped_by if stop else None,
        "stopped_at": stop.stopped_at.isoformat() if stop else None,
    }
