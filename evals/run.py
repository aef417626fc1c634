"""Measures the ranking: `repochat eval DATA`, or this project's own questions without DATA, and then whole answers.

`--answers` measures answers alone, `--ranking` the ranking alone; DATA is about the ranking. Also runs as a script:
`python evals/run.py DATA --mirrors DIR --json FILE`.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for `python evals/run.py`

from evals.answers import NOTHING_MEASURED, evaluate_answers
from evals.asking import CaseResult, Connected, ask_case, build_examples, connect_case
from evals.baseline import BASELINE, compare, read_baseline, write_baseline
from evals.learned import ask_leaving_out
from evals.product import Product, choose_home, open_product
from evals.questions import Case, DataError, read_cases, read_own_case
from evals.ranking.train import Example
from evals.report import list_answers, print_report, summarise
from evals.sources import MIRRORS_VARIABLE

from repochat.core.errors import RepochatError

HERE = Path(__file__).resolve().parent
PRINTED_COLUMNS = 110  # into a file or a log, where nobody says how wide it is
SHIPPED = "shipped policy"
LEARNED = "learned without it"  # from every repository but the one that is asked


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 when the baseline was missed, 2 when nothing could be measured."""
    options = _parse(argv)
    own = options.data is None or options.data.resolve() == HERE
    console = Console(width=None if sys.stdout.isatty() else PRINTED_COLUMNS)
    try:
        with choose_home(options.home) as home:
            return asyncio.run(_evaluate(options, home, console, own=own))
    except DataError as error:
        console.print(f"[red]{error}")
    except RepochatError as error:
        console.print(f"[red]{error.message}[/] {error.hint}")
    return NOTHING_MEASURED


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="repochat eval", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, help="a folder with repos.json and annotations/")
    parser.add_argument("--mirrors", type=Path, default=os.environ.get(MIRRORS_VARIABLE) or None, help="local mirrors")
    parser.add_argument("--home", type=Path, help="keep clones and indexes here (default: a temporary folder)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only these repositories")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure and answer there")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--answers", action="store_true", help="only whole answers to the golden questions")
    parts.add_argument("--ranking", action="store_true", help="only the ranking")
    parser.add_argument("--update-baseline", action="store_true", help="raise the baseline to what is reached now")
    options = parser.parse_args(argv)
    options.mirrors = Path(options.mirrors) if options.mirrors else None
    return options


async def _evaluate(options: argparse.Namespace, home: Path, console: Console, *, own: bool) -> int:
    async with open_product(home) as product:
        ranked = 0 if options.answers else await _evaluate_ranking(options, product, console, own=own)
        answered = await evaluate_answers(options, product, console) if own and not options.ranking else 0
    if answered == NOTHING_MEASURED and not options.answers:
        return ranked  # said above; a machine without network and mirrors still measures the ranking
    return max(ranked, answered)


async def _evaluate_ranking(options: argparse.Namespace, product: Product, console: Console, *, own: bool) -> int:
    cases = [read_own_case()] if own else _choose(read_cases(options.data), options.only)
    rows = await measure_cases(product, cases, options.mirrors, console)
    summaries = {name: summarise(results) for name, results in rows.items()}
    print_report(summaries, console)
    if options.json is not None:
        _write_json(options.json, summaries, rows)
    return _hold_baseline(summaries[SHIPPED], console, update=options.update_baseline) if own else 0


def _choose(cases: list[Case], names: Sequence[str]) -> list[Case]:
    chosen = [case for case in cases if not names or case.name in names]
    if not chosen:
        raise DataError(f"None of {', '.join(names)} is in the data; it has {', '.join(case.name for case in cases)}.")
    return chosen


async def measure_cases(
    product: Product, cases: Sequence[Case], mirrors: Path | None, console: Console
) -> dict[str, list[CaseResult]]:
    """Results by policy; the learned row only where more than one repository is there to learn from."""
    connected: list[Connected] = []
    examples: list[Example] = []
    shipped: list[CaseResult] = []
    for number, case in enumerate(cases, 1):
        console.print(f"[dim]{number}/{len(cases)} {case.name}: {len(case.questions)} questions")
        connected.append(await connect_case(product, case, mirrors))
        shipped.append(await ask_case(product, connected[-1], None, timed=True))
        if len(cases) > 1:
            examples += await build_examples(product, connected[-1])
    rows = {SHIPPED: shipped}
    if len(cases) > 1:
        console.print("[dim]learning weights, each time without one repository")
        rows[LEARNED] = await ask_leaving_out(product, connected, examples)
    return rows


def _write_json(file: Path, summaries: dict[str, Any], rows: dict[str, list[CaseResult]]) -> None:
    content = {name: {**summaries[name], "answers": list_answers(results)} for name, results in rows.items()}
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _hold_baseline(figures: dict[str, Any], console: Console, *, update: bool) -> int:
    if update:
        for line in write_baseline(figures):
            console.print(line)
        return 0
    problems = compare(figures, read_baseline())
    for problem in problems:
        console.print(f"[red]{problem}")
    console.print(f"baseline {BASELINE.name}: {'missed' if problems else 'held'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
