"""Maps of risk as they are kept: the newest leads, and old ones thin out evenly."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.risk_store import LIMITS, NewRiskMap, RiskFile, RiskStore, RiskWriter
from repochat.core.database import Database
from repochat.core.errors import NotFoundError
from repochat.indexing.connect import connect_repo
from tests.catalog.tenancy import VIEWER
from tests.git.repositories import make_repository
from tests.thinking.runs import make_run

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def repo(database: Database, tmp_path: Path) -> Repo:
    return await connect_repo(database, VIEWER, str(make_repository(tmp_path / "source", {"a.py": b"A = 1\n"}).path))


def make_map(day: int, *files: RiskFile) -> NewRiskMap:
    return NewRiskMap(
        sha=f"{day:040x}",
        committed_at=START + timedelta(days=day),
        model="1",
        quality={"sentence": "The top fifth of lines held 31 % of later fixes."},
        problems=(),
        files=files,
    )


def make_file(path: str, bug: float, review: float) -> RiskFile:
    return RiskFile(
        path=path,
        lines=10,
        bug_score=bug / 100,
        bug_percentile=bug,
        review_score=review / 100,
        review_percentile=review,
        size_percentile=50,
        reasons=("changed often",),
    )


async def put(database: Database, repo: Repo, *maps: NewRiskMap) -> None:
    run_id = await make_run(database, repo.id)
    for new in maps:
        async with database.write(LOCAL_TENANT_ID) as session:
            await RiskWriter(session).put(repo.id, run_id, new)


async def test_the_two_scores_order_the_files_of_the_newest_map_each_in_its_way(database: Database, repo: Repo) -> None:
    files = (make_file("src/a.py", 90, 10), make_file("src/b_%.py", 10, 90), make_file("srcs/c.py", 50, 50))
    await put(database, repo, make_map(1, *files), make_map(0, make_file("src/a.py", 20, 30)))
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RiskStore(session)
        newest = await store.find_map(repo.id)
        assert newest is not None
        by_bug = await store.list_files(newest.id, folder="", order="bug", limit=2)
        by_review = await store.list_files(newest.id, folder="src", order="review", limit=9)
        assert [each.path for each in by_bug] == ["src/a.py", "srcs/c.py"]
        assert [each.path for each in by_review] == ["src/b_%.py", "src/a.py"]
        assert (await store.count_files(newest.id, ""), await store.count_files(newest.id, "src")) == (3, 2)
        assert [each.bug_percentile for each in await store.list_points(repo.id, "src/a.py")] == [20, 90]
        assert await store.list_percentiles(repo.id, ["src/a.py", "no.py"]) == {"src/a.py": 90}
        with pytest.raises(NotFoundError):
            await store.get_file(newest.id, "no.py")


async def test_a_map_of_the_same_revision_takes_the_place_of_the_one_before(database: Database, repo: Repo) -> None:
    await put(database, repo, make_map(0, make_file("a.py", 1, 1)), make_map(0, make_file("b.py", 2, 2)))
    async with database.read(LOCAL_TENANT_ID) as session:
        (only,) = await RiskStore(session).list_maps(repo.id)
        assert [
            each.path for each in await RiskStore(session).list_files(only.id, folder="", order="bug", limit=9)
        ] == ["b.py"]


async def test_too_many_maps_thin_out_and_the_first_and_the_last_stay(database: Database, repo: Repo) -> None:
    days = [*range(LIMITS.maps_max), 1_000]
    await put(database, repo, *(make_map(day) for day in days))
    async with database.read(LOCAL_TENANT_ID) as session:
        kept = [(each.committed_at - START).days for each in await RiskStore(session).list_maps(repo.id)]
    assert len(kept) == LIMITS.maps_max
    assert (kept[0], kept[-1]) == (1_000, 0)
    assert kept == sorted(kept, reverse=True)
