"""`repochat token` and `repochat keys`: what lets a browser or a program in."""

from typing import Any
from urllib.parse import urlencode

from repochat.accounts import local_viewer
from repochat.accounts.key_store import ApiKey, KeyStore, KeyWriter
from repochat.accounts.local_token import load_local_token, replace_local_token
from repochat.accounts.login_store import LoginWriter
from repochat.cli.launch import address_of
from repochat.cli.services import find_service
from repochat.cli.terminal import clean_line, warn, write, write_json
from repochat.cli.workspace import load_command_settings, open_workspace
from repochat.core.errors import InvalidError, NotFoundError
from repochat.core.home import Home, open_home


async def show_token(*, wants_address: bool, is_new: bool, as_json: bool) -> None:
    """Prints the token, or the address that carries it; a new one ends every login that the old one made."""
    settings = load_command_settings()
    home = open_home(settings.repochat_home)
    if is_new:
        replace_local_token(home)
        async with open_workspace() as workspace, workspace.database.write(workspace.viewer.scope) as session:
            await LoginWriter(session).revoke_all(None)
    running = find_service(home, "api")
    address = add_token((running.address if running else None) or address_of(settings), home)
    if as_json:
        write_json({"token": load_local_token(home), "address": address})
    else:
        write(address if wants_address else load_local_token(home))


def add_token(address: str, home: Home) -> str:
    """The address that logs a browser in."""
    return f"{address}/?{urlencode({'token': load_local_token(home)})}"


async def create(name: str, *, as_json: bool) -> None:
    async with open_workspace() as workspace, workspace.database.write(workspace.viewer.scope) as session:
        key, token = await KeyWriter(session).create(workspace.viewer, name)
    if as_json:
        write_json({**_describe(key), "key": token})
        return
    warn(f"The key of {clean_line(key.name)}; it is shown this once:")
    write(token)


async def show(*, as_json: bool) -> None:
    async with open_workspace() as workspace, workspace.database.read(workspace.viewer.scope) as session:
        keys = await KeyStore(session).list_keys(workspace.viewer)
    if as_json:
        write_json({"keys": [_describe(key) for key in keys]})
        return
    for key in keys:
        used = f"used {key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "never used"
        write(f"{key.id}  ...{key.ending}  {clean_line(key.name)}  {used}")
    if not keys:
        write("No keys. `repochat keys create NAME` makes one.")


async def revoke(wanted: str, *, as_json: bool) -> None:
    viewer = local_viewer()
    async with open_workspace() as workspace, workspace.database.write(viewer.scope) as session:
        writer = KeyWriter(session)
        key = await writer.revoke(viewer, _choose(await writer.list_keys(viewer), wanted).id)
    if as_json:
        write_json({"revoked": _describe(key)})
    else:
        write(f"Revoked {clean_line(key.name)} (...{key.ending}).")


def _choose(keys: list[ApiKey], wanted: str) -> ApiKey:
    found = [key for key in keys if wanted in {str(key.id), key.name, key.ending}]
    if not found:
        raise NotFoundError(f"There is no key {wanted[:100]!r}.", hint="`repochat keys list` shows them.")
    if len(found) > 1:
        hint = f"Give its id: {', '.join(str(key.id) for key in found)}."
        raise InvalidError(f"{len(found)} keys are called {wanted[:100]!r}.", hint=hint)
    return found[0]


def _describe(key: ApiKey) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "name": key.name,
        "ending": key.ending,
        "created_at": key.created_at.isoformat(),
        "used_at": key.used_at.isoformat() if key.used_at else None,
    }
