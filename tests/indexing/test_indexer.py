"""What becomes visible when a revision is indexed, and what it costs to index another one."""

import pytest

from repochat.indexing.progress import IndexProgress
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench, as_tree, list_git_tree

APP = b'''"""The application."""

from pkg.store import open_store


def run_app(path):
    """Run the application on the store at `path`."""
    return open_store(path)
'''
STORE = b'''"""Storage."""


class Store:
    """Keeps things."""

    def load(self):
        return self.read()

    def read(self):
        return []


def open_store(path):
    """Open the store at `path`."""
    return Store()
'''
FILES = {
    "app.py": APP,
    "pkg/store.py": STORE,
    "pkg/copy_of_store.py": STORE,
    "README.md": b"# Things\n\nKeeps things.\n",
    "logo.png": b"\x89PNG\r\n\x1a\n\0\0",
    "uv.lock": b"version = 1\n",
}


@pytest.fixture
def repository(workbench: Workbench) -> Repository:
    return make_repository(workbench.home.root.parent / "source", FILES)


async def test_a_first_report_adds_up(workbench: Workbench, repository: Repository) -> None:
    """Files and skips are the tree's, blobs are counted once, and the sums are those of the tables."""
    report = await workbench.index(repository)
    assert (report.repo, report.revision) == ("source", repository.sha())
    assert report.files + sum(report.skipped.values()) == len(FILES)
    assert report.skipped == {"binary": 1, "lock_file": 1}
    assert (report.new_blobs, report.reused_blobs) == (3, 0)
    rows = await workbench.count_rows()
    assert rows["blobs"] == 3
    assert rows["file_versions"] == len(FILES)
    per_file = "FROM file_versions f JOIN {} c ON c.blob_id = f.blob_id"
    assert [(report.chunks,)] == await workbench.rows("SELECT count(*) " + per_file.format("chunks"))
    assert [(report.symbols,)] == await workbench.rows("SELECT count(*) " + per_file.format("symbols"))
    assert report.edges > 0


async def test_every_line_of_an_indexed_file_is_in_exactly_one_chunk(
    workbench: Workbench, repository: Repository
) -> None:
    await workbench.index(repository)
    query = (
        "SELECT b.oid, b.lines, c.start_line, c.end_line FROM chunks c JOIN blobs b ON b.id = c.blob_id ORDER BY 1, 3"
    )
    covered: dict[str, list[int]] = {}
    lines: dict[str, int] = {}
    for oid, count, start, end in await workbench.rows(query):
        covered.setdefault(oid, []).extend(range(start, end + 1))
        lines[oid] = count
    assert len(covered) == 3
    assert all(covered[oid] == list(range(1, count + 1)) for oid, count in lines.items())


async def test_progress_goes_through_every_phase_and_ends_whole(workbench: Workbench, repository: Repository) -> None:
    seen: list[IndexProgress] = []
    report = await workbench.index(repository, on_progress=seen.append)
    assert list(dict.fromkeys(p.phase for p in seen)) == ["mirror", "plan", "parse", "publish", "graph", "done"]
    parsed = [p for p in seen if p.phase == "parse"][-1]
    assert (parsed.files_done, parsed.files_total) == (3, 3)
    assert parsed.bytes_done == parsed.bytes_total > 0
    assert seen[-1].chunks == report.chunks


async def test_indexing_the_same_revision_again_writes_nothing(workbench: Workbench, repository: Repository) -> None:
    first = await workbench.index(repository)
    before = await workbench.snapshot()
    again = await workbench.index(repository)
    assert await workbench.snapshot() == before
    assert (again.new_blobs, again.reused_blobs) == (0, 3)
    same = ("revision", "files", "skipped", "chunks", "symbols", "edges")
    assert all(getattr(again, name) == getattr(first, name) for name in same)


async def test_branch_tag_and_shas_name_the_same_revision(workbench: Workbench, repository: Repository) -> None:
    """Whatever names it, a commit is indexed once."""
    repository.git("tag", "v1", "main")
    repository.git("tag", "-a", "-m", "Annotated", "v1-annotated", "main")
    sha = repository.sha()
    await workbench.index(repository)
    before = await workbench.snapshot()
    reports = [await workbench.index(repository, rev) for rev in ("main", "v1", "v1-annotated", sha, sha[:10])]
    assert {report.revision for report in reports} == {sha}
    assert await workbench.snapshot() == before


async def test_another_revision_derives_only_what_is_new(workbench: Workbench, repository: Repository) -> None:
    await workbench.index(repository)
    repository.commit({"app.py": APP + b"\n\ndef stop_app():\n    return None\n", "new.py": b"NEW = 1\n"})
    report = await workbench.index(repository)
    assert (report.new_blobs, report.reused_blobs) == (2, 2)
    assert await workbench.count_derived() == 5
    assert (await workbench.count_rows())["file_versions"] == len(FILES) + 2


