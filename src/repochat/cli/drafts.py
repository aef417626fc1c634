"""The commands of `repochat drafts`: names, options and help."""

from typing import Annotated

import typer

app = typer.Typer(
    help="Draft pull requests: whether they may be opened in a repository, and which were.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
Repo = Annotated[str, typer.Argument(metavar="REPO", help="A connected repository: its name, path or address.")]


@app.command()
def allow(repo: Repo, *, as_json: Json = False) -> None:
    """Let draft pull requests be opened in REPO. Nothing is ever merged, approved or marked as ready."""
    from repochat.cli import drafting as command
    from repochat.cli.workspace import run

    run(command.decide(repo, is_allowed=True, as_json=as_json))


@app.command()
def forbid(repo: Repo, *, as_json: Json = False) -> None:
    """Let no further draft be opened in REPO; those that are open stay so."""
    from repochat.cli import drafting as command
    from repochat.cli.workspace import run

    run(command.decide(repo, is_allowed=False, as_json=as_json))


@app.command("list")
def list_drafts(repo: Repo, *, as_json: Json = False) -> None:
    """Show whether drafts may be opened in REPO, and which were."""
    from repochat.cli import drafting as command
    from repochat.cli.workspace import run

    run(command.show(repo, as_json=as_json))


@app.command("open")
def open_draft(
    repo: Repo,
    *,
    title: Annotated[str, typer.Option("--title", help="What it does, on one line.")],
    files: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="PATH=FILE", help="A path there, and what it becomes; may be repeated."),
    ] = None,
    deleted: Annotated[
        list[str] | None, typer.Option("--delete", metavar="PATH", help="A path to delete; may be repeated.")
    ] = None,
    summary: Annotated[str, typer.Option("--summary", help="Why, for its reader.")] = "",
    rerun: Annotated[str, typer.Option("--rerun", help="The command that shows that it works.")] = "",
    base: Annotated[
        str | None, typer.Option("--base", metavar="BRANCH", help="What it is for; default: the default branch.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="Which draft this is: one key, one draft. Default: the title.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Open a draft pull request in REPO, where its owner allowed it: `--file src/a.py=/tmp/a.py`."""
    from repochat.cli import drafting as command
    from repochat.cli.workspace import run

    request = command.OpenRequest(
        title=title, files=files or (), deleted=deleted or (), summary=summary, rerun=rerun, base=base, key=key
    )
    run(command.open_draft(repo, request, as_json=as_json))
