"""Measures speed beside a peer and against our targets: `repochat bench [NAMES...]`.

Also runs as a script: `python bench/run.py --mirrors DIR --json FILE`. Everything is measured in this one run; read the
ratios, not the seconds, on a machine that does other things as well.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for `python bench/run.py`

from bench.beside import QUESTIONS, measure_beside
from bench.conversations import measure_conversations
from bench.doors import measure_ask, measure_chat
from bench.finding import measure_finding
from bench.freshness import measure_pushes
from bench.large import measure_commits, measure_large_index
from bench.measure import Measure, print_measures
from bench.peer import running_peer
from bench.replay import measure_replay
from bench.scheduling import measure_payoff, measure_scheduling
from bench.storm import measure_storm
from bench.subjects import Subject, mirror_subject, read_subjects
from evals.product import Product, open_product
from evals.registry import RegistryUnreachableError
from evals.sources import MIRRORS_VARIABLE

from repochat.core.errors import RepochatError

MEASURES = ("peer", "large", "doors", "conversations", "find", "pushes", "storm", "replay", "web", "scheduling")
PUSHED_FILES, PUSHES = 5_000, 40
CURVE = (1_000, 20_000, 50_000)  # files beside PUSHED_FILES, with fewer pushes
CURVE_PUSHES = 12
FOUND_FILES = (5_000, 50_000)  # with a target at the first
PRINTED_COLUMNS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What this run measures, and where it works."""

    subjects: list[Subject]
    folder: Path
    console: Console
    image: Path | None = None

    def choose(self, use: str) -> list[Subject]:
        return [subject for subject in self.subjects if use in subject.uses]


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 when every target was reached, 1 when one was missed, 2 when nothing could be measured."""
    options = _parse(argv)
    console = Console(width=None if sys.stdout.isatty() else PRINTED_COLUMNS)
    mirrors = Path(options.mirrors) if options.mirrors else None
    with tempfile.TemporaryDirectory(prefix="repochat-bench-", ignore_cleanup_errors=True) as folder:
        try:
            subjects = read_subjects(options.names, mirrors, Path(folder), console)
            run = Run(subjects=subjects, folder=Path(folder), console=console, image=options.image)
            measures = asyncio.run(_measure(run, options.only or MEASURES))
        except RepochatError as error:
            console.print(f"[red]{error.message}[/] {error.hint}")
            return 2
    print_measures(measures, console)
    if options.json is not None:
        options.json.write_text(json.dumps([measure.as_json() for measure in measures], indent=1) + "\n", "utf-8")
    if not measures:
        console.print(f"[red]Nothing was measured: {', '.join(options.names)} is not known, or has no such measure.")
        return 2
    return 1 if any(measure.verdict == "MISSED" for measure in measures) else 0


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="repochat bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these subjects of evals/repositories.json and releases.json")
    parser.add_argument("--mirrors", default=os.environ.get(MIRRORS_VARIABLE), help="a folder of local mirrors")
    parser.add_argument("--only", action="append", choices=MEASURES, help="only these measures")
    parser.add_argument("--image", type=Path, metavar="FILE", help="draw the sampler's regret there, as SVG")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measure there")
    return parser.parse_args(argv)


async def _measure(run: Run, uses: Sequence[str]) -> list[Measure]:
    measures: list[Measure] = []
    asked: list[tuple[str, str]] = []
    async with open_product(run.folder / "home") as product:
        if "peer" in uses:
            measures += await _measure_peer(product, run)
        if "large" in uses:
            measures += await _measure_large(product, run)
        if "conversations" in uses:
            measures += await _measure_conversations(product, run)
        for subject in run.choose("replay") if "replay" in uses else ():
            run.console.print(f"[dim]replay: {subject.name}")
            measures += await measure_replay(product, await mirror_subject(product, subject), run.folder)
        for subject in run.choose("doors") if "doors" in uses else ():
            run.console.print(f"[dim]doors: {subject.name}")
            asked.append(await _index(product, subject))
            measures += measure_chat(product.home.root, *asked[-1], QUESTIONS)
            measures += measure_ask(product.home.root, *asked[-1], QUESTIONS[0], state="database running")
    for files in FOUND_FILES if "find" in uses else ():
        run.console.print(f"[dim]find: {files:,} files")
        async with open_product(run.folder / f"find-{files}") as product:
            measures += await measure_finding(product, run.folder, files=files, has_target=files == FOUND_FILES[0])
    measures += await _measure_apart(run, uses)
    for each in asked:
        measures += measure_ask(run.folder / "home", *each, QUESTIONS[0], state="nothing running")
    return measures


async def _measure_apart(run: Run, uses: Sequence[str]) -> list[Measure]:
    """What has a product of its own."""
    measures: list[Measure] = []
    if "pushes" in uses:
        measures += await _measure_pushes(run)
    if "storm" in uses:
        run.console.print("[dim]storm of webhooks")
        async with open_product(run.folder / "storm") as product:
            measures += await measure_storm(product, run.folder / "storms")
    if "scheduling" in uses:
        run.console.print("[dim]scheduling: admission, then a simulation of its sampler")
        async with open_product(run.folder / "scheduling") as product:
            measures += await measure_scheduling(product)
        measures += measure_payoff(run.image)
    if "web" in uses:
        measures += await _measure_web(run)
    return measures


async def _measure_peer(product: Product, run: Run) -> list[Measure]:
    measures: list[Measure] = []
    try:
        with running_peer(run.folder / "peer") as peer:
            for subject in run.choose("peer"):
                run.console.print(f"[dim]beside semble: {subject.name}")
                mirrored = await mirror_subject(product, subject)
                measures += await measure_beside(product, mirrored, peer, run.folder)
    except RegistryUnreachableError as error:
        run.console.print(f"[yellow]Beside the peer nothing is measured: it cannot be installed here ({error})")
    return measures


async def _measure_large(product: Product, run: Run) -> list[Measure]:
    measures: list[Measure] = []
    for subject in run.choose("large"):
        run.console.print(f"[dim]large: {subject.name}")
        mirrored = await mirror_subject(product, subject)
        measures += measure_large_index(product, mirrored)
        measures += await measure_commits(product, mirrored, run.folder)
    return measures


async def _measure_conversations(product: Product, run: Run) -> list[Measure]:
    measures: list[Measure] = []
    for subject in run.choose("conversations"):
        run.console.print(f"[dim]conversations: {subject.name}")
        mirrored = await mirror_subject(product, subject)
        await product.indexer.run(product.viewer, mirrored.repo, subject.revision)
        measures += await measure_conversations(product, mirrored.repo, subject.name, QUESTIONS)
    return measures


async def _measure_pushes(run: Run) -> list[Measure]:
    """With targets at PUSHED_FILES, and the curve around it; each size in a home of its own."""
    measures: list[Measure] = []
    for files in (PUSHED_FILES, *CURVE):
        run.console.print(f"[dim]pushes: {files:,} files")
        pushes = PUSHES if files == PUSHED_FILES else CURVE_PUSHES
        async with open_product(run.folder / f"pushes-{files}") as product:
            is_target = files == PUSHED_FILES
            measures += await measure_pushes(product, run.folder, files=files, pushes=pushes, targets=is_target)
    return measures


async def _measure_web(run: Run) -> list[Measure]:
    from bench.web import measure_web  # noqa: PLC0415  needs a browser and the tests' own product, which others do not

    run.console.print("[dim]web app in a browser")
    return await measure_web(run.folder / "web")


async def _index(product: Product, subject: Subject) -> tuple[str, str]:
    """The repository's id and name, indexed."""
    mirrored = await mirror_subject(product, subject)
    await product.indexer.run(product.viewer, mirrored.repo, subject.revision)
    return str(mirrored.repo.id), subject.name


if __name__ == "__main__":
    sys.exit(main())