async def test_a_rename_derives_nothing(workbench: Workbench, repository: Repository) -> None:
    await workbench.index(repository)
    repository.commit({"moved/store.py": STORE}, remove=["pkg/store.py"])
    report = await workbench.index(repository)
    assert (report.new_blobs, report.reused_blobs) == (0, 3)
    assert "moved/store.py" in as_tree(await workbench.manifest(repository, report.revision))


async def test_a_rename_to_another_language_is_read_again(workbench: Workbench, repository: Repository) -> None:
    await workbench.index(repository)
    repository.commit({"pkg/store.txt": STORE}, remove=["pkg/store.py", "pkg/copy_of_store.py"])
    report = await workbench.index(repository)
    assert report.new_blobs == 1
    assert report.symbols < 6


async def test_a_change_of_mode_derives_nothing_and_is_kept(workbench: Workbench, repository: Repository) -> None:
    first = await workbench.index(repository)
    repository.commit({"app.py": ("100755", APP)})
    second = await workbench.index(repository)
    assert (second.new_blobs, second.reused_blobs) == (0, 3)
    assert as_tree(await workbench.manifest(repository, first.revision))["app.py"][0] == 0o100644
    assert as_tree(await workbench.manifest(repository, second.revision))["app.py"][0] == 0o100755


async def test_an_old_revision_may_be_asked_for_after_a_newer_one(workbench: Workbench, repository: Repository) -> None:
    """Both stay whole, and the default is still the branch's."""
    old = repository.sha()
    new = repository.commit({"pkg/more.py": b"MORE = 1\n"}, remove=["app.py"])
    await workbench.index(repository)
    await workbench.index(repository, old)
    for sha in (old, new):
        assert as_tree(await workbench.manifest(repository, sha)) == list_git_tree(repository, sha)
    found = await workbench.searcher().find_revision(workbench.viewer, await workbench.repo(repository), None)
    assert found.sha == new


async def test_a_branch_that_went_back_is_searched_where_it_is_now(
    workbench: Workbench, repository: Repository
) -> None:
    """A force-push to a commit that is indexed already changes what the branch means."""
    first = repository.sha()
    repository.commit({"pkg/more.py": b"MORE = 1\n"})
    await workbench.index(repository, first)
    await workbench.index(repository)
    repository.git("update-ref", "refs/heads/main", first)
    await workbench.index(repository)
    found = await workbench.searcher().find_revision(workbench.viewer, await workbench.repo(repository), None)
    assert found.sha == first


async def test_a_commit_known_by_its_sha_becomes_the_branchs(workbench: Workbench, repository: Repository) -> None:
    main = repository.sha()
    repository.git("branch", "dev", "main")
    repository.commit({"dev.py": b"DEV = 1\n"}, branch="dev")
    for rev in (main, "dev", "main"):
        await workbench.index(repository, rev)
    found = await workbench.searcher().find_revision(workbench.viewer, await workbench.repo(repository), None)
    assert found.sha == main


async def test_every_manifest_equals_gits_tree_whatever_happened(workbench: Workbench, repository: Repository) -> None:
    """Deleted, resurrected, reverted, force-pushed, a folder where a file was: each revision stays what it is."""
    shas = [repository.sha()]
    shas.append(repository.commit({}, remove=["app.py"]))
    shas.append(repository.commit({"app.py": APP}, message="Resurrect"))
    shas.append(repository.commit({"app.py": b"BROKEN = 1\n"}))
    shas.append(repository.commit({"app.py": APP}, message="Revert"))
    shas.append(repository.commit({"pkg": b"a file now\n"}, remove=["pkg"]))
    for sha in shas:
        repository.git("update-ref", "refs/heads/main", sha)
        await workbench.index(repository)
    repository.git("update-ref", "refs/heads/main", shas[1])
    shas.append(repository.commit({"forced.py": b"FORCED = 1\n"}))
    await workbench.index(repository)
    for sha in shas:
        assert as_tree(await workbench.manifest(repository, sha)) == list_git_tree(repository, sha)


async def test_another_derivation_reads_everything_again_and_leaves_the_old_rows(
    workbench: Workbench, repository: Repository, provided_workbench: Workbench
) -> None:
    await workbench.index(repository)
    report = await provided_workbench.index(repository)
    assert (report.new_blobs, report.reused_blobs) == (3, 0)
    assert await workbench.count_derived() == 6
    again = await workbench.index(repository)
    assert again.new_blobs == 0


async def test_each_model_searches_its_own_vectors(
    workbench: Workbench, repository: Repository, provided_workbench: Workbench
) -> None:
    """Vectors of two models stand beside each other and are never mixed."""
    await workbench.index(repository)
    await provided_workbench.index(repository)
    repo = await workbench.repo(repository)
    for bench in (workbench, provided_workbench):
        report = await bench.searcher().search(bench.viewer, repo, "open_store")
        assert report.hits[0].path.startswith("pkg/")
        by_sha = await bench.searcher().search(bench.viewer, repo, "open_store", rev=repository.sha())
        assert by_sha.hits[0].path.startswith("pkg/")
