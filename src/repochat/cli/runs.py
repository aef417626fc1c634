"""`repochat runs`: names, options and help. Each imports its module when it runs."""

from typing import Annotated
from uuid import UUID

import typer

from repochat.cli.answers import Json

app = typer.Typer(
    help="What was done in the background: every attempt, with its log.",
    rich_markup_mode=None,
    invoke_without_command=True,
)

RunId = Annotated[UUID, typer.Argument(metavar="RUN", help="Its id, as `repochat runs` prints it.")]
Repo = Annotated[str | None, typer.Option("--repo", metavar="REPO", help="Of this repository alone.")]
Thought = Annotated[str | None, typer.Option("--thought", metavar="NAME", help="Of this Thought alone.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=200, help="How many.")]


@app.callback()
def list_default(context: typer.Context) -> None:
    """List the newest runs; `repochat runs list --help` says how to choose among them."""
    if context.invoked_subcommand is None:
        list_all()


@app.command("list")
def list_all(*, repo: Repo = None, thought: Thought = None, limit: Limit = 20, as_json: Json = False) -> None:
    """List runs, the newest first."""
    from repochat.cli import thinking_runs as command
    from repochat.cli.workspace import run

    run(command.list_all(repo, thought=thought, limit=limit, as_json=as_json))


@app.command()
def show(run_id: RunId, *, as_json: Json = False) -> None:
    """Show a run with its log."""
    from repochat.cli import thinking_runs as command
    from repochat.cli.workspace import run

    run(command.show(run_id, as_json=as_json))


@app.command()
def follow(run_id: RunId) -> None:
    """Print a run's log as it is written, until the run ends."""
    from repochat.cli import thinking_runs as command
    from repochat.cli.workspace import run

    run(command.follow(run_id))


@app.command()
def cancel(run_id: RunId, *, as_json: Json = False) -> None:
    """Stop a run within a second, or one that waits at once."""
    from repochat.cli import thinking_runs as command
    from repochat.cli.workspace import run

    run(command.cancel(run_id, as_json=as_json))


@app.command()
def rerun(run_id: RunId, *, as_json: Json = False) -> None:
    """Propose the same once more, from the start."""
    from repochat.cli import thinking_runs as command
    from repochat.cli.workspace import run

    run(command.repeat(run_id, as_json=as_json))
