"""GitHub's payloads as events. Strict about the fields that are needed, blind to all others.

Hand-written rather than through a library's models of whole payloads: those refuse a third of real examples.
"""

from collections.abc import Callable

from repochat.forge.fields import Fields, MissingFieldError
from repochat.forge.pull_request import read_pull_request
from repochat.forge.webhooks.events import (
    ForgeEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    MemberEvent,
    NamedRepository,
    PingEvent,
    PullRequestEvent,
    PushEvent,
    RefEvent,
    RepositoryEvent,
    UnknownEvent,
)

_REF_FOLDERS = {"branch": "refs/heads/", "tag": "refs/tags/"}


def parse_event(kind: str, payload: object) -> ForgeEvent:
    """`kind` is the header `X-GitHub-Event`, `payload` the parsed body, whatever it holds. Never raises."""
    fields = Fields(payload)
    read = _READERS.get(kind)
    if read is None:
        return _unknown(kind, fields, problem=None)
    try:
        return read(fields)
    except MissingFieldError as error:
        return _unknown(kind, fields, problem=f"{error} is missing or malformed")


def _unknown(kind: str, fields: Fields, *, problem: str | None) -> UnknownEvent:
    return UnknownEvent(
        kind=kind,
        action=fields.find_text("action"),
        repo_id=fields.child("repository").find_number("id"),
        installation_id=_find_installation(fields),
        problem=problem,
    )


def _read_push(fields: Fields) -> PushEvent:
    repository = fields.child("repository")
    return PushEvent(
        repo_id=repository.number("id"),
        full_name=repository.text("full_name"),
        is_private=repository.flag("private"),
        default_branch=repository.find_text("default_branch"),
        ref=fields.ref("ref"),
        before=fields.sha("before"),
        after=fields.sha("after"),
        created=fields.flag("created"),
        deleted=fields.flag("deleted"),
        forced=fields.flag("forced"),
        installation_id=_find_installation(fields),
    )


def _read_pull_request(fields: Fields) -> PullRequestEvent:
    repository = fields.child("repository")
    return PullRequestEvent(
        action=fields.text("action"),
        repo_id=repository.number("id"),
        full_name=repository.text("full_name"),
        pull_request=read_pull_request(fields.child("pull_request")),
        installation_id=_find_installation(fields),
    )


def _read_create(fields: Fields) -> RefEvent | UnknownEvent:
    # GitHub also sends `create` for a repository's first moment, with no ref in it.
    if fields.find_text("ref_type") == "repository":
        return _unknown("create", fields, problem=None)
    repository = fields.child("repository")
    return RefEvent(
        action="create",
        repo_id=repository.number("id"),
        full_name=repository.text("full_name"),
        ref=_read_short_ref(fields),
        installation_id=_find_installation(fields),
    )


def _read_delete(fields: Fields) -> RefEvent:
    repository = fields.child("repository")
    return RefEvent(
        action="delete",
        repo_id=repository.number("id"),
        full_name=repository.text("full_name"),
        ref=_read_short_ref(fields),
        installation_id=_find_installation(fields),
    )


def _read_short_ref(fields: Fields) -> str:
    folder = _REF_FOLDERS.get(fields.text("ref_type"))
    if folder is None:
        raise MissingFieldError("ref_type")
    return Fields({"ref": folder + fields.text("ref")}).ref("ref")


def _read_repository(fields: Fields) -> RepositoryEvent:
    repository, changes = fields.child("repository"), fields.child("changes")
    full_name = repository.text("full_name")
    return RepositoryEvent(
        action=fields.text("action"),
        repo_id=repository.number("id"),
        full_name=full_name,
        is_private=repository.flag("private"),
        default_branch=repository.find_text("default_branch"),
        old_full_name=_find_old_name(changes, full_name),
        old_default_branch=changes.child("default_branch").find_text("from"),
        installation_id=_find_installation(fields),
    )


def _find_old_name(changes: Fields, full_name: str) -> str | None:
    owner, _, name = full_name.partition("/")
    old_name = changes.child("repository").child("name").find_text("from")
    former = changes.child("owner").child("from")
    old_owner = former.child("user").find_text("login") or former.child("organization").find_text("login")
    if old_name is None and old_owner is None:
        return None
    return f"{old_owner or owner}/{old_name or name}"


def _read_installation(fields: Fields) -> InstallationEvent:
    installation = fields.child("installation")
    account = installation.child("account")
    return InstallationEvent(
        action=fields.text("action"),
        installation_id=installation.number("id"),
        app_id=installation.find_number("app_id"),
        account=account.find_text("login") or account.text("slug"),  # an enterprise has no login
        account_id=account.number("id"),
        repositories=_read_repositories(fields, "repositories"),
    )


def _read_installation_repositories(fields: Fields) -> InstallationRepositoriesEvent:
    return InstallationRepositoriesEvent(
        installation_id=fields.child("installation").number("id"),
        added=_read_repositories(fields, "repositories_added"),
        removed=_read_repositories(fields, "repositories_removed"),
    )


def _read_repositories(fields: Fields, name: str) -> tuple[NamedRepository, ...]:
    return tuple(
        NamedRepository(
            repo_id=child.number("id"),
            full_name=child.text("full_name"),
            is_private=child.find_flag("private") or False,
        )
        for child in fields.children(name)
    )


def _read_member(fields: Fields) -> MemberEvent:
    repository, member = fields.child("repository"), fields.child("member")
    return MemberEvent(
        action=fields.text("action"),
        repo_id=repository.number("id"),
        full_name=repository.text("full_name"),
        user_id=member.number("id"),
        login=member.text("login"),
        installation_id=_find_installation(fields),
    )


def _read_ping(fields: Fields) -> PingEvent:
    return PingEvent(
        hook_id=fields.number("hook_id"),
        repo_id=fields.child("repository").find_number("id"),
        events=fields.child("hook").texts("events"),
    )


def _find_installation(fields: Fields) -> int | None:
    return fields.child("installation").find_number("id")


_READERS: dict[str, Callable[[Fields], ForgeEvent]] = {
    "create": _read_create,
    "delete": _read_delete,
    "installation": _read_installation,
    "installation_repositories": _read_installation_repositories,
    "member": _read_member,
    "ping": _read_ping,
    "pull_request": _read_pull_request,
    "push": _read_push,
    "repository": _read_repository,
}
