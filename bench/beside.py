"""Beside the peer, in one run and interleaved: cold indexing and warm search of the same trees."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from bench.measure import Measure
from bench.memory import read_cpu_s
from bench.peer import Peer
from bench.subjects import Mirrored, check_out
from evals.asking import PhaseClock
from evals.product import Product

from repochat.core.postgres import conninfo_of
from repochat.search.hot import HotIndex
from repochat.search.policy import load_shipped_policy
from repochat.search.ranking import Request, search_index

REPETITIONS = 5
QUERY_REPETITIONS = 5
LIMIT = 10
INDEX_RATIO_MAX = 1.5
SEARCH_RATIO_MAX = 2.0
NAMES_ASKED = 8
QUESTIONS = (
    "how are errors handled",
    "where is the configuration read",
    "parse command line arguments",
    "open a network connection with a timeout",
    "retry after a failure",
    "what happens when a request is cancelled",
    "encode text as bytes",
    "register a handler for a route",
    "read a file line by line",
    "write a log message",
    "authentication and credentials",
    "how is memory freed",
    "start a background task",
    "wait until a lock is free",
    "validate user input",
    "default values of options",
    "overall architecture of the modules",
    "entry point of the program",
    "compare two versions",
    "build and release scripts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """One cold indexing. `cpu_s` is without the database's."""

    seconds: float
    cpu_s: float
    size: str


async def measure_beside(product: Product, mirrored: Mirrored, peer: Peer, folder: Path) -> list[Measure]:
    """Index and search of one subject on both sides."""
    name = mirrored.subject.name
    tree = folder / "trees" / name
    check_out(mirrored.mirror, mirrored.subject.revision, tree)
    ours: list[Indexed] = []
    theirs: dict[str, list[Indexed]] = {"code": [], "all": []}
    for _ in range(REPETITIONS):
        ours.append(await index_cold(product, mirrored))
        for scope, taken in theirs.items():
            reply = peer.index(tree, scope)
            size = f"{reply['files']} files, {reply['chunks']} chunks"
            taken.append(Indexed(seconds=reply["seconds"], cpu_s=reply["cpu_seconds"], size=size))
    peer.index(tree, "code")
    compared = [_compare_index(name, ours, taken, scope) for scope, taken in theirs.items()]
    return [*compared, await _measure_search(product, mirrored, peer)]


async def index_cold(product: Product, mirrored: Mirrored) -> Indexed:
    """From the cloned mirror to the visible revision in an empty catalog."""
    empty_catalog(product.owner_url)
    clock = PhaseClock()
    began_cpu_s = read_cpu_s(psutil.Process())
    report = await product.indexer.run(product.viewer, mirrored.repo, mirrored.subject.revision, on_progress=clock.note)
    seconds = clock.find_index_s()
    assert seconds is not None, "the catalog was empty, so there was something to index"
    return Indexed(
        seconds=seconds,
        cpu_s=read_cpu_s(psutil.Process()) - began_cpu_s,
        size=f"{report.files} files, {report.chunks} chunks, {report.symbols} symbols, {report.edges} edges",
    )


def empty_catalog(owner_url: str) -> None:
    """Forgets everything that was ever indexed; repositories stay connected."""
    with psycopg.connect(conninfo_of(owner_url), autocommit=True) as connection:
        connection.execute("TRUNCATE revisions, file_versions, blobs, symbols, chunks CASCADE")


def _compare_index(name: str, ours: Sequence[Indexed], theirs: Sequence[Indexed], scope: str) -> Measure:
    one, other = (statistics.median(each.seconds for each in side) for side in (ours, theirs))
    best, best_other = (min(each.seconds for each in side) for side in (ours, theirs))
    cpu_s, cpu_other_s = (statistics.median(each.cpu_s for each in side) for side in (ours, theirs))
    what = "code only, its default" if scope == "code" else "code, documents, configuration"
    return Measure(
        name=f"cold index / semble's ({what})",
        subject=name,
        figure=one / other,
        unit="x",
        target=INDEX_RATIO_MAX,
        detail=f"{one:.2f} s / {other:.2f} s; best {best:.2f} / {best_other:.2f} = {best / best_other:.2f} x;"
        f" CPU {cpu_s:.2f} / {cpu_other_s:.2f} s; {ours[0].size}; peer {theirs[0].size}",
    )


async def _measure_search(product: Product, mirrored: Mirrored, peer: Peer) -> Measure:
    searcher = product.build_searcher()
    revision = await searcher.find_revision(product.viewer, mirrored.repo, mirrored.subject.revision)
    index = await searcher.get_index(product.viewer, revision)
    queries = [*QUESTIONS, *sample_names(index)]
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(REPETITIONS):
        ours.append(statistics.median(_time_searches(index, queries)))
        theirs.append(statistics.median(peer.search(queries, repetitions=QUERY_REPETITIONS, limit=LIMIT)))
    one, other = statistics.median(ours), statistics.median(theirs)
    return Measure(
        name="warm search p50 / semble's",
        subject=mirrored.subject.name,
        figure=one / other,
        unit="x",
        target=SEARCH_RATIO_MAX,
        detail=f"{one:.2f} ms / {other:.2f} ms over {len(queries)} queries",
    )


def sample_names(index: HotIndex) -> list[str]:
    """Names of the repository's own, spread over the alphabet; the same ones every time."""
    names = sorted({name for name in index.symbol_names if len(name) > 5 and name.isidentifier()})
    return names[:: max(1, len(names) // NAMES_ASKED)][:NAMES_ASKED]


def _time_searches(index: HotIndex, queries: Sequence[str]) -> list[float]:
    """Each query's median milliseconds."""
    policy = load_shipped_policy()
    medians: list[float] = []
    for query in queries:
        request = Request(text=query, limit=LIMIT)
        taken: list[float] = []
        for _ in range(QUERY_REPETITIONS):
            began = time.perf_counter()
            search_index(index, request, policy, revision="")
            taken.append(1000 * (time.perf_counter() - began))
        medians.append(statistics.median(taken))
    return medians
