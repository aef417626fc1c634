"""This project's own questions, asked of the commit that is checked out, hold the baseline."""

import io
import subprocess

import pytest
from evals.baseline import compare, read_baseline
from evals.product import Product
from evals.questions import CHECKOUT, read_own_case
from evals.report import print_report, summarise
from evals.run import SHIPPED, measure_cases
from rich.console import Console


def _is_whole_checkout() -> bool:
    asked = subprocess.run(
        ["git", "-C", str(CHECKOUT), "rev-parse", "--is-shallow-repository"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == "false"


@pytest.mark.skipif(not _is_whole_checkout(), reason="this checkout has no history, or is no git repository")
async def test_own_questions_are_answered_as_well_as_the_baseline(product: Product) -> None:
    case = read_own_case()
    printed = Console(file=io.StringIO(), width=100)
    rows = await measure_cases(product, [case], None, printed)
    figures = summarise(rows[SHIPPED])
    print_report({SHIPPED: figures}, printed)
    assert figures["questions"] == len(case.questions)
    assert compare(figures, read_baseline()) == []
