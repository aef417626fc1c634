"""A change of the ranking shows as a diff of `ranking.golden`: the first five files of questions about a fixed tree.

`REPOCHAT_UPDATE_GOLDENS=1 pytest tests/evals/test_ranking.py` writes it anew; the diff belongs in the commit that
changes the ranking, with its figures.
"""

import os
from pathlib import Path

from evals.product import Product

from repochat.indexing.connect import connect_repo
from repochat.search import Searcher
from tests.git.repositories import make_repository

TREE = Path(__file__).parent / "tree"
GOLDEN = Path(__file__).parent / "ranking.golden"
UPDATE = os.environ.get("REPOCHAT_UPDATE_GOLDENS") == "1"
SHOWN = 5
QUERIES = (
    "parse_isbn",
    "LoanDesk.renew",
    "Store",
    "fetchJson",
    "how much does a late return cost",
    "send mail to members",
    "try again when the network fails",
    "where are books stored on disk",
    "who calls compute_fine",
    "how do records of other libraries become books",
    "tests of the record reader",
    "architecture of the storage layer",
    "delete backups older than a week",
)


async def _rank(product: Product, source: Path) -> str:
    repo = await connect_repo(product.database, product.viewer, str(source))
    await product.indexer.run(product.viewer, repo)
    searcher: Searcher = product.build_searcher()
    blocks: list[str] = []
    for query in QUERIES:
        report = await searcher.search(product.viewer, repo, query, limit=SHOWN)
        hits = [f"  {hit.path}:{hit.start_line}-{hit.end_line} {hit.symbol}".rstrip() for hit in report.hits]
        blocks.append("\n".join([f"{query} [{report.query_type}]", *hits]))
    return "\n".join(blocks) + "\n"


async def test_the_first_five_files_are_those_of_the_golden_file(product: Product, tmp_path: Path) -> None:
    files = {str(path.relative_to(TREE)): path.read_bytes() for path in sorted(TREE.rglob("*")) if path.is_file()}
    repository = make_repository(tmp_path / "source", files)
    ranked = await _rank(product, repository.path)
    if UPDATE:
        GOLDEN.write_text(ranked, "utf-8")
    assert ranked == GOLDEN.read_text("utf-8")
