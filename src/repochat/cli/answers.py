"""The commands about what was asked: names, options and help. Each imports its module when it runs."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

conversations = typer.Typer(
    help="What was asked, and what was answered.", invoke_without_command=True, rich_markup_mode=None
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
AnswerId = Annotated[UUID, typer.Argument(metavar="ANSWER", help="The answer's id, as `ask --json` prints it.")]
ConversationId = Annotated[UUID, typer.Argument(metavar="CONVERSATION", help="Its id.")]


def why(
    answer: AnswerId,
    *,
    without: Annotated[
        str, typer.Option("--without", metavar="NAMES", help="What would have been found without these: dense,path")
    ] = "",
    features: Annotated[bool, typer.Option("--features", help="Show weight x value of every feature.")] = False,
    as_json: Json = False,
) -> None:
    """Show why an answer says what it says, as it was logged when the answer was made."""
    from repochat.cli import why as command
    from repochat.cli.workspace import run

    run(command.why(answer, without=without, with_features=features, as_json=as_json))


def export(
    answer: AnswerId,
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Instead of standard output.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, which `repochat verify` proves again.")] = False,
) -> None:
    """Write an answer with its receipts, as Markdown or as JSON."""
    from repochat.cli import conversations as command
    from repochat.cli.workspace import run

    run(command.export(answer, output=output, as_json=as_json))


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An answer that was exported as JSON.")],
    *,
    repo: Annotated[
        list[Path] | None, typer.Option("--repo", metavar="PATH", help="A clone to prove it from; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Prove every citation of an exported answer from git alone: 0 when all are, 1 when one is broken."""
    from repochat.cli import verify as command

    raise typer.Exit(command.verify(file, repos=repo or [], as_json=as_json))


def feedback(
    answer: AnswerId,
    *,
    up: Annotated[bool, typer.Option("--up", help="The answer (or the citation) is right, or helped.")] = False,
    down: Annotated[bool, typer.Option("--down", help="It is wrong, or misled.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what you said.")] = False,
    citation: Annotated[str | None, typer.Option("--citation", metavar="ID", help="About this one, like c1.")] = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="PATH:START-END", help="The right place was here.")
    ] = None,
    comment: Annotated[str, typer.Option("--comment", metavar="TEXT", help="In your words.")] = "",
    as_json: Json = False,
) -> None:
    """Say whether an answer was right. To say it again changes it; without options it shows what was said."""
    from repochat.cli import feedback as command
    from repochat.cli.workspace import run

    said = command.Words(up=up, down=down, withdraw=withdraw, citation=citation, place=place, comment=comment)
    run(command.feedback(answer, said, as_json=as_json))


@conversations.callback()
def list_conversations(
    context: typer.Context,
    *,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="In the title, or in a question.")] = "",
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=200, help="How many.")] = 20,
    as_json: Json = False,
) -> None:
    """List conversations, the most recent first; or show, rename, share or delete one."""
    from repochat.cli import conversations as command
    from repochat.cli.workspace import run

    if context.invoked_subcommand is None:
        run(command.list_all(text, limit, as_json=as_json))


@conversations.command()
def show(conversation: ConversationId, *, as_json: Json = False) -> None:
    """Show the questions and answers of one."""
    from repochat.cli import conversations as command
    from repochat.cli.workspace import run

    run(command.show(conversation, as_json=as_json))


@conversations.command()
def rename(
    conversation: ConversationId, title: Annotated[str, typer.Argument(metavar="TITLE")], *, as_json: Json = False
) -> None:
    """Give it another title."""
    from repochat.cli import conversations as command
    from repochat.cli.workspace import run

    run(command.change(conversation, title=title, as_json=as_json))


@conversations.command()
def share(
    conversation: ConversationId,
    *,
    off: Annotated[bool, typer.Option("--off", help="End the sharing.")] = False,
    as_json: Json = False,
) -> None:
    """Let everybody of your tenant read it."""
    from repochat.cli import conversations as command
    from repochat.cli.workspace import run

    run(command.change(conversation, is_shared=not off, as_json=as_json))


@conversations.command()
def delete(conversation: ConversationId, *, as_json: Json = False) -> None:
    """Delete it, with its answers and the feedback on them."""
    from repochat.cli import conversations as command
    from repochat.cli.workspace import run

    run(command.delete(conversation, as_json=as_json))
