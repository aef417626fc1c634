"""What the graph needs of a blob is read once in a process, and forgotten when there is too much."""

from pathlib import Path

from repochat.catalog.piece import pack_piece, unpack_links, unpack_piece
from repochat.indexing.derive import derive_blob
from repochat.indexing.indexer import Indexer
from repochat.indexing.links import LinkCache, unpack_all
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench

SOURCE = b"import os\n\n\ndef run():\n    return helper()\n\n\ndef helper():\n    return os.getcwd()\n"


def test_links_are_the_piece_without_what_only_a_search_needs() -> None:
    packed = derive_blob("a.py", "python", SOURCE).piece
    whole, links = unpack_piece(packed), unpack_links(packed)
    assert pack_piece(whole) == packed
    assert (links.symbol_names, links.texts, links.imports) == (whole.symbol_names, whole.texts, whole.imports)
    assert list(links.reference_name) == list(whole.reference_name)
    assert len(whole.posting_term) > 0
    assert len(links.posting_term) == 0


def test_the_least_recently_used_go_first() -> None:
    pieces = unpack_all(dict.fromkeys(range(3), derive_blob("a.py", "python", SOURCE).piece))
    cache = LinkCache(blobs_max=2)
    cache.keep({0: pieces[0], 1: pieces[1]})
    assert cache.find([0]) == {0: pieces[0]}
    cache.keep({2: pieces[2]})
    assert sorted(cache.find([0, 1, 2])) == [0, 2]


async def test_a_second_run_of_a_process_counts_the_edges_of_a_first_one(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", {"a.py": SOURCE, "b.py": b"from a import run\n\nrun()\n"})
    repo = await workbench.connect(repository)
    indexer = Indexer(workbench.database, workbench.home, workbench.embedding)
    await indexer.run(workbench.viewer, repo)
    repository.commit({"b.py": b"from a import run, helper\n\nrun()\nhelper()\n"})
    stepped = await indexer.run(workbench.viewer, repo)
    indexer.close()
    fresh = Indexer(workbench.database, workbench.home, workbench.embedding)
    repository.commit({"c.py": b""})
    assert (await fresh.run(workbench.viewer, repo)).edges == stepped.edges
    fresh.close()
