"""Draft pull requests, from an owner's yes to what became of them."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.accounts.forge_tokens import ForgeTokens
from repochat.accounts.user_store import ForgeUser, UserWriter
from repochat.catalog.link_store import LinkWriter
from repochat.catalog.pull_request_store import PullRequestWriter, StoredPullRequest
from repochat.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, UnavailableError
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.forge.oauth import OAuthToken
from repochat.workspace.kill_switch import turn_kill_switch
from tests.workspace.drafting import FULL_NAME, Drafting

WAIT_S = 20


async def allow(desk: Drafting) -> None:
    await desk.workspace.allow_drafts(desk.repo)


async def add_person(desk: Drafting, login: str) -> Viewer:
    """Somebody who logged in with the local GitHub."""
    token = desk.github.do.create_token(login, ("repo",))
    account = desk.github.world.accounts[login]
    async with desk.workspace.database.write(LOCAL_TENANT_ID) as session:
        person = ForgeUser(forge=desk.github.url, forge_user_id=account.account_id, login=login, name="")
        user = await UserWriter(session).put(LOCAL_TENANT_ID, person)
    resources = desk.workspace.resources
    granted = OAuthToken(token=token, scopes=("repo",), expires_at=None, refresh_token=None)
    await ForgeTokens(resources.database, resources.vault).put(LOCAL_TENANT_ID, user.id, granted)
    return Viewer(tenant_id=LOCAL_TENANT_ID, name=login, may_reach_local=False, user_id=user.id)


async def test_with_permission_a_draft_is_opened_kept_and_on_record(desk: Drafting) -> None:
    await allow(desk)
    draft = await desk.workspace.open_draft(desk.repo, desk.propose())
    (pull,) = desk.pulls
    assert (pull.is_draft, pull.number, pull.head_sha, pull.base_ref) == (True, draft.number, draft.head_sha, "main")
    assert (draft.state, draft.branch, draft.url) == ("draft", pull.head_ref, f"{desk.github.url}/ann/one/pull/1")
    assert await desk.workspace.list_drafts(desk.repo) == [draft]
    assert await desk.list_audit() == ["drafts.allowed", "draft.asked", "draft.opened"]


async def test_the_body_says_what_changes_why_how_to_run_it_again_and_who_opened_it(desk: Drafting) -> None:
    await allow(desk)
    await desk.workspace.open_draft(desk.repo, desk.propose())
    (pull,) = desk.pulls
    assert pull.body.startswith("It returned one, and two was promised.\n\n## What it changes\n\n- `src/work.py`\n")
    assert "Opened by a test. Drafts were allowed here by local on " in pull.body
    place = f"src/work.py:1-2 @ {desk.sha[:12]}: returns one"
    assert f"[{place}](<{desk.github.url}/ann/one/blob/{desk.sha}/src/work.py#L1-L2>)" in pull.body
    assert "```sh\npytest tests/test_work.py\n```" in pull.body


async def test_without_permission_nothing_is_asked_of_the_forge(desk: Drafting) -> None:
    with pytest.raises(ForbiddenError, match="Nobody has allowed") as refused:
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert "repochat drafts allow ann/one" in refused.value.hint
    assert (desk.github.received, await desk.workspace.list_drafts(desk.repo), await desk.list_audit()) == ([], [], [])


async def test_while_the_kill_switch_is_on_no_draft_is_opened_and_nothing_is_asked_of_the_forge(desk: Drafting) -> None:
    await allow(desk)
    asked = len(desk.github.received)
    resources, viewer = desk.workspace.resources, desk.workspace.viewer
    await turn_kill_switch(resources, viewer, is_on=True, reason="a look")
    with pytest.raises(ForbiddenError, match="The kill switch is on since") as refused:
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert "repochat kill-switch off" in refused.value.hint
    assert (len(desk.github.received), desk.pulls) == (asked, [])
    await turn_kill_switch(resources, viewer, is_on=False)
    assert (await desk.workspace.open_draft(desk.repo, desk.propose())).state == "draft"


async def test_a_permission_that_was_taken_back_holds_no_more_and_open_drafts_stay(desk: Drafting) -> None:
    await allow(desk)
    draft = await desk.workspace.open_draft(desk.repo, desk.propose())
    assert (await desk.workspace.forbid_drafts(desk.repo)).permission is None
    with pytest.raises(ForbiddenError, match="Nobody has allowed"):
        await desk.workspace.open_draft(desk.repo, desk.propose("another"))
    assert await desk.workspace.list_drafts(desk.repo) == [draft]
    assert (await desk.list_audit())[-1] == "drafts.forbidden"
    assert len(desk.pulls) == 1


async def test_a_new_owner_has_allowed_nothing_yet_but_a_new_name_is_no_new_owner(desk: Drafting) -> None:
    """Transferred at the forge; the former owner's yes is not the new one's."""
    await allow(desk)
    for name, is_allowed in (("ann/renamed", True), ("bob/renamed", False)):
        async with desk.workspace.database.write(LOCAL_TENANT_ID) as session:
            await LinkWriter(session).rename(desk.repo.id, name)
        assert ((await desk.workspace.draft_access(desk.repo)).permission is not None) is is_allowed
    with pytest.raises(ForbiddenError, match="Nobody has allowed"):
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert desk.github.received == []
    await allow(desk)
    assert (await desk.list_audit()) == ["drafts.allowed", "drafts.allowed"]


async def test_a_decision_that_changes_nothing_is_not_recorded_again(desk: Drafting) -> None:
    for _ in range(2):
        await allow(desk)
    for _ in range(2):
        await desk.workspace.forbid_drafts(desk.repo)
    assert await desk.list_audit() == ["drafts.allowed", "drafts.forbidden"]


async def test_the_same_key_opens_one_draft_and_asks_the_forge_nothing_more(desk: Drafting) -> None:
    await allow(desk)
    first = await desk.workspace.open_draft(desk.repo, desk.propose())
    asked = len(desk.github.received)
    assert await desk.workspace.open_draft(desk.repo, desk.propose()) == first
    assert (len(desk.pulls), len(desk.github.received)) == (1, asked)


async def test_the_same_key_with_other_files_adds_a_commit_to_the_same_draft(desk: Drafting) -> None:
    await allow(desk)
    first = await desk.workspace.open_draft(desk.repo, desk.propose())
    second = await desk.workspace.open_draft(desk.repo, desk.propose(files={"src/work.py": b"def work(): ...\n"}))
    assert (second.number, second.branch) == (first.number, first.branch)
    assert second.head_sha == desk.find_head(first.branch) != first.head_sha
    assert (await desk.list_audit())[-2:] == ["draft.asked", "draft.updated"]


async def test_a_process_killed_between_the_forges_answer_and_the_row_opens_no_second_draft(
    desk: Drafting, database_urls: DatabaseUrls
) -> None:
    """The row is held by somebody else, so the answer cannot be kept; then the work dies."""
    await allow(desk)
    desk.github.switches.rate_left = 0
    with pytest.raises(UnavailableError):
        await desk.workspace.open_draft(desk.repo, desk.propose())
    desk.github.switches.rate_left = 1_000
    with psycopg.connect(conninfo_of(database_urls.owner)) as holder:
        holder.execute("SELECT 1 FROM drafts FOR UPDATE")
        work = asyncio.create_task(desk.restart().open_draft(desk.repo, desk.propose()))
        async with asyncio.timeout(WAIT_S):
            while not desk.pulls:  # noqa: ASYNC110  what is waited for happens in the server's thread
                await asyncio.sleep(0.01)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    assert [each.state for each in await desk.workspace.list_drafts(desk.repo)] == ["opening"]
    draft = await desk.restart().open_draft(desk.repo, desk.propose())
    assert [pull.number for pull in desk.pulls] == [draft.number]
    assert await desk.workspace.list_drafts(desk.repo) == [draft]
    assert draft.problem is None


async def test_a_rate_limit_is_told_with_how_long_to_wait_and_another_attempt_opens_it(desk: Drafting) -> None:
    await allow(desk)
    desk.github.switches.rate_left = 0
    with pytest.raises(UnavailableError) as refused:
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert refused.value.retry_after_s
    (waiting,) = await desk.workspace.list_drafts(desk.repo)
    assert (waiting.state, waiting.number, waiting.problem) == ("opening", None, told(refused.value))
    assert (await desk.list_audit())[-1] == "draft.failed"
    desk.github.switches.rate_left = 1_000
    assert (await desk.restart().open_draft(desk.repo, desk.propose())).state == "draft"


def told(error: UnavailableError) -> dict[str, str]:
    return {"message": error.message, "hint": error.hint}


async def test_a_server_that_answers_with_no_draft_is_an_error_and_nothing_is_kept_as_opened(desk: Drafting) -> None:
    await allow(desk)
    desk.github.switches.ignores_drafts = True
    with pytest.raises(ConflictError, match="not as a draft"):
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert [each.state for each in await desk.workspace.list_drafts(desk.repo)] == ["opening"]


async def test_a_repository_without_drafts_gets_no_pull_request_at_all(desk: Drafting) -> None:
    await allow(desk)
    desk.github.do.get_repository(FULL_NAME).supports_drafts = False
    with pytest.raises(ConflictError, match="not supported"):
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert desk.pulls == []


async def test_a_protected_branch_of_ours_is_left_alone(desk: Drafting) -> None:
    await allow(desk)
    draft = await desk.workspace.open_draft(desk.repo, desk.propose())
    desk.github.do.get_repository(FULL_NAME).protected.add(draft.branch)
    with pytest.raises(ForbiddenError, match="protected"):
        await desk.workspace.open_draft(desk.repo, desk.propose(files={"src/work.py": b"3\n"}))
    assert desk.find_head(draft.branch) == draft.head_sha


async def test_a_base_that_is_not_there_is_refused_before_anything_is_written(desk: Drafting) -> None:
    await allow(desk)
    with pytest.raises(NotFoundError, match="no branch gone"):
        await desk.workspace.open_draft(desk.repo, desk.propose(base="gone"))
    assert desk.github.do.get_repository(FULL_NAME).git.list_refs() == {"refs/heads/main": desk.sha}


async def test_commits_of_others_on_the_branch_are_never_written_over(desk: Drafting) -> None:
    await allow(desk)
    draft = await desk.workspace.open_draft(desk.repo, desk.propose())
    theirs = desk.github.do.push(FULL_NAME, {"src/work.py": b"theirs\n"}, branch=draft.branch)
    again = await desk.workspace.open_draft(desk.repo, desk.propose(files={"src/work.py": b"ours\n"}))
    assert (again.number, again.head_sha) == (draft.number, theirs)
    assert desk.find_head(draft.branch) == theirs


async def test_rights_that_were_lost_are_told(desk: Drafting) -> None:
    await allow(desk)
    desk.github.do.get_repository(FULL_NAME).is_private = True
    desk.github.do.revoke_all_tokens()
    with pytest.raises((ForbiddenError, NotFoundError)) as refused:
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert refused.value.hint
    assert desk.pulls == []


@pytest.mark.parametrize("key", ["", "a\nb", "x" * 201])
async def test_a_key_that_is_none_is_refused(desk: Drafting, key: str) -> None:
    await allow(desk)
    with pytest.raises(InvalidError, match="key"):
        await desk.workspace.open_draft(desk.repo, desk.propose(key))


async def test_what_is_no_draft_is_refused_before_anything_is_recorded(desk: Drafting) -> None:
    await allow(desk)
    with pytest.raises(InvalidError):
        await desk.workspace.open_draft(desk.repo, desk.propose(files={"../outside": b"x"}))
    assert await desk.workspace.list_drafts(desk.repo) == []
    assert desk.github.received == []


async def test_a_link_that_is_lost_is_told_before_the_forge_is_asked(desk: Drafting) -> None:
    await allow(desk)
    async with desk.workspace.database.write(LOCAL_TENANT_ID) as session:
        await LinkWriter(session).set_state(desk.repo.id, "lost")
    with pytest.raises(ConflictError, match="lost"):
        await desk.workspace.open_draft(desk.repo, desk.propose())
    assert desk.github.received == []


async def test_a_person_allows_only_as_an_owner_there_and_opens_only_with_the_right_to_write(desk: Drafting) -> None:
    """GitHub is asked at that moment; taking it back needs the same right."""
    desk.github.do.add_user("bob")
    bob = await add_person(desk, "bob")
    for role in (None, "read", "write"):
        desk.github.do.set_role(FULL_NAME, "bob", role)
        with pytest.raises(ForbiddenError, match="not an owner"):
            await desk.as_viewer(bob).allow_drafts(desk.repo)
    desk.github.do.set_role(FULL_NAME, "bob", "admin")
    access = await desk.as_viewer(bob).allow_drafts(desk.repo)
    assert access.permission is not None
    assert access.permission.granted_by == "bob"
    desk.github.do.set_role(FULL_NAME, "bob", "read")
    with pytest.raises(ForbiddenError, match="right to write"):
        await desk.as_viewer(bob).open_draft(desk.repo, desk.propose())
    with pytest.raises(ForbiddenError, match="not an owner"):
        await desk.as_viewer(bob).forbid_drafts(desk.repo)
    assert desk.pulls == []


async def test_work_that_is_nobodys_opens_what_was_allowed_but_allows_nothing(desk: Drafting) -> None:
    worker = desk.as_viewer(Viewer(tenant_id=LOCAL_TENANT_ID, name="worker", may_reach_local=False))
    with pytest.raises(ForbiddenError, match="not an owner"):
        await worker.allow_drafts(desk.repo)
    await allow(desk)
    assert (await worker.open_draft(desk.repo, desk.propose())).opened_by == "worker"


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"is_draft": False}, "ready"),
        ({"state": "closed"}, "closed"),
        ({"state": "closed", "merged_at": datetime.now(UTC)}, "merged"),
    ],
)
async def test_what_became_of_a_draft_is_what_events_told_last(
    desk: Drafting, change: dict[str, object], state: str
) -> None:
    await allow(desk)
    draft = await desk.workspace.open_draft(desk.repo, desk.propose())
    assert draft.number is not None
    values: dict[str, object] = {
        "repo_id": desk.repo.id,
        "number": draft.number,
        "title": "Renamed there",
        "body": "",
        "state": "open",
        "is_draft": True,
        "author": "ann",
        "head_ref": draft.branch,
        "head_sha": "c" * 40,
        "base_ref": "main",
        "base_sha": desk.sha,
        "merge_sha": None,
        "url": draft.url,
        "updated_at": datetime.now(UTC) + timedelta(seconds=1),
        "merged_at": None,
    }
    async with desk.workspace.database.write(LOCAL_TENANT_ID) as session:
        await PullRequestWriter(session).put(StoredPullRequest(**{**values, **change}))  # pyright: ignore[reportArgumentType]  a row by parts
    (shown,) = await desk.workspace.list_drafts(desk.repo)
    assert (shown.state, shown.title, shown.head_sha) == (state, "Renamed there", "c" * 40)
