"""GitLab's pushes as the same events as GitHub's."""

from typing import Any

from repochat.forge.webhooks import PushEvent, UnknownEvent, parse_gitlab_event

PUSH: dict[str, Any] = {
    "object_kind": "push",
    "event_name": "push",
    "before": "95790bf891e76fee5e1747ab589903a6a1f80f22",
    "after": "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
    "ref": "refs/heads/main",
    "project_id": 15,
    "project": {
        "id": 15,
        "path_with_namespace": "mike/diaspora",
        "default_branch": "main",
        "visibility_level": 0,
    },
}


def test_a_push_of_a_private_project_is_a_push() -> None:
    assert parse_gitlab_event("Push Hook", PUSH) == PushEvent(
        repo_id=15,
        full_name="mike/diaspora",
        is_private=True,
        default_branch="main",
        ref="refs/heads/main",
        before="95790bf891e76fee5e1747ab589903a6a1f80f22",
        after="da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
        created=False,
        deleted=False,
        forced=False,
    )


def test_a_ref_of_zeros_was_created_or_deleted() -> None:
    created = parse_gitlab_event("Tag Push Hook", {**PUSH, "before": "0" * 40, "ref": "refs/tags/v1"})
    deleted = parse_gitlab_event("Push Hook", {**PUSH, "after": "0" * 40})
    assert isinstance(created, PushEvent)
    assert isinstance(deleted, PushEvent)
    assert (created.created, created.deleted, deleted.created, deleted.deleted) == (True, False, False, True)


def test_a_system_hook_is_told_by_its_event_name() -> None:
    assert isinstance(parse_gitlab_event("System Hook", PUSH), PushEvent)


def test_other_kinds_and_malformed_pushes_are_kept_as_unknown() -> None:
    assert parse_gitlab_event("Issue Hook", {"project": {"id": 3}}) == UnknownEvent(kind="Issue Hook", repo_id=3)
    broken = parse_gitlab_event("Push Hook", {**PUSH, "ref": 4})
    assert isinstance(broken, UnknownEvent)
    assert broken.problem == "ref is missing or malformed"
    assert isinstance(parse_gitlab_event("Push Hook", []), UnknownEvent)
