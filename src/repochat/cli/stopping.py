"""`repochat kill-switch`: whether everything that acts by itself is stopped, and turning that."""

from repochat.accounts.kill_switch_store import Stop
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.workspace.kill_switch import read_kill_switch, stop_as_json, turn_kill_switch


async def show(*, as_json: bool) -> None:
    """Print what holds now."""
    async with open_workspace() as workspace:
        stop = await read_kill_switch(workspace.resources, workspace.viewer)
    _tell(stop, as_json=as_json)


async def turn(*, is_on: bool, reason: str, as_json: bool) -> None:
    """Turn it, and print what then holds. Raises InvalidError for a reason that is too long."""
    async with open_workspace() as workspace:
        stop = await turn_kill_switch(workspace.resources, workspace.viewer, is_on=is_on, reason=reason)
    _tell(stop, as_json=as_json)


def _tell(stop: Stop | None, *, as_json: bool) -> None:
    if as_json:
        write_json(stop_as_json(stop))
    elif stop is None:
        write("The kill switch is off.")
    else:
        write(f"{clean_line(stop.tell())} No model is asked, no draft is opened, nothing thinks.")
        write("`repochat kill-switch off` lets everything act again.")
