"""GitLab's payloads as events: pushes of branches and tags. All else is kept as unknown."""

from repochat.forge.fields import Fields, MissingFieldError
from repochat.forge.webhooks.events import ForgeEvent, PushEvent, UnknownEvent

_PUBLIC_LEVEL = 20  # 0 is private, 10 internal
_PUSHES = frozenset({"Push Hook", "Tag Push Hook", "push", "tag_push"})


def parse_gitlab_event(kind: str, payload: object) -> ForgeEvent:
    """`kind` is the header `X-Gitlab-Event`, or `event_name` of a system hook. Never raises.

    GitLab does not say whether a push was forced: `forced` is False, and git knows. `created` and `deleted` are told
    by an id of zeros, whose length is that of the repository's object format.
    """
    fields = Fields(payload)
    if kind == "System Hook":
        kind = fields.find_text("event_name") or kind
    if kind not in _PUSHES:
        return _unknown(kind, fields, problem=None)
    try:
        return _read_push(fields)
    except MissingFieldError as error:
        return _unknown(kind, fields, problem=f"{error} is missing or malformed")


def _read_push(fields: Fields) -> PushEvent:
    project = fields.child("project")
    before, after = fields.sha("before"), fields.sha("after")
    return PushEvent(
        repo_id=fields.number("project_id"),
        full_name=project.text("path_with_namespace"),
        is_private=project.find_number("visibility_level") != _PUBLIC_LEVEL,
        default_branch=project.find_text("default_branch"),
        ref=fields.ref("ref"),
        before=before,
        after=after,
        created=not before.strip("0"),
        deleted=not after.strip("0"),
        forced=False,
    )


def _unknown(kind: str, fields: Fields, *, problem: str | None) -> UnknownEvent:
    return UnknownEvent(
        kind=kind,
        action=fields.child("object_attributes").find_text("action"),
        repo_id=fields.find_number("project_id") or fields.child("project").find_number("id"),
        problem=problem,
    )
