"""Checks indexing step by step on real histories: `python evals/releases.py [NAME...]`.

Source releases of packages are committed one by one, each commit is indexed on top of the last, and what is visible in
the end must equal a fresh index of the last commit, row by row. Every step may touch only blobs that are new.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for `python evals/releases.py`

from evals.history import build_history, list_blobs
from evals.product import Product, open_product
from evals.registry import TOOLS, Package, RegistryUnreachableError, read_packages
from evals.visible import VisibleRows, describe_difference, read_visible_rows

from repochat.indexing.connect import connect_repo
from repochat.indexing.progress import IndexReport

ARCHIVES = TOOLS / "releases"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A package's releases as a repository."""

    package: Package
    path: Path
    commits: list[str]


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 when all holds, or when the registry cannot be reached (which is said); else 1."""
    parser = argparse.ArgumentParser(prog="python evals/releases.py", description=__doc__)
    parser.add_argument("names", nargs="*", help="packages of releases.json (default: all but the large ones)")
    names = parser.parse_args(argv).names
    chosen = [package for package in read_packages() if package.name in names or (not names and not package.large)]
    with tempfile.TemporaryDirectory(prefix="repochat-releases-", ignore_cleanup_errors=True) as folder:
        try:
            histories = [_prepare(package, Path(folder)) for package in chosen]
        except RegistryUnreachableError as error:
            print(f"skipped: the package registry gives no source releases here ({error})")
            return 0
        problems = asyncio.run(check_histories(histories, Path(folder)))
    for problem in problems:
        print(f"WRONG {problem}")
    print(f"{len(histories)} histories, {len(problems)} problems")
    return 1 if problems else 0


def _prepare(package: Package, folder: Path) -> History:
    path = folder / "sources" / package.name
    return History(package=package, path=path, commits=build_history(package, ARCHIVES, path))


async def check_histories(histories: Sequence[History], folder: Path) -> list[str]:
    """Sentences about what does not hold; none when all does."""
    problems: list[str] = []
    stepwise: dict[str, VisibleRows] = {}
    async with open_product(folder / "stepwise") as product:
        for history in histories:
            rows, found = await _index_step_by_step(product, history)
            stepwise[history.package.name] = rows
            problems += found
    async with open_product(folder / "fresh") as product:
        for history in histories:
            fresh, _ = await _index(product, history, history.commits[-1])
            problems += _compare(history.package.name, stepwise[history.package.name], fresh)
    return problems


async def _index_step_by_step(product: Product, history: History) -> tuple[VisibleRows, list[str]]:
    problems: list[str] = []
    known: set[tuple[str, str]] = set()
    for version, commit in zip(history.package.releases, history.commits, strict=True):
        _, report = await _index(product, history, commit)
        blobs = list_blobs(history.path, commit)
        new = len(blobs - known)
        known |= blobs
        print(
            f"{history.package.name} {version}: {report.files} files, {report.new_blobs} new blobs of {new} new in git,"
            f" {report.reused_blobs} reused, {report.seconds:.2f} s"
        )
        if report.new_blobs > new:
            problems.append(f"{history.package.name} {version}: {report.new_blobs} blobs derived, {new} are new in git")
    _, again = await _index(product, history, history.commits[0])
    if again.new_blobs:
        problems.append(f"{history.package.name}: going back to the first release derived {again.new_blobs} blobs anew")
    rows, _ = await _index(product, history, history.commits[-1])
    return rows, problems


async def _index(product: Product, history: History, commit: str) -> tuple[VisibleRows, IndexReport]:
    repo = await connect_repo(product.database, product.viewer, str(history.path))
    report = await product.indexer.run(product.viewer, repo, commit)
    revision = await product.build_searcher().find_revision(product.viewer, repo, commit)
    return await read_visible_rows(product, revision), report


def _compare(name: str, stepwise: VisibleRows, fresh: VisibleRows) -> list[str]:
    pairs = (
        ("files", stepwise.files, fresh.files),
        ("chunks", stepwise.chunks, fresh.chunks),
        ("symbols", stepwise.symbols, fresh.symbols),
    )
    print(f"{name}: " + ", ".join(f"{len(rows)} {kind}" for kind, rows, _ in pairs) + " compared")
    differences = (describe_difference(kind, ours, theirs) for kind, ours, theirs in pairs)
    return [f"{name}, {difference}" for difference in differences if difference is not None]


if __name__ == "__main__":
    sys.exit(main())
