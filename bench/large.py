"""A large repository: time and memory of its index, and of a commit of ten files after it."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from bench.beside import empty_catalog
from bench.measure import Measure
from bench.memory import PeakMemory
from bench.subjects import Mirrored, Subject, clone_for_commits, mirror_subject
from evals.asking import PhaseClock
from evals.history import commit_all
from evals.product import Product, build_environment

from repochat.catalog.revision_store import RevisionStore

INDEX_S_MAX = 60
MEMORY_GB_MAX = 1.5
COMMIT_S_MAX = 1.0
COMMITS = 5
FILES_CHANGED = 10
TEXT_ENDINGS = {".py", ".c", ".h", ".rs", ".go", ".js", ".ts", ".java"}


def measure_large_index(product: Product, mirrored: Mirrored) -> list[Measure]:
    """`repochat index` as a program of its own, watched from outside."""
    empty_catalog(product.owner_url)
    name = mirrored.subject.name
    command = [sys.executable, "-m", "repochat.cli", "index", mirrored.subject.source, "--json"]
    command += ["--rev", mirrored.subject.revision]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=build_environment(product.home.root), text=True)
    with PeakMemory(psutil.Process(process.pid), database=product.home.postgres) as memory:
        printed, _ = process.communicate()
    wall_s = time.monotonic() - began
    if process.returncode != 0:
        raise ChildProcessError(f"`repochat index` of {name} failed: {printed}")
    report = json.loads(printed)
    counts = f"{report['files']} files, {report['chunks']} chunks, {report['symbols']} symbols, {report['edges']} edges"
    return [
        Measure(
            name="large repository: index after the clone",
            subject=name,
            figure=wall_s,
            unit="s",
            target=INDEX_S_MAX,
            detail=f"whole program; {report['seconds']:.1f} s of it indexing; {counts}",
        ),
        Measure(
            name="large repository: peak memory",
            subject=name,
            figure=memory.peak_bytes / 1e9,
            unit="GB",
            target=MEMORY_GB_MAX,
            detail=f"{memory.own_bytes_max / 1e9:.2f} GB alone, the rest is the database's",
        ),
    ]


async def measure_commits(product: Product, mirrored: Mirrored, folder: Path) -> list[Measure]:
    """Commits of ten changed files each, indexed one after the other in a warm process, as a worker does."""
    name = mirrored.subject.name
    clone = folder / "clones" / name
    clone_for_commits(mirrored.mirror, mirrored.subject.revision, clone)
    work = Subject(name=f"{name}-pushed", source=str(clone), revision="main", uses=())
    pushed = await mirror_subject(product, work)
    indexer = product.indexer
    await indexer.run(product.viewer, pushed.repo, mirrored.subject.revision)
    sources = await _list_sources(product, pushed)
    whole: list[float] = []
    indexing: list[float] = []
    blobs: list[int] = []
    for number in range(COMMITS):
        _change_files(clone, sources, number)
        commit = commit_all(clone, f"Change ten files, {number}", at=1_800_000_000 + number)
        clock = PhaseClock()
        began = time.monotonic()
        report = await indexer.run(product.viewer, pushed.repo, commit, on_progress=clock.note)
        whole.append(time.monotonic() - began)
        indexing.append(clock.find_index_s() or 0.0)
        blobs.append(report.new_blobs)
    return [
        Measure(
            name="commit of ten files: fetched and indexed",
            subject=name,
            figure=statistics.median(whole),
            unit="s",
            target=COMMIT_S_MAX,
            detail=f"{statistics.median(indexing):.2f} s without the fetch; new blobs {blobs}",
        )
    ]


async def _list_sources(product: Product, pushed: Mirrored) -> list[str]:
    """Paths of indexed source files, each of another blob."""
    revision = await product.build_searcher().find_revision(product.viewer, pushed.repo, None)
    async with product.database.read(product.viewer.scope) as session:
        manifest = await RevisionStore(session).get_manifest(revision)
    paths = {file.blob_id: file.path for file in manifest if Path(file.path).suffix in TEXT_ENDINGS}
    return sorted(path for blob_id, path in paths.items() if blob_id is not None)


def _change_files(clone: Path, sources: Sequence[str], number: int) -> None:
    """Adds a line of its own to ten files that are spread over the tree."""
    step = len(sources) // FILES_CHANGED
    for path in sources[number::step][:FILES_CHANGED]:
        mark = "#" if path.endswith(".py") else "//"
        with (clone / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{mark} changed by step {number}\n")
