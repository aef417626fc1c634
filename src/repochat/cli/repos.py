"""The commands about connected repositories: names, options and help. Each imports its module when it runs."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from repochat.catalog.policy_store import PolicyChange

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


def policy(
    repo: RepoArgument,
    *,
    branch: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Index branches like release/* too; '' for none.")
    ] = None,
    pull_requests: Annotated[
        Literal["none", "head", "head_and_merge"] | None, typer.Option(help="What of open pull requests to index.")
    ] = None,
    keep_days: Annotated[int | None, typer.Option(help="How long an old revision stays askable.")] = None,
    keep_revisions: Annotated[int | None, typer.Option(help="How many of the newest stay, however old.")] = None,
    as_json: Json = False,
) -> None:
    """Show, or change, what of REPO is indexed beside its default branch, and how long revisions stay."""
    from repochat.cli import following as command
    from repochat.cli.workspace import run

    change: PolicyChange = {}
    if branch is not None:
        change["branches"] = tuple(filter(None, branch))
    if pull_requests is not None:
        change["pull_requests"] = pull_requests
    if keep_days is not None:
        change["keep_days"] = keep_days
    if keep_revisions is not None:
        change["keep_revisions"] = keep_revisions
    run(command.policy(repo, change, as_json=as_json))


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
