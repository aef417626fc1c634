"""A hot index read back from its file is the index that was written."""

from pathlib import Path

from repochat.search import Searcher
from repochat.search.snapshot import SnapshotFolder, SnapshotLimits
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench
from tests.search.differences import find_difference

FILES = {
    "src/app.py": b'"""The app."""\n\n\ndef run(name: str) -> str:\n    """Runs it."""\n    return greet(name)\n',
    "src/greet.py": b"def greet(name):\n    return f'hello {name}'\n",
    "README.md": b"# App\n\nGreets people.\n",
}


async def test_a_snapshot_gives_back_the_index(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    report = await workbench.index(repository)
    revision = await workbench.find_revision(repository, report.revision)
    assert revision is not None
    built = await workbench.searcher().get_index(workbench.viewer, revision)
    folder = SnapshotFolder(tmp_path / "hot")
    folder.save(revision, built)
    read = folder.find(revision, workbench.embedding)
    assert read is not None
    assert find_difference(built, read) is None


async def test_a_search_from_a_snapshot_reports_the_same(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    await workbench.index(repository)
    repo = await workbench.repo(repository)
    reports = []
    for _ in range(2):
        searcher = Searcher(workbench.database, workbench.home.mirrors, workbench.embedding, snapshots=tmp_path / "hot")
        reports.append(await searcher.search(workbench.viewer, repo, "who calls greet"))
    assert len(list((tmp_path / "hot").glob("*.hot"))) == 1
    assert reports[0].hits == reports[1].hits


async def test_a_damaged_snapshot_is_built_anew(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    await workbench.index(repository)
    repo = await workbench.repo(repository)
    folder = tmp_path / "hot"
    for damage in (b"", b"repochat-hot" + b"\xff" * 40, b"other"):
        searcher = Searcher(workbench.database, workbench.home.mirrors, workbench.embedding, snapshots=folder)
        assert (await searcher.search(workbench.viewer, repo, "greet")).hits[0].path == "src/greet.py"
        for file in folder.glob("*.hot"):
            file.write_bytes(damage)


async def test_the_oldest_snapshots_go_when_there_are_too_many(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    report = await workbench.index(repository)
    revision = await workbench.find_revision(repository, report.revision)
    assert revision is not None
    built = await workbench.searcher().get_index(workbench.viewer, revision)
    (tmp_path / "hot").mkdir()
    for number in range(3):
        (tmp_path / "hot" / f"{number}.hot").write_bytes(b"old")
    SnapshotFolder(tmp_path / "hot", SnapshotLimits(files_max=2)).save(revision, built)
    assert len(list((tmp_path / "hot").iterdir())) == 2
