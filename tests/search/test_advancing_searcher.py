"""Revision after revision through the searcher: what was changed is found, and what is gone is not."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from repochat.catalog.revision_store import Revision
from repochat.search import HotLimits, Searcher
from repochat.search.hot import HotIndex
from repochat.search.hot_advancing import ScatterLimits
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench
from tests.search.differences import find_difference_asked
from tests.search.library import LIBRARY

OLD, NEW = "The printer is in the cellar.\n", "The telescope is on the roof.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    files = {**LIBRARY, "docs/places.md": f"# Places\n\n{OLD}"}
    return make_repository(tmp_path / "source", {path: content.encode() for path, content in files.items()})


def open_searcher(workbench: Workbench, snapshots: Path | None = None) -> Searcher:
    return Searcher(workbench.database, workbench.home.mirrors, workbench.embedding, snapshots=snapshots)


async def index_head(workbench: Workbench, repository: Repository) -> Revision:
    report = await workbench.index(repository)
    revision = await workbench.find_revision(repository, report.revision)
    assert revision is not None
    return revision


def push(repository: Repository, **changes: str) -> None:
    repository.commit({"docs/places.md": f"# Places\n\n{NEW}".encode(), **{k: v.encode() for k, v in changes.items()}})


async def read_places(searcher: Searcher, workbench: Workbench, repository: Repository, rev: str | None) -> list[str]:
    """The objects that a search for each text finds at the file: none when the words are not in it."""
    repo = await workbench.repo(repository)
    found: list[str] = []
    for asked in (OLD, NEW):
        report = await searcher.search(workbench.viewer, repo, asked, rev=rev)
        hits = [hit for hit in report.hits if hit.path == "docs/places.md"]
        found += [hit.blob for hit in hits if hit.explain.features.get("coverage", 0) > 0.9]
    return found


def blob_of(repository: Repository, rev: str) -> str:
    return repository.git("rev-parse", f"{rev}:docs/places.md").decode().strip()


async def check_both(searcher: Searcher, workbench: Workbench, repository: Repository, old: Revision) -> None:
    """Each revision is searched as it is, whichever of them was in memory first."""
    assert await read_places(searcher, workbench, repository, None) == [blob_of(repository, "HEAD")]
    assert await read_places(searcher, workbench, repository, old.sha) == [blob_of(repository, old.sha)]


async def test_what_was_pushed_is_found_and_what_it_replaced_is_not(
    workbench: Workbench, repository: Repository
) -> None:
    searcher = workbench.searcher()
    old = await index_head(workbench, repository)
    before = await searcher.get_index(workbench.viewer, old)
    push(repository)
    new = await index_head(workbench, repository)
    await check_both(searcher, workbench, repository, old)
    after = await searcher.get_index(workbench.viewer, new)
    assert shares(before, after)
    assert find_difference_asked(await build(workbench, new), after) is None


async def test_an_older_revision_is_gone_back_to(workbench: Workbench, repository: Repository) -> None:
    """Also by the difference, read the other way round: a file that was removed is there again."""
    old = await index_head(workbench, repository)
    repository.commit({"lending/post.py": b"def send_letter():\n    ...\n"}, remove=["lending/mail.py"])
    new = await index_head(workbench, repository)
    searcher = workbench.searcher()
    later = await searcher.get_index(workbench.viewer, new)
    earlier = await searcher.get_index(workbench.viewer, old)
    assert shares(later, earlier)
    assert "lending/mail.py" in earlier.paths
    assert "lending/post.py" not in earlier.paths
    assert find_difference_asked(await build(workbench, old), earlier) is None


async def test_a_process_that_starts_goes_on_from_the_nearest_snapshot(
    workbench: Workbench, repository: Repository, tmp_path: Path
) -> None:
    """No push writes one of its own."""
    old = await index_head(workbench, repository)
    await open_searcher(workbench, tmp_path / "hot").get_index(workbench.viewer, old)
    push(repository)
    new = await index_head(workbench, repository)
    index = await open_searcher(workbench, tmp_path / "hot").get_index(workbench.viewer, new)
    assert len(index.chunk_vectors.blocks) > 1
    assert len(list((tmp_path / "hot").iterdir())) == 1
    assert find_difference_asked(await build(workbench, new), index) is None


async def test_a_snapshot_of_a_revision_that_is_forgotten_is_of_no_use(
    workbench: Workbench, repository: Repository, tmp_path: Path
) -> None:
    """Its files may be forgotten as well, so that nobody can tell what changed since."""
    old = await index_head(workbench, repository)
    held = open_searcher(workbench, tmp_path / "hot")
    await held.get_index(workbench.viewer, old)
    push(repository)
    new = await index_head(workbench, repository)
    await forget(workbench, old)
    for searcher in (held, open_searcher(workbench, tmp_path / "hot")):
        index = await searcher.get_index(workbench.viewer, new)
        assert find_difference_asked(await build(workbench, new), index) is None
        assert len(index.chunk_vectors.blocks) == 1


async def test_a_revision_that_differs_in_most_files_is_built_anew(workbench: Workbench, tmp_path: Path) -> None:
    files = {f"module_{n}.py": f"def work_{n}():\n    return {n}\n".encode() for n in range(150)}
    repository = make_repository(tmp_path / "source", files)
    searcher = workbench.searcher()
    await searcher.get_index(workbench.viewer, await index_head(workbench, repository))
    repository.commit({path: content.replace(b"work", b"rest") for path, content in files.items()})
    index = await searcher.get_index(workbench.viewer, await index_head(workbench, repository))
    assert len(index.chunk_vectors.blocks) == 1
    assert index.symbols_by_name.get("work_7") is None
    assert index.symbols_by_name.get("rest_7") is not None


async def test_searches_of_the_older_revision_go_on_while_the_newer_one_is_made(
    workbench: Workbench, repository: Repository
) -> None:
    searcher = workbench.searcher()
    old = await index_head(workbench, repository)
    repo = await workbench.repo(repository)
    await searcher.get_index(workbench.viewer, old)
    push(repository)
    new = await index_head(workbench, repository)
    making = asyncio.create_task(searcher.get_index(workbench.viewer, new))
    report = await searcher.search_at(workbench.viewer, repo, old, OLD)
    assert report.hits[0].blob == blob_of(repository, old.sha)
    assert "docs/places.md" in (await making).paths


async def test_a_published_revision_is_brought_in_where_the_repository_is_in_use(
    workbench: Workbench, repository: Repository
) -> None:
    """The first one of all, too. What nobody asked for makes room for the next."""
    old = await index_head(workbench, repository)
    repo = await workbench.repo(repository)
    searcher, idle = workbench.searcher(), workbench.searcher()
    await searcher.prefetch(workbench.viewer, repo)
    assert searcher.list_held(repo) == [old]
    push(repository)
    new = await index_head(workbench, repository)
    await searcher.prefetch(workbench.viewer, repo)
    await idle.prefetch(workbench.viewer, repo)
    assert (searcher.list_held(repo), idle.list_held(repo)) == ([new], [])
    assert await read_places(searcher, workbench, repository, None) == [blob_of(repository, "HEAD")]


async def test_a_large_new_repository_waits_until_somebody_asks(workbench: Workbench, repository: Repository) -> None:
    """Who indexed it builds its index and leaves a snapshot: two at once would only take longer."""
    await index_head(workbench, repository)
    repo = await workbench.repo(repository)
    limits = HotLimits(first_files_max=3)
    searcher = Searcher(workbench.database, workbench.home.mirrors, workbench.embedding, limits=limits)
    await searcher.prefetch(workbench.viewer, repo)
    assert searcher.list_held(repo) == []


async def test_an_index_is_laid_out_anew_behind_the_searches(
    workbench: Workbench, repository: Repository, tmp_path: Path
) -> None:
    """And then kept for the next process."""
    limits = HotLimits(scatter=ScatterLimits(rows_min=1))
    searcher = Searcher(
        workbench.database, workbench.home.mirrors, workbench.embedding, snapshots=tmp_path / "hot", limits=limits
    )
    await searcher.get_index(workbench.viewer, await index_head(workbench, repository))
    push(repository, **{f"new/{n}.py": f"def made_{n}():\n    return {n}\n" for n in range(20)})
    new = await index_head(workbench, repository)
    scattered = await searcher.get_index(workbench.viewer, new)
    await searcher.settle()
    compact = await searcher.get_index(workbench.viewer, new)
    assert (len(scattered.chunk_vectors.blocks), len(compact.chunk_vectors.blocks)) == (2, 1)
    assert find_difference_asked(scattered, compact) is None
    assert len(list((tmp_path / "hot").iterdir())) == 2


async def test_the_past_advances_with_the_index(workbench: Workbench, repository: Repository) -> None:
    """Commits that came are read alone, and say the same as the whole log."""
    searcher, asked = workbench.searcher(), "what changed in the places?"
    await index_head(workbench, repository)
    repo = await workbench.repo(repository)
    await searcher.search(workbench.viewer, repo, asked)
    repository.commit({"docs/places.md": NEW.encode()}, message="Move the places to the roof")
    await index_head(workbench, repository)
    advanced = await searcher.search(workbench.viewer, repo, asked)
    whole = await workbench.searcher().search(workbench.viewer, repo, asked)
    assert advanced.hits == whole.hits
    assert advanced.hits[0].path == "docs/places.md"
    assert advanced.hits[0].explain.contributions["history"] > 0


def shares(one: HotIndex, other: HotIndex) -> bool:
    """Whether both stand on the same vectors."""
    return one.chunk_vectors.blocks[0] is other.chunk_vectors.blocks[0]


async def build(workbench: Workbench, revision: Revision) -> HotIndex:
    """The index of `revision` out of the catalog alone."""
    return await workbench.searcher().get_index(workbench.viewer, revision)


async def forget(workbench: Workbench, revision: Revision) -> None:
    """What a sweep does: the revision goes, and the files that no other has."""
    async with workbench.database.write(workbench.viewer.scope) as session:
        values = {"id": revision.id, "repo_id": revision.repo_id, "ordinal": revision.ordinal}
        await session.execute(text("DELETE FROM revisions WHERE id = :id"), values)
        await session.execute(
            text("DELETE FROM file_versions WHERE repo_id = :repo_id AND to_ordinal = :ordinal + 1"), values
        )
