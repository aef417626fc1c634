"""`repochat insights`: names, options and help. Each imports its module when it runs."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from repochat.cli.answers import Json

app = typer.Typer(
    help="What thinking in the background found, each with its evidence.",
    rich_markup_mode=None,
    invoke_without_command=True,
)

InsightId = Annotated[UUID, typer.Argument(metavar="INSIGHT", help="Its id, as `repochat insights` prints it.")]
Repo = Annotated[str | None, typer.Option("--repo", metavar="REPO", help="Of this repository alone.")]
Note = Annotated[str, typer.Option("--note", help="For who wonders later.")]


@app.callback()
def list_default(context: typer.Context) -> None:
    """List what is open; `repochat insights list --help` says how to choose among it."""
    if context.invoked_subcommand is None:
        list_all()


@app.command("list")
def list_all(
    *,
    repo: Repo = None,
    which: Annotated[
        str, typer.Option("--filter", metavar="open|notified|waiting|fixed|dismissed|shadow|all", help="Which ones.")
    ] = "open",
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Like smell or hypothesis; repeat it.")] = None,
    severity: Annotated[list[str] | None, typer.Option("--severity", help="Like high; repeat it.")] = None,
    path: Annotated[str, typer.Option("--path", help="Only in this file or below this folder.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1_000, help="How many.")] = 20,
    as_json: Json = False,
) -> None:
    """List insights, the worthiest first."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    asked = command.Asked(
        repo=repo, which=which, kinds=tuple(kind or ()), severities=tuple(severity or ()), path=path, limit=limit
    )
    run(command.list_all(asked, as_json=as_json))


@app.command()
def show(insight: InsightId, *, as_json: Json = False) -> None:
    """Show one with the lines that it leans on, and why it ranks where it does."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.show(insight, as_json=as_json))


@app.command()
def judge(
    insight: InsightId,
    verdict: Annotated[
        str, typer.Argument(metavar="useful|not_useful|dismissed|accepted|rejected|duplicate|restored", help="What.")
    ],
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="wrong|wont_fix|not_now|noise|duplicate", help="Of a dismissal.")
    ] = None,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Say what you make of one. What is dismissed stays so until its code changes."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.judge(insight, verdict, reason=reason, note=note, as_json=as_json))


@app.command()
def rerun(insight: InsightId, *, as_json: Json = False) -> None:
    """Have its Thought look at its file again."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.rerun(insight, as_json=as_json))


@app.command()
def rules(*, repo: Repo = None, as_json: Json = False) -> None:
    """List the rules behind them, with what people voted."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.rules(repo, as_json=as_json))


@app.command()
def rule(
    name: Annotated[str, typer.Argument(help="As `repochat insights rules` prints it.")],
    state: Annotated[str, typer.Argument(metavar="active|shadow|off", help="shadow: stored and not shown.")],
    *,
    as_json: Json = False,
) -> None:
    """Turn a rule for everybody. One that is brought back begins its count anew."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.turn(name, state, as_json=as_json))


@app.command()
def export(*, repo: Repo = None) -> None:
    """Print all of a repository as SARIF 2.1.0, with states and suppressions."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.export(repo))


@app.command("import")
def bring_in(
    log: Annotated[Path, typer.Argument(help="A log of SARIF 2.1.0.", exists=True, dir_okay=False)],
    *,
    repo: Repo = None,
    as_json: Json = False,
) -> None:
    """List beside ours what another tool found; nobody is notified of it."""
    from repochat.cli import insight_list as command
    from repochat.cli.workspace import run

    run(command.bring_in(log, repo, as_json=as_json))
