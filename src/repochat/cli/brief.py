"""`repochat brief`: names, options and help, and what they print."""

from typing import Annotated

import typer

from repochat.cli.answers import Json
from repochat.cli.risk import Repo


def brief(
    change: Annotated[
        str, typer.Argument(metavar="[BASE..HEAD]", help="Two revisions, or one commit; the newest one without.")
    ] = "",
    *,
    repo: Repo = None,
    pull: Annotated[int | None, typer.Option("--pull", min=1, metavar="N", help="A pull request instead.")] = None,
    as_json: Json = False,
) -> None:
    """Read a change for its reviewer: what differs, who leans on it, what lacks a test, all on lines of code."""
    from repochat.cli import briefs as command
    from repochat.cli.workspace import run

    run(command.show(change, repo=repo, pull=pull, as_json=as_json))
