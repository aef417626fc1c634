"""`repochat watch`: names, options and help. Each imports its module when it runs."""

from typing import Annotated
from uuid import UUID

import typer

from repochat.cli.answers import AnswerId, Json

app = typer.Typer(
    help="Questions that are asked again after each push; only a change of their evidence is reported.",
    rich_markup_mode=None,
)

WatchId = Annotated[UUID, typer.Argument(metavar="WATCH", help="Its id, as `repochat watch list` prints it.")]


@app.command()
def add(answer: AnswerId, *, as_json: Json = False) -> None:
    """Watch the question of an answer."""
    from repochat.cli import watching as command
    from repochat.cli.workspace import run

    run(command.add(answer, as_json=as_json))


@app.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List what you watch, with how many reports you have not read."""
    from repochat.cli import watching as command
    from repochat.cli.workspace import run

    run(command.list_all(as_json=as_json))


@app.command()
def remove(watch: WatchId, *, as_json: Json = False) -> None:
    """Watch it no longer; its reports go, its answers stay."""
    from repochat.cli import watching as command
    from repochat.cli.workspace import run

    run(command.remove(watch, as_json=as_json))


@app.command()
def reports(watch: WatchId, *, as_json: Json = False) -> None:
    """Show what changed its evidence; the reports count as read then."""
    from repochat.cli import watching as command
    from repochat.cli.workspace import run

    run(command.reports(watch, as_json=as_json))
