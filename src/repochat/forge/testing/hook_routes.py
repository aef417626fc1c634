"""Webhooks of a repository through the API."""

from typing import Any, cast

from repochat.forge.testing.calls import Call, RefusalError
from repochat.forge.testing.views import view_hook
from repochat.forge.testing.wire import HttpResponse, reply
from repochat.forge.testing.world import HookRecord, RepositoryRecord


def list_hooks(call: Call) -> HttpResponse:
    return call.page([view_hook(hook) for hook in _need_admin(call).hooks.values()])


def create_hook(call: Call) -> HttpResponse:
    record = _need_admin(call)
    config = cast("dict[str, Any]", call.request.json.get("config", {}))
    if not str(config.get("url", "")).startswith(("http://", "https://")):
        raise RefusalError(422, "Validation Failed")
    hook = HookRecord(hook_id=next(call.world.ids), url=config["url"], secret=config.get("secret", ""), events=())
    record.hooks[hook.hook_id] = hook
    _update(hook, call.request.json)
    call.emit("ping", record.repo_id, {"hook_id": hook.hook_id}, hook_id=hook.hook_id)
    return reply(view_hook(hook), 201)


def update_hook(call: Call) -> HttpResponse:
    _, hook = _need_hook(call)
    _update(hook, call.request.json)
    return reply(view_hook(hook))


def delete_hook(call: Call) -> HttpResponse:
    record, hook = _need_hook(call)
    del record.hooks[hook.hook_id]
    return HttpResponse(status=204)


def ping_hook(call: Call) -> HttpResponse:
    record, hook = _need_hook(call)
    call.emit("ping", record.repo_id, {"hook_id": hook.hook_id}, hook_id=hook.hook_id)
    return HttpResponse(status=204)


def try_hook(call: Call) -> HttpResponse:
    """The latest push again."""
    record, hook = _need_hook(call)
    ref = f"refs/heads/{record.default_branch}"
    head = record.git.list_refs().get(ref)
    if head is not None:
        call.emit("push", record.repo_id, {"ref": ref, "before": head, "after": head}, hook_id=hook.hook_id)
    return HttpResponse(status=204)


def _need_admin(call: Call) -> RepositoryRecord:
    """Without the right, hooks do not exist."""
    record = call.need_repository()
    if call.world.find_role(record, call.token) != "admin":
        raise RefusalError(404, "Not Found")
    scopes = call.token.scopes if call.token else ()
    if not {"repo", "admin:repo_hook", "write:repo_hook"} & set(scopes):
        raise RefusalError(404, "Not Found", {"X-Accepted-OAuth-Scopes": "admin:repo_hook, repo, write:repo_hook"})
    return record


def _need_hook(call: Call) -> tuple[RepositoryRecord, HookRecord]:
    record = _need_admin(call)
    hook = record.hooks.get(int(call.parts["hook"]))
    if hook is None:
        raise RefusalError(404, "Not Found")
    return record, hook


def _update(hook: HookRecord, body: dict[str, Any]) -> None:
    hook.events = tuple(body.get("events", hook.events or ("push",)))
    hook.is_active = bool(body.get("active", hook.is_active))
    config = cast("dict[str, Any]", body.get("config", {}))
    hook.url, hook.secret = config.get("url", hook.url), config.get("secret", hook.secret)
