"""The commands about connected repositories: names, options and help. Each imports its module when it runs."""

from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
RepoArgument = Annotated[str, typer.Argument(metavar="REPO", help="A connected repository: its name, path or address.")]


def follow(
    repo: RepoArgument,
    path: Annotated[
        Literal["webhook", "polling", "watching", "manual"],
        typer.Argument(metavar="PATH", help="webhook, polling, watching (a folder of this machine) or manual."),
    ],
    *,
    as_json: Json = False,
) -> None:
    """Choose how changes of REPO are learned of; manual: only when you run `repochat index`."""
    from repochat.cli import following as command
    from repochat.cli.workspace import run

    run(command.follow(repo, path, as_json=as_json))


def disconnect(
    repo: RepoArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: Json = False,
) -> None:
    """Forget REPO with all that was indexed and said of it. The repository itself is not touched."""
    from repochat.cli import following as command
    from repochat.cli.workspace import run

    run(command.disconnect(repo, is_sure=yes, as_json=as_json))
