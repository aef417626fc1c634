"""Whole answers are measured through the product: on a repository of our own, and when one cannot be had."""

import io
from pathlib import Path

from evals.answers import EXTRACTIVE, MUST_BE_WHOLE, flatten, measure_answers
from evals.answers_report import print_answers, summarise_answers
from evals.golden import ABSENT, Gold, GoldenCase, GoldenQuestion
from evals.product import Product
from evals.scoring import Target
from rich.console import Console

from tests.git.repositories import make_repository

SOURCE = b"""POOL_SIZE_MAX = 10


def open_pool(size):
    '''Opens a pool of connections.'''
    return [None] * min(size, POOL_SIZE_MAX)
"""


def _case(address: str, revision: str) -> GoldenCase:
    asked = GoldenQuestion(
        text="What does open_pool do?",
        kind="symbol",
        facts=("POOL_SIZE_MAX",),
        gold=(Gold(target=Target(path="pool.py", start_line=4, end_line=6), text="def open_pool(size):"),),
    )
    absent = GoldenQuestion(text="Who calls `ZebraCrossing`?", kind=ABSENT, facts=(), gold=())
    return GoldenCase(name="tool", language="python", address=address, revision=revision, questions=(asked, absent))


async def test_answers_are_measured_with_their_citations_proven(product: Product, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repo", {"pool.py": SOURCE})
    printed = Console(file=io.StringIO(), width=120)
    measured = await measure_answers(product, [_case(str(repository.path), repository.sha())], None, printed)
    summary = summarise_answers(measured.rows[EXTRACTIVE])
    print_answers(EXTRACTIVE, summary, printed)
    flat = flatten(summary)
    assert measured.unmeasured == {}
    assert [flat[name] for name in MUST_BE_WHOLE] == [1, 1]
    assert flat["tool.files_at_5"] == flat["tool.spans_cited"] == 1
    assert flat["tool.absent_doubted"] == flat["tool.answerable_believed"] == 1


async def test_a_repository_that_cannot_be_had_is_reported_with_the_reason(product: Product, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    measured = await measure_answers(product, [_case(nowhere, "0" * 40)], None, Console(file=io.StringIO()))
    assert list(measured.unmeasured) == ["tool"]
    assert measured.unmeasured["tool"]
    assert measured.rows[EXTRACTIVE] == []
