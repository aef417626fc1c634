"""What GitHub would tell its hooks, written out: who is told, and the whole payload."""

from collections.abc import Iterator
from typing import Any

from repochat.forge.testing.calls import Happening
from repochat.forge.testing.objects import is_ancestor
from repochat.forge.testing.views import view_account, view_hook, view_pull, view_repository
from repochat.forge.testing.world import HookRecord, RepositoryRecord, World

_ZEROS = "0" * 40


def list_letters(
    happening: Happening, record: RepositoryRecord, world: World, base: str
) -> Iterator[tuple[str, HookRecord, dict[str, Any]]]:
    """Event, hook and payload of each delivery: a push that makes a branch is also its creation."""
    for event, payload in _list_events(happening, record, world, base):
        full = {
            **payload,
            "repository": view_repository(record, world, base),
            "sender": view_account(world.accounts[record.owner], base),
        }
        for hook, installation_id in _list_hooks(record, world):
            is_wanted = event in hook.events or "*" in hook.events
            if happening.hook_id == hook.hook_id or (happening.hook_id is None and hook.is_active and is_wanted):
                told = {"installation": {"id": installation_id}} if installation_id is not None else {}
                yield event, hook, {**full, **told}


def _list_events(
    happening: Happening, record: RepositoryRecord, world: World, base: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    payload = happening.payload
    if happening.event == "push":
        if happening.hook_id is None:
            yield from _list_ref_events(payload, record)
        yield "push", _complete_push(payload, record)
    elif happening.event == "pull_request":
        pull = record.pulls[payload["number"]]
        yield "pull_request", {**payload, "pull_request": view_pull(pull, record, world, base)}
    elif happening.event == "ping":
        hook = record.hooks[payload["hook_id"]]
        yield "ping", {"zen": "Keep it logically awesome.", **payload, "hook": view_hook(hook)}
    else:
        yield happening.event, payload


def _complete_push(payload: dict[str, Any], record: RepositoryRecord) -> dict[str, Any]:
    before, after = payload["before"], payload["after"]
    is_moved = _ZEROS not in (before, after)
    return {
        **payload,
        "created": before == _ZEROS,
        "deleted": after == _ZEROS,
        "forced": is_moved and not is_ancestor(record.git, before, after),
        "base_ref": None,
        "commits": [],
        "head_commit": None,
        "pusher": {"name": record.owner},
    }


def _list_ref_events(payload: dict[str, Any], record: RepositoryRecord) -> Iterator[tuple[str, dict[str, Any]]]:
    _, folder, name = payload["ref"].split("/", 2)
    told = {"ref": name, "ref_type": "branch" if folder == "heads" else "tag", "pusher_type": "user"}
    if payload["before"] == _ZEROS:
        yield "create", {**told, "master_branch": record.default_branch, "description": None}
    elif payload["after"] == _ZEROS:
        yield "delete", told


def _list_hooks(record: RepositoryRecord, world: World) -> Iterator[tuple[HookRecord, int | None]]:
    for hook in record.hooks.values():
        yield hook, None
    for installation in world.installations.values():
        hook = world.apps[installation.app_id].hook
        is_told = record.repo_id in installation.repo_ids and installation.suspended_at is None
        if hook is not None and is_told:
            yield hook, installation.installation_id
