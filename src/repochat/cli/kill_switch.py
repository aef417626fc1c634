"""The command that stops everything that acts by itself: its name, options and help."""

from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]


def kill_switch(
    state: Annotated[
        Literal["on", "off"] | None, typer.Argument(metavar="[on|off]", help="Without it, only show.")
    ] = None,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the people who will wonder.")] = "",
    as_json: Json = False,
) -> None:
    """Stop all that acts by itself: no model is asked, no draft is opened, nothing thinks. Or let it act again."""
    from repochat.cli import stopping as command
    from repochat.cli.workspace import run

    if state is None:
        run(command.show(as_json=as_json))
    else:
        run(command.turn(is_on=state == "on", reason=reason, as_json=as_json))
