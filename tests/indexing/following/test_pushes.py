"""Pushes: in any order and number they ask for one look at what is there."""

import asyncio

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.policy_store import PolicyWriter, RepoPolicy
from repochat.indexing.following.rounds import call_for_lost
from tests.indexing.following.following import Following, build_push, name_repository


async def test_a_push_to_the_default_branch_asks_for_one_run_and_says_so(following: Following) -> None:
    repo = await following.connect()
    assert await following.tell("push", build_push()) == ("done", "indexing")
    assert await following.runs() == [None]
    assert await following.triggers() == ["push"]
    (row,) = await following.rows("SELECT repo_id, outcome, handled_at IS NOT NULL FROM events")
    assert row == (repo.id, "Indexing of main was asked for.", True)


async def test_ten_pushes_in_a_second_are_one_run(following: Following) -> None:
    await following.connect()
    for number in range(10):
        await following.deliver("push", build_push(after=f"{number:040x}"))
    assert await following.handle_all() == 10
    assert await following.runs() == [None]
    assert await following.rows("SELECT DISTINCT state FROM events") == [("done",)]


async def test_a_push_while_a_run_is_under_way_asks_for_another(following: Following) -> None:
    """That one may have fetched before the push."""
    await following.connect()
    await following.tell("push", build_push())
    await following.execute("UPDATE index_runs SET status = 'running'")
    await following.tell("push", build_push())
    assert await following.runs() == [None, None]


async def test_the_first_webhook_links_the_repository_and_follows_it_by_webhooks(following: Following) -> None:
    repo = await following.connect()
    assert await following.rows("SELECT path FROM repo_follows") == [("polling",)]
    await following.tell("push", build_push())
    link = await following.link(repo)
    assert link is not None
    assert (link.forge_repo_id, link.full_name, link.state) == (1, "ann/one", "connected")
    assert await following.rows("SELECT path, last_event_at IS NOT NULL FROM repo_follows") == [("webhook", True)]


async def test_what_a_person_chose_stays(following: Following) -> None:
    await following.connect()
    await following.execute("UPDATE repo_follows SET path = 'polling', is_chosen = true")
    await following.tell("push", build_push())
    assert await following.rows("SELECT path FROM repo_follows") == [("polling",)]


async def test_other_branches_and_tags_are_indexed_only_as_the_policy_says(following: Following) -> None:
    repo = await following.connect()
    assert await following.tell("push", build_push("refs/heads/release/1")) == ("ignored", "not_followed")
    assert await following.tell("push", build_push("refs/tags/v1")) == ("ignored", "not_followed")
    async with following.database.write(LOCAL_TENANT_ID) as session:
        await PolicyWriter(session).put(repo.id, RepoPolicy(branches=("release/*",)))
    assert await following.tell("push", build_push("refs/heads/release/1")) == ("done", "indexing")
    assert await following.runs() == ["refs/heads/release/1"]


async def test_a_branch_that_is_gone_is_looked_at_and_not_indexed(following: Following) -> None:
    await following.connect()
    await following.execute("UPDATE repo_follows SET next_check_at = now() + interval '1 day'")
    told = await following.tell("delete", {"ref": "work", "ref_type": "branch", "repository": name_repository()})
    assert told == ("done", "gone")
    assert await following.tell("push", build_push("refs/heads/work", deleted=True)) == ("done", "gone")
    assert await following.runs() == []
    assert await following.rows("SELECT next_check_at <= now() FROM repo_follows") == [(True,)]


async def test_an_unknown_repository_is_ignored_with_the_reason(following: Following) -> None:
    assert await following.tell("push", build_push()) == ("ignored", "unknown_repository")
    assert await following.runs() == []


async def test_a_disconnected_repository_is_ignored_with_the_reason(following: Following) -> None:
    repo = await following.connect()
    await following.tell("push", build_push())
    await following.execute("DELETE FROM repos WHERE id = :id", id=repo.id)
    assert await following.tell("push", build_push()) == ("ignored", "unknown_repository")


async def test_a_forged_repository_id_does_nothing_and_is_recorded(following: Following) -> None:
    """The id of one repository with the name of another, either way round."""
    repo = await following.connect()
    await following.connect("ann/two")
    await following.tell("push", build_push())
    before = (await following.rows("SELECT * FROM repo_links"), await following.rows("SELECT * FROM repo_follows"))
    for named in (name_repository(1, "ann/two"), name_repository(2, "ann/one"), name_repository(1, "evil/one")):
        assert await following.tell("push", build_push(repository=named)) == ("ignored", "forged")
    after = (await following.rows("SELECT * FROM repo_links"), await following.rows("SELECT * FROM repo_follows"))
    assert before == after
    assert await following.runs() == [None]
    recorded = await following.rows("SELECT repo_id, outcome FROM events WHERE reason = 'forged' ORDER BY id")
    assert recorded[0] == (repo.id, "The event says that ann/two has the id 1, but the id 1 is that of ann/one.")


async def test_a_private_repository_is_closed_by_the_first_event_that_says_so(following: Following) -> None:
    await following.connect()
    await following.tell("push", build_push(repository=name_repository(private=True)))
    assert await following.rows("SELECT is_restricted FROM repos") == [(True,)]


async def test_handling_twice_at_once_settles_each_event_once(following: Following) -> None:
    """As when a worker that was thought dead comes back."""
    await following.connect()
    for _ in range(5):
        await following.deliver("push", build_push())
    settled = await asyncio.gather(*(following.handle_all() for _ in range(4)))
    assert sum(settled) == 5
    assert await following.runs() == [None]


async def test_an_event_whose_job_was_lost_gets_another(following: Following) -> None:
    await following.connect()
    await following.deliver("push", build_push())
    await following.execute("DELETE FROM procrastinate_jobs")
    assert await call_for_lost(following.database, LOCAL_TENANT_ID) == 0
    assert await call_for_lost(following.database, LOCAL_TENANT_ID, older_than_s=0) == 1
    assert await following.rows("SELECT task_name FROM procrastinate_jobs") == [("handle_events",)]


async def test_an_event_that_fails_does_not_stop_those_behind_it(following: Following) -> None:
    """Its payload cannot be read any more, whoever damaged it."""
    await following.connect()
    await following.deliver("push", build_push(), delivery_id="one")
    await following.execute("UPDATE events SET payload = NULL")
    await following.deliver("push", build_push())
    assert await following.handle_all() == 2
    assert await following.rows("SELECT state FROM events ORDER BY id") == [("ignored",), ("done",)]
