"""Looking at repositories without webhooks, over real git."""

import asyncio
from pathlib import Path

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.repo_store import Repo
from repochat.indexing.following.facts import learn_facts
from repochat.indexing.following.rounds import check_due_repos, reconcile_repos
from repochat.indexing.following.watching import RefWatcher
from tests.git.repositories import Repository, make_repository
from tests.indexing.following.following import VIEWER, Following, describe_repository
from tests.indexing.workbench import Workbench

DUE = "UPDATE repo_follows SET next_check_at = now()"
LATER = "UPDATE repo_follows SET next_check_at = now() + interval '1 day'"


@pytest.fixture
async def repository(workbench: Workbench, tmp_path: Path) -> Repository:
    """Indexed, and not looked at since."""
    repository = make_repository(tmp_path / "source", {"a.py": b"A = 1\n"})
    await workbench.index(repository)
    return repository


@pytest.fixture
async def repo(workbench: Workbench, repository: Repository) -> Repo:
    return await workbench.repo(repository)


async def check(following: Following) -> int:
    return await check_due_repos(following.database, following.checker)


async def test_what_is_indexed_already_is_not_asked_for(following: Following, repo: Repo) -> None:
    assert await check(following) == 1
    assert await following.runs() == []
    assert await following.rows("SELECT failures, last_checked_at IS NOT NULL, problem FROM repo_follows") == [
        (0, True, None)
    ]


async def test_a_commit_is_noticed_once(following: Following, repository: Repository, repo: Repo) -> None:
    await check(following)
    sha = repository.commit({"a.py": b"A = 2\n"})
    for _ in range(3):
        await following.execute(DUE)
        assert await check(following) == 1
    assert await following.runs() == [None]
    assert await following.triggers() == ["watching"]
    assert await following.rows("SELECT head_sha, quiet_checks FROM repo_follows") == [(sha, 2)]
    assert await following.rows("SELECT origin, kind, state FROM events") == [("watching", "refs_moved", "done")]


async def test_nothing_is_looked_at_before_its_time_and_by_two_at_once(following: Following, repo: Repo) -> None:
    assert sum(await asyncio.gather(*(check(following) for _ in range(5)))) == 1
    assert await check(following) == 0


async def test_a_repository_that_nobody_indexed_is_left_alone(
    following: Following, workbench: Workbench, tmp_path: Path
) -> None:
    await workbench.connect(make_repository(tmp_path / "other", {"a.py": b"A = 1\n"}))
    assert await check(following) == 1
    assert await following.runs() == []


async def test_a_source_that_is_away_is_noted_and_found_again_by_itself(
    following: Following, repository: Repository, repo: Repo
) -> None:
    """As when a forge is down: each look fails, later and later, until one finds what was missed."""
    await check(following)
    away = repository.path.rename(repository.path.with_name("away"))
    for failures in (1, 2, 3):
        await following.execute(DUE)
        await check(following)
        (row,) = await following.rows("SELECT failures, problem->>'message', next_check_at > now() FROM repo_follows")
        assert (row[0], row[2]) == (failures, True)
        assert "gone" in row[1] or "no folder" in row[1]
    away.rename(repository.path)
    repository.commit({"a.py": b"A = 2\n"})
    await following.execute(DUE)
    await check(following)
    assert await following.rows("SELECT failures, problem FROM repo_follows") == [(0, None)]
    assert await following.runs() == [None]


async def test_what_an_indexing_missed_because_the_forge_was_away_is_asked_for_again(
    following: Following, repository: Repository, repo: Repo
) -> None:
    """The refs are known already when the run that was to fetch them gives up."""
    await check(following)
    repository.commit({"a.py": b"A = 2\n"})
    await following.execute(DUE)
    await check(following)
    await following.execute("UPDATE index_runs SET status = 'failed'")
    await following.execute("UPDATE repo_follows SET failures = 1, next_check_at = now()")
    await check(following)
    assert await following.runs() == [None, None]


async def test_the_nightly_comparison_finds_what_was_missed(
    following: Following, repository: Repository, repo: Repo
) -> None:
    """Even where the refs were seen and the indexing of them was lost; of repositories with webhooks or none too."""
    await check(following)
    repository.commit({"a.py": b"A = 2\n"})
    await following.execute(DUE)
    await check(following)
    await following.execute("DELETE FROM index_runs")
    await following.execute("UPDATE repo_follows SET path = 'manual'")
    await following.execute(LATER)
    await reconcile_repos(following.database, lambda: False)
    await following.execute(DUE)
    await check(following)
    assert await following.runs() == [None]
    assert await following.rows("SELECT is_full_due FROM repo_follows") == [(False,)]


