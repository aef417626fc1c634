"""The commands of `repochat think`: names, options and help."""

from typing import Annotated

import typer

app = typer.Typer(
    help="Thinking in the background: on and off, now, and what it does. It never runs a repository's code.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
Repo = Annotated[str | None, typer.Option("--repo", metavar="REPO", help="Which repository; not needed for one.")]


@app.command()
def on(
    *,
    repo: Repo = None,
    cpu: Annotated[int | None, typer.Option("--cpu", min=0, metavar="SECONDS", help="CPU seconds a day.")] = None,
    tokens: Annotated[int | None, typer.Option("--tokens", min=0, help="Model tokens a day.")] = None,
    usd: Annotated[float | None, typer.Option("--usd", min=0, help="Dollars a day.")] = None,
    insights: Annotated[
        int | None, typer.Option("--insights", min=0, help="Insights a day that call for attention.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Let it think, within a budget that holds for any 24 hours; what is not given stays as it is."""
    from repochat.cli import thinking as command
    from repochat.cli.workspace import run

    budgets = command.BudgetOptions(cpu=cpu, tokens=tokens, usd=usd, insights=insights)
    run(command.turn(repo, is_on=True, budgets=budgets, as_json=as_json))


@app.command()
def off(*, repo: Repo = None, as_json: Json = False) -> None:
    """Start nothing any more; what was found stays."""
    from repochat.cli import thinking as command
    from repochat.cli.workspace import run

    run(command.turn(repo, is_on=False, budgets=command.BudgetOptions(), as_json=as_json))


@app.command()
def now(
    thought: Annotated[str, typer.Argument(metavar="THOUGHT", help="Such as MapRepo, ScanDiff or SmellHunt.")],
    *,
    repo: Repo = None,
    rev: Annotated[str | None, typer.Option("--rev", metavar="REV", help="A branch, a tag or a SHA.")] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="REV", help="Look at the change since this one.")
    ] = None,
    paths: Annotated[list[str] | None, typer.Option("--path", help="Only this; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Think about it now: before all that waits, whatever the quiet hours. Budgets and kill switch hold."""
    from repochat.cli import thinking as command
    from repochat.cli.workspace import run

    run(command.ask(thought, repo=repo, rev=rev, base=base, paths=paths or [], as_json=as_json))


@app.command()
def status(*, repo: Repo = None, as_json: Json = False) -> None:
    """Show what runs, what waits and why, and what the budgets hold."""
    from repochat.cli import thinking as command
    from repochat.cli.workspace import run

    run(command.show(repo, as_json=as_json))


@app.command()
def arms(*, as_json: Json = False) -> None:
    """Show what each Thought yields at each level, by CPU minute, as it was learned."""
    from repochat.cli import thinking as command
    from repochat.cli.workspace import run

    run(command.show_arms(as_json=as_json))
