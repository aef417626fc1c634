"""`repochat map`: names, options and help."""

from typing import Annotated

import typer

from repochat.cli.answers import Json

Repo = Annotated[str | None, typer.Option("--repo", metavar="REPO", help="Which repository; not needed for one.")]


def show_map(*, repo: Repo = None, as_json: Json = False) -> None:
    """Show how a repository is organised: layers of modules, cycles, entry points and commands."""
    from repochat.cli import maps as command
    from repochat.cli.workspace import run

    run(command.show(repo, as_json=as_json))
