"""`repochat risk`: names, options and help, and what they print."""

from typing import Annotated

import typer

from repochat.cli.answers import Json

Repo = Annotated[str | None, typer.Option("--repo", metavar="REPO", help="Which repository; not needed for one.")]


def risk(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A file to explain, or a folder to stay in.")] = "",
    *,
    repo: Repo = None,
    by: Annotated[str, typer.Option("--by", metavar="bug|review|size", help="Which question to order by.")] = "bug",
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, max=1_000, help="How many files.")] = 20,
    as_json: Json = False,
) -> None:
    """Show where the next bug is likely, and where reviewing pays most; the rank by size stands beside both."""
    from repochat.cli import risks as command
    from repochat.cli.workspace import run

    run(command.show(path, repo=repo, by=by, limit=limit, as_json=as_json))
