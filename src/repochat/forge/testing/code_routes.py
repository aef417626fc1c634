"""Git's objects and refs through the API, and pull requests."""

import base64
from typing import Any, cast

from repochat.forge.testing.calls import Call, RefusalError
from repochat.forge.testing.objects import (
    TREE_MODE,
    StoredCommit,
    is_ancestor,
    read_commit,
    read_tree,
    write_commit,
    write_files,
)
from repochat.forge.testing.views import view_pull
from repochat.forge.testing.wire import HttpResponse, reply
from repochat.forge.testing.world import RepositoryRecord

_KINDS = {TREE_MODE: "tree", "160000": "commit"}


def get_commit(call: Call) -> HttpResponse:
    record = call.need_repository()
    try:
        commit = read_commit(record.git, call.parts["sha"])
    except KeyError:
        raise RefusalError(404, "Not Found") from None
    name, _, email = commit.author.partition(" <")
    told = {
        "sha": call.parts["sha"],
        "tree": {"sha": commit.tree},
        "parents": [{"sha": parent} for parent in commit.parents],
        "message": commit.message,
        "author": {"name": name, "email": email.rstrip(">")},
    }
    return reply(told)


def get_tree(call: Call) -> HttpResponse:
    record = call.need_repository()
    try:
        entries = read_tree(record.git, call.parts["sha"])
    except KeyError:
        raise RefusalError(404, "Not Found") from None
    items = [
        {"path": name, "mode": mode.zfill(6), "type": _KINDS.get(mode, "blob"), "sha": sha}
        for name, (mode, sha) in entries.items()
    ]
    return reply({"sha": call.parts["sha"], "tree": items, "truncated": False})


def create_blob(call: Call) -> HttpResponse:
    record = _need_writable(call)
    content = call.text("content")
    data = base64.b64decode(content) if call.request.json.get("encoding") == "base64" else content.encode()
    return reply({"sha": record.git.write("blob", data)}, 201)


def create_tree(call: Call) -> HttpResponse:
    record = _need_writable(call)
    files: dict[str, tuple[str, str] | None] = {}
    for item in cast("list[dict[str, Any]]", call.request.json.get("tree", [])):
        sha = record.git.write("blob", item["content"].encode()) if "content" in item else item["sha"]
        files[item["path"]] = None if sha is None else (item["mode"], sha)
    try:
        return reply({"sha": write_files(record.git, call.request.json.get("base_tree"), files)}, 201)
    except KeyError:
        raise RefusalError(422, "GitRPC::BadObjectState") from None


def create_commit(call: Call) -> HttpResponse:
    record = _need_writable(call)
    author = call.request.json.get("author") or {"name": "somebody", "email": "somebody@example.com"}
    commit = StoredCommit(
        tree=call.text("tree"),
        parents=tuple(call.request.json.get("parents", [])),
        author=f"{author['name']} <{author['email']}>",
        message=call.text("message"),
    )
    return reply({"sha": write_commit(record.git, commit, at=int(call.world.now().timestamp()))}, 201)


def list_matching_refs(call: Call) -> HttpResponse:
    record = call.need_repository()
    prefix = f"refs/{call.parts['prefix']}"
    found = sorted((name, sha) for name, sha in record.git.list_refs().items() if name.startswith(prefix))
    return call.page([{"ref": name, "object": {"type": "commit", "sha": sha}} for name, sha in found])


def create_ref(call: Call) -> HttpResponse:
    record = _need_writable(call)
    ref, sha = call.text("ref"), call.text("sha")
    if ref in record.git.list_refs():
        raise RefusalError(422, "Reference already exists")
    record.git.set_ref(ref, sha)
    _tell_push(call, record, ref, None, sha)
    return reply({"ref": ref, "object": {"sha": sha}}, 201)


def update_ref(call: Call) -> HttpResponse:
    record = _need_writable(call)
    ref, sha = f"refs/{call.parts['ref']}", call.text("sha")
    old = record.git.list_refs().get(ref)
    if old is None:
        raise RefusalError(422, "Reference does not exist")
    if ref.removeprefix("refs/heads/") in record.protected:
        raise RefusalError(422, "Protected branch update failed")
    if not call.request.json.get("force") and not is_ancestor(record.git, old, sha):
        raise RefusalError(422, "Update is not a fast forward")
    record.git.set_ref(ref, sha)
    _tell_push(call, record, ref, old, sha)
    return reply({"ref": ref, "object": {"sha": sha}})


def list_pulls(call: Call) -> HttpResponse:
    record = call.need_repository()
    call.need_permission("pull_requests", "read", "write")
    query = call.request.query
    state, head = query.get("state", "open"), query.get("head", "").partition(":")[2]
    found = [pull for pull in record.pulls.values() if state in ("all", pull.state) and head in ("", pull.head_ref)]
    if query.get("sort") == "updated":
        found.sort(key=lambda pull: (pull.updated_at, pull.number), reverse=query.get("direction") == "desc")
    else:
        found.sort(key=lambda pull: pull.number, reverse=True)
    return call.page([view_pull(pull, record, call.world, call.base) for pull in found])


def get_pull(call: Call) -> HttpResponse:
    record = call.need_repository()
    call.need_permission("pull_requests", "read", "write")
    pull = record.pulls.get(int(call.parts["number"]))
    if pull is None:
        raise RefusalError(404, "Not Found")
    return reply(view_pull(pull, record, call.world, call.base))


def create_pull(call: Call) -> HttpResponse:
    record = call.need_repository("write")
    call.need_permission("pull_requests", "write")
    head, base, refs = call.text("head"), call.text("base"), record.git.list_refs()
    if f"refs/heads/{head}" not in refs or f"refs/heads/{base}" not in refs:
        raise RefusalError(422, "Validation Failed")
    if any(pull.head_ref == head and pull.state == "open" for pull in record.pulls.values()):
        raise RefusalError(422, f"A pull request already exists for {record.owner}:{head}.")
    is_draft = bool(call.request.json.get("draft"))
    if is_draft and not record.supports_drafts:
        raise RefusalError(422, "Draft pull requests are not supported in this repository.")
    author = (call.token.login if call.token else None) or record.owner
    pull = call.world.add_pull(record, head=head, base=base, title=call.text("title"), author=author)
    pull.body, pull.is_draft = call.text("body"), is_draft
    call.emit("pull_request", record.repo_id, {"action": "opened", "number": pull.number})
    return reply(view_pull(pull, record, call.world, call.base), 201)


def _need_writable(call: Call) -> RepositoryRecord:
    record = call.need_repository("write")
    call.need_permission("contents", "write")
    if record.is_archived:
        raise RefusalError(403, "Repository was archived so is read-only.")
    return record


def _tell_push(call: Call, record: RepositoryRecord, ref: str, before: str | None, after: str) -> None:
    record.pushed_at = call.world.now()
    call.emit("push", record.repo_id, {"ref": ref, "before": before or "0" * 40, "after": after})
