"""The commands of `repochat model`, and those that tell what was spent and decided: names, options and help."""

from typing import Annotated

import typer

app = typer.Typer(
    help="Which language model is configured, whether code may go to it, and what it may cost.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
Repo = Annotated[str, typer.Argument(metavar="REPO", help="A connected repository: its name, path or address.")]


@app.command()
def status(
    repo: Annotated[str | None, typer.Argument(metavar="[REPO]", help="One repository.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show the model, which repositories' code may go to it, and what was used today."""
    from repochat.cli import model_access as command
    from repochat.cli.workspace import run

    run(command.status(repo, as_json=as_json))


@app.command()
def allow(
    repo: Repo,
    *,
    host: Annotated[str | None, typer.Option("--host", help="Where to; default: the configured model's host.")] = None,
    as_json: Json = False,
) -> None:
    """Let code of REPO be sent to the model. Secrets found in it are masked first."""
    from repochat.cli import model_access as command
    from repochat.cli.workspace import run

    run(command.decide(repo, is_allowed=True, host=host, as_json=as_json))


@app.command()
def deny(
    repo: Repo,
    *,
    host: Annotated[str | None, typer.Option("--host", help="Take back this one; default: every host.")] = None,
    as_json: Json = False,
) -> None:
    """Let no code of REPO be sent any more. It holds from the next request on, in running answers too."""
    from repochat.cli import model_access as command
    from repochat.cli.workspace import run

    run(command.decide(repo, is_allowed=False, host=host, as_json=as_json))


@app.command()
def budget(
    repo: Repo,
    *,
    tokens: Annotated[str | None, typer.Option("--tokens", metavar="N", help="A day (UTC), or none: no bound.")] = None,
    usd: Annotated[str | None, typer.Option("--usd", metavar="X", help="A day (UTC), or none: no bound.")] = None,
    as_json: Json = False,
) -> None:
    """Bound what answers about REPO may use in a day. LLM_BUDGET_TOKENS_DAY and _USD_DAY bound all together."""
    from repochat.cli import model_access as command
    from repochat.cli.workspace import run

    run(command.set_budget(repo, tokens=tokens, usd=usd, as_json=as_json))


def spend(
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many days, today among them.")] = 30,
    as_json: Json = False,
) -> None:
    """Show what models used, by day, repository and model."""
    from repochat.cli import spending as command
    from repochat.cli.workspace import run

    run(command.spend(days, as_json=as_json))


def audit(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="How many entries.")] = 50,
    before: Annotated[int | None, typer.Option("--before", metavar="ID", min=1, help="Those before this one.")] = None,
    as_json: Json = False,
) -> None:
    """Show who decided what about models, the newest first."""
    from repochat.cli import spending as command
    from repochat.cli.workspace import run

    run(command.audit(limit, before=before, as_json=as_json))
