"""Edges are counted from the difference, and are those of a graph that is built anew."""

from pathlib import Path

from repochat.indexing.edges import EdgeCounter, EdgeLimits
from repochat.indexing.indexer import Indexer
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench

SOURCE = b"import os\n\n\ndef run():\n    return helper()\n\n\ndef helper():\n    return os.getcwd()\n"
CALLER = b"from a import run, helper\n\nrun()\nhelper()\n"


async def test_a_second_run_of_a_process_counts_the_edges_of_a_first_one(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", {"a.py": SOURCE, "b.py": b"from a import run\n\nrun()\n"})
    repo = await workbench.connect(repository)
    indexer = Indexer(workbench.database, workbench.home, workbench.embedding)
    first = await indexer.run(workbench.viewer, repo)
    repository.commit({"b.py": CALLER})
    stepped = await indexer.run(workbench.viewer, repo)
    indexer.close()
    fresh = Indexer(workbench.database, workbench.home, workbench.embedding)
    repository.commit({"c.py": b""})
    assert (await fresh.run(workbench.viewer, repo)).edges == stepped.edges > first.edges
    fresh.close()


async def test_what_is_forgotten_for_want_of_memory_is_built_anew(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", {"a.py": SOURCE, "b.py": CALLER})
    report = await workbench.index(repository)
    revision = await workbench.find_revision(repository, report.revision)
    assert revision is not None
    keeping = EdgeCounter(workbench.database)
    forgetful = EdgeCounter(workbench.database, EdgeLimits(kept_bytes_max=0))
    counted = [await counter.complete(workbench.viewer, revision) for counter in (keeping, forgetful) for _ in range(2)]
    assert counted == [report.edges] * 4