async def test_a_repository_that_is_followed_by_hand_is_not_polled(
    following: Following, repository: Repository, repo: Repo
) -> None:
    await check(following)
    await following.execute("UPDATE repo_follows SET path = 'manual'")
    repository.commit({"a.py": b"A = 2\n"})
    await following.execute(DUE)
    assert await check(following) == 0


async def test_an_emptied_repository_stays_as_it_was_indexed_and_says_so(
    following: Following, repository: Repository, repo: Repo
) -> None:
    await check(following)
    repository.git("update-ref", "-d", f"refs/heads/{repository.branch}")
    await following.execute(DUE)
    await check(following)
    (row,) = await following.rows("SELECT problem->>'message', head_sha FROM repo_follows")
    assert row == ("The repository has no commits any more.", None)
    assert await following.runs() == []
    assert await following.rows("SELECT count(*) FROM revisions") == [(1,)]


async def test_a_rewritten_history_is_a_change_like_any_other(
    following: Following, repository: Repository, repo: Repo
) -> None:
    await check(following)
    repository.git("update-ref", "-d", f"refs/heads/{repository.branch}")
    repository.commit({"b.py": b"B = 1\n"}, message="Another beginning")
    await following.execute(DUE)
    await check(following)
    assert await following.runs() == [None]


async def test_a_token_finds_the_place_the_name_and_the_visibility_of_a_repository(following: Following) -> None:
    """Before any webhook: the forge leads from the old name to the new one."""
    repo = await following.connect()
    following.forge.answers = {"/repos/ann/one": (200, describe_repository("ann/new", private=True))}
    assert await learn_facts(following.database, following.desk, repo, None, VIEWER) == "known"
    link = await following.link(repo)
    assert link is not None
    assert (link.forge_repo_id, link.full_name, link.is_private) == (1, "ann/new", True)
    assert await following.rows("SELECT is_restricted FROM repos") == [(True,)]
    following.forge.answers = {}
    assert await learn_facts(following.database, following.desk, repo, link, VIEWER) == "gone"
    lost = await following.link(repo)
    assert lost is not None
    assert lost.state == "lost"
    following.forge.answers = {"/repositories/1": (200, describe_repository("org/moved"))}
    assert await learn_facts(following.database, following.desk, repo, lost, VIEWER) == "known"
    found = await following.link(repo)
    assert found is not None
    assert (found.state, found.full_name, found.is_private) == ("connected", "org/moved", False)


async def test_a_forge_that_is_away_or_not_asked_says_nothing(following: Following) -> None:
    repo = await following.connect()
    assert await learn_facts(following.database, following.desk, repo, None, VIEWER) == "unknown"
    following.forge.answers = {"/repos/ann/one": (503, {})}
    assert await learn_facts(following.database, following.desk, repo, None, VIEWER) == "unknown"
    assert await following.link(repo) is None


async def test_the_watcher_tells_of_moves_within_a_second_and_of_nothing_else(
    following: Following, repository: Repository, repo: Repo
) -> None:
    checker = following.checker
    watcher = RefWatcher(following.database, checker.check)
    await watcher.refresh()
    assert watcher.find_moved() == [repo.id]  # it may have moved before anybody watched
    await checker.check(LOCAL_TENANT_ID, repo.id)
    watching = asyncio.create_task(watcher.run())
    try:
        repository.commit({"a.py": b"A = 2\n"})
        async with asyncio.timeout(20):
            while not await following.runs():  # noqa: ASYNC110  what is waited for is a row
                await asyncio.sleep(0.05)
    finally:
        watching.cancel()
    assert await following.runs() == [None]


async def test_only_local_repositories_that_are_to_be_watched_are(following: Following, repo: Repo) -> None:
    await following.connect("ann/one")
    watcher = RefWatcher(following.database, following.checker.check)
    await following.execute("UPDATE repo_follows SET path = 'watching'")
    await watcher.refresh()
    assert watcher.find_moved() == [repo.id]
    await following.execute("UPDATE repo_follows SET path = 'manual'")
    await watcher.refresh()
    assert watcher.find_moved() == []
