"""Commands about who may ask: this machine's token, and API keys."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]

keys = typer.Typer(help="API keys: what programs prove themselves with.", rich_markup_mode=None)


def connect(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A path, an address, or owner/name on GitHub.")],
    *,
    name: Annotated[str | None, typer.Option("--name", help="What to call it.")] = None,
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="Read a token of its host from standard input.")
    ] = False,
    username: Annotated[str, typer.Option("--username", help="The name that the host wants with it.")] = "",
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Read an ssh deploy key from FILE.")] = None,
    known_hosts: Annotated[
        Path | None, typer.Option("--known-hosts", metavar="FILE", help="The host's own keys, as ssh writes them.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what is stored for it.")] = False,
    as_json: Json = False,
) -> None:
    """Connect a repository, and store encrypted what it takes to fetch it: a token or a deploy key."""
    from repochat.cli import connect as command
    from repochat.cli.workspace import run

    request = command.ConnectRequest(
        source=source,
        name=name,
        reads_token=token_stdin,
        username=username,
        key_path=key,
        known_hosts_path=known_hosts,
        forgets=forget,
    )
    run(command.connect(request, as_json=as_json))


def token(
    *,
    address: Annotated[bool, typer.Option("--address", help="Print the address to open in a browser instead.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Make a new one first; whoever used the old one is out.")] = False,
    as_json: Json = False,
) -> None:
    """Print the token of this machine's owner, which its API asks for. Treat it as a password."""
    from repochat.cli import keys as command
    from repochat.cli.workspace import run

    run(command.show_token(wants_address=address, is_new=new, as_json=as_json))


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What will use it.")], *, as_json: Json = False
) -> None:
    """Make a key for a program and print it, this once."""
    from repochat.cli import keys as command
    from repochat.cli.workspace import run

    run(command.create(name, as_json=as_json))


@keys.command("list")
def list_keys(*, as_json: Json = False) -> None:
    """Show the keys that may be used, and when they were used last."""
    from repochat.cli import keys as command
    from repochat.cli.workspace import run

    run(command.show(as_json=as_json))


@keys.command("revoke")
def revoke_key(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, its name or how it ends.")],
    *,
    as_json: Json = False,
) -> None:
    """Let a key in no more."""
    from repochat.cli import keys as command
    from repochat.cli.workspace import run

    run(command.revoke(key, as_json=as_json))
