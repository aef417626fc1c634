"""Real example payloads of GitHub as events, and what malformed ones become."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.forge.webhooks import (
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
    parse_event,
)
from tests.forge.examples import list_examples

HANDLED = {
    "create": RefEvent,
    "delete": RefEvent,
    "installation": InstallationEvent,
    "installation_repositories": InstallationRepositoriesEvent,
    "member": MemberEvent,
    "ping": PingEvent,
    "pull_request": PullRequestEvent,
    "push": PushEvent,
    "repository": RepositoryEvent,
}


def test_all_329_examples_are_accepted_and_the_handled_kinds_understood() -> None:
    events = [(kind, parse_event(kind, payload)) for kind, payload in list_examples()]
    assert len(events) == 329
    for kind, event in events:
        assert type(event) is HANDLED.get(kind, UnknownEvent), (kind, event)
    assert not [event for _, event in events if isinstance(event, UnknownEvent) and event.problem]
    assert Counter(kind for kind, _ in events if kind in HANDLED) == {
        "create": 5,
        "delete": 4,
        "installation": 7,
        "installation_repositories": 3,
        "member": 4,
        "ping": 4,
        "pull_request": 29,
        "push": 7,
        "repository": 13,
    }


def test_every_handled_example_keeps_the_ids_that_its_payload_says() -> None:
    for kind, payload in list_examples(*HANDLED):
        event = parse_event(kind, payload)
        if not isinstance(event, InstallationEvent | InstallationRepositoriesEvent | UnknownEvent):
            assert event.repo_id == payload.get("repository", {}).get("id")
        if not isinstance(event, PingEvent | UnknownEvent):
            assert event.installation_id == payload.get("installation", {}).get("id")


def test_a_push_says_what_moved_from_where_to_where() -> None:
    (_, payload) = next(example for example in list_examples("push") if example[1]["ref"] == "refs/heads/master")
    event = parse_event("push", payload)
    assert event == PushEvent(
        repo_id=186853002,
        full_name="Codertocat/Hello-World",
        is_private=False,
        default_branch="master",
        ref="refs/heads/master",
        before="0" * 40,
        after="6113728f27ae82c7b1a177c8d03f9e96e0adf246",
        created=True,
        deleted=False,
        forced=False,
        installation_id=1,
    )


def test_a_pull_request_has_its_number_branches_state_and_whether_it_is_a_draft() -> None:
    events = [parse_event(kind, payload) for kind, payload in list_examples("pull_request")]
    opened = next(event for event in events if isinstance(event, PullRequestEvent) and event.action == "opened")
    found = opened.pull_request
    assert (found.number, found.state, found.head_ref, found.base_ref) == (2, "open", "changes", "master")
    assert found.head_sha == "ec26c3e57ca3a959ca5aad62de7213c562f8c821"
    drafts = {
        event.pull_request.is_draft
        for event in events
        if isinstance(event, PullRequestEvent) and event.action == "converted_to_draft"
    }
    assert drafts == {True}


def test_a_rename_a_transfer_and_a_new_default_branch_say_what_was_before() -> None:
    events = [parse_event(kind, payload) for kind, payload in list_examples("repository")]
    by_action = {event.action: event for event in events if isinstance(event, RepositoryEvent)}
    renamed, transferred, edited = by_action["renamed"], by_action["transferred"], by_action["edited"]
    assert (renamed.old_full_name, renamed.repo_id) == ("Octocoders/Hello-World", 186853261)
    assert transferred.old_full_name is not None
    assert transferred.old_full_name != transferred.full_name
    assert edited.old_full_name is None
    assert edited.old_default_branch == "main"
    assert by_action["privatized"].is_private
    assert not by_action["publicized"].is_private


def test_installations_name_their_repositories() -> None:
    events = [parse_event(kind, payload) for kind, payload in list_examples("installation_repositories")]
    removed = next(event for event in events if isinstance(event, InstallationRepositoriesEvent) and event.removed)
    assert removed.removed == (NamedRepository(repo_id=1296269, full_name="octocat/Hello-World", is_private=False),)
    created = parse_event(*next(e for e in list_examples("installation") if e[1]["action"] == "created"))
    assert isinstance(created, InstallationEvent)
    assert (created.installation_id, created.account, created.app_id) == (957387, "Codertocat", 29310)
    assert [repository.full_name for repository in created.repositories] == ["Codertocat/Hello-World"]


def test_a_branch_or_tag_that_comes_or_goes_is_named_in_full() -> None:
    (_, payload) = list_examples("delete")[0]
    event = parse_event("delete", {**payload, "ref_type": "branch", "ref": "feature/x"})
    assert isinstance(event, RefEvent)
    assert (event.action, event.ref) == ("delete", "refs/heads/feature/x")


def test_fields_that_nobody_knows_are_left_alone() -> None:
    for kind, payload in list_examples(*HANDLED):
        assert parse_event(kind, {**payload, "new_thing": [{}]}) == parse_event(kind, payload)


def test_an_event_that_nobody_knows_keeps_its_kind_action_and_repository() -> None:
    payload = {"action": "forged", "repository": {"id": 7}, "installation": {"id": 8}}
    assert parse_event("comet", payload) == UnknownEvent(kind="comet", action="forged", repo_id=7, installation_id=8)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"ref": None}, "ref is missing or malformed"),
        ({"ref": "heads/main"}, "ref is missing or malformed"),
        ({"ref": "refs/heads/a\0b"}, "ref is missing or malformed"),
        ({"after": "HEAD"}, "after is missing or malformed"),
        ({"after": "--upload-pack=x"}, "after is missing or malformed"),
        ({"forced": "yes"}, "forced is missing or malformed"),
        ({"repository": {"id": "186853002"}}, "repository.id is missing or malformed"),
        ({"repository": {"id": True}}, "repository.id is missing or malformed"),
        ({"repository": {"id": -1}}, "repository.id is missing or malformed"),
        ({"repository": {"id": 2**64}}, "repository.id is missing or malformed"),
        ({"repository": []}, "repository.id is missing or malformed"),
    ],
)
def test_a_push_without_a_field_that_is_needed_is_kept_with_its_problem(change: dict[str, Any], problem: str) -> None:
    (_, payload) = list_examples("push")[0]
    event = parse_event("push", {**payload, **change})
    assert isinstance(event, UnknownEvent)
    assert event.problem == problem


def test_text_becomes_what_a_database_can_hold() -> None:
    (_, payload) = list_examples("pull_request")[0]
    event = parse_event("pull_request", {**payload, "pull_request": {**payload["pull_request"], "body": "a\0\ud800b"}})
    assert isinstance(event, PullRequestEvent)
    assert event.pull_request.body == "a\N{REPLACEMENT CHARACTER}?b"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["repository", "id", "ref", "pull_request", "head", "hook"]), inner)
    ),
)


@given(kind=st.sampled_from([*HANDLED, "other"]), payload=JSON)
def test_nothing_that_json_can_say_raises(kind: str, payload: object) -> None:
    parse_event(kind, payload)
