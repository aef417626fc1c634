"""The palette: from what is typed to what is found, beside rapidfuzz on the same names and git on the same text."""

import asyncio
import json
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from bench.beside import sample_names
from bench.doors import running_api
from bench.generated import GeneratedRepository
from bench.measure import Measure
from evals.product import Product, build_environment
from evals.registry import ensure_environment

from repochat.accounts.local_token import load_local_token
from repochat.catalog.repo_store import Repo
from repochat.core.home import open_home
from repochat.indexing.connect import connect_repo, mirror_of
from repochat.search.quick import KINDS, QuickFinder, parse_asked

FIND_MS_MAX = 100
REQUIREMENT = "rapidfuzz==3.14.3"
ROUNDS = 2
SHOWN = 12
WORDS = ("return", "config", "the value", "e", "re", "get", "import", "TODO")

_PEER = """
import json, sys, time
from rapidfuzz import fuzz, process
names, queries = json.load(sys.stdin)
taken = []
for query in queries:
    began = time.perf_counter()
    process.extract(query, names, scorer=fuzz.WRatio, limit=12)
    taken.append(1000 * (time.perf_counter() - began))
print(json.dumps(taken))
"""


async def measure_finding(product: Product, folder: Path, *, files: int, has_target: bool) -> list[Measure]:
    """Of a generated repository of so many files."""
    name = f"generated-{files}"
    source = GeneratedRepository(folder / name, files)
    return await measure_finding_in(product, str(source.path), name, has_target=has_target)


async def measure_finding_in(product: Product, source: str, name: str, *, has_target: bool) -> list[Measure]:
    """Of the repository at `source`: as it is typed, in this process and over HTTP, and beside the peers."""
    repo = await connect_repo(product.database, product.viewer, source, name=name)
    await product.indexer.run(product.viewer, repo, None)
    searcher = product.build_searcher()
    revision = await searcher.find_revision(product.viewer, repo, None)
    index = await searcher.get_index(product.viewer, revision)
    finder = QuickFinder(searcher, product.home.mirrors)

    async def find(query: str) -> float:
        began = time.perf_counter()
        await finder.find(
            product.viewer, repo, revision, parse_asked(query), kinds=KINDS, count=SHOWN, should_stop=lambda: False
        )
        return 1000 * (time.perf_counter() - began)

    first_ms = await find("")
    began = time.perf_counter()
    await finder.settle()
    text_s = time.perf_counter() - began
    queries = list_typed([*sample_names(index), *WORDS])
    taken = [await find(query) for _ in range(ROUNDS) for query in queries]
    held_mb = finder.measure_bytes() / 1e6
    await finder.close()
    subject = f"{name}, {len(index.paths):,} files, {len(index.symbol_names):,} symbols"
    ready = f"names ready in {first_ms:.0f} ms, text after {text_s:.1f} s; {held_mb:.0f} MB beside the index"
    target = FIND_MS_MAX if has_target else None
    names = sorted(set(index.symbol_names))
    return [
        _tell("find, p95", subject, taken, target, ready),
        *await asyncio.to_thread(_measure_http, product.home.root, repo, subject, queries, target),
        *await asyncio.to_thread(_measure_names, names, subject, queries, taken),
        *await asyncio.to_thread(_measure_text, mirror_of(product.home.mirrors, repo), subject, queries, taken),
    ]


def list_typed(wanted: Sequence[str]) -> list[str]:
    """Every state of the field while each of `wanted` is typed, up to twelve letters."""
    return list(dict.fromkeys(word[:size] for word in wanted for size in range(1, min(len(word), 12) + 1)))


def _measure_http(home: Path, repo: Repo, subject: str, queries: Sequence[str], target: float | None) -> list[Measure]:
    headers = {"Authorization": f"Bearer {load_local_token(open_home(home))}"}
    with (
        running_api(build_environment(home)) as address,
        httpx.Client(base_url=address, timeout=120, headers=headers) as client,
    ):
        _await_text(client, repo)
        taken: list[float] = []
        own: list[float] = []
        for _ in range(ROUNDS):
            for query in queries:
                began = time.perf_counter()
                answer = client.get(f"/repos/{repo.id}/find", params={"q": query, "limit": SHOWN}).raise_for_status()
                taken.append(1000 * (time.perf_counter() - began))
                own.append(answer.json()["took_ms"])
    detail = f"{statistics.quantiles(own, n=20)[-1]:.1f} ms of it in the route"
    return [_tell("GET /repos/{repo}/find, p95", subject, taken, target, detail)]


def _await_text(client: httpx.Client, repo: Repo) -> None:
    """Until the text is in memory: a line that no whole word leads to is found, or time is over."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        answer: dict[str, Any] = client.get(f"/repos/{repo.id}/find", params={"q": "zzq", "kinds": "text"}).json()
        if not answer["is_cut"]["text"]:
            return
        time.sleep(0.1)


def _measure_names(names: Sequence[str], subject: str, queries: Sequence[str], ours: Sequence[float]) -> list[Measure]:
    """The whole of ours, text and files among it, beside rapidfuzz on the distinct names alone."""
    python = ensure_environment("bench-names", REQUIREMENT)
    printed = subprocess.run(
        [str(python), "-c", _PEER],
        input=json.dumps([list(names), list(queries)]),
        capture_output=True,
        text=True,
        check=True,
    )
    return [_compare("find / rapidfuzz's extract of names", subject, ours, json.loads(printed.stdout))]


def _measure_text(mirror: Path, subject: str, queries: Sequence[str], ours: Sequence[float]) -> list[Measure]:
    taken: list[float] = []
    for query in (each for each in queries if len(each) > 1):
        began = time.perf_counter()
        command = ["git", "-C", str(mirror), "grep", "-F", "-I", "-n", "-i", "--max-count=3", "-e", query, "HEAD"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        taken.append(1000 * (time.perf_counter() - began))
    return [_compare("find / git grep", subject, ours, taken)]


def _tell(name: str, subject: str, taken: Sequence[float], target: float | None, detail: str) -> Measure:
    p95 = statistics.quantiles(taken, n=20)[-1]
    return Measure(
        name=name,
        subject=subject,
        figure=p95,
        unit="ms",
        target=target,
        detail=f"p50 {statistics.median(taken):.1f} ms, worst {max(taken):.0f} of {len(taken)}; {detail}",
    )


def _compare(name: str, subject: str, ours: Sequence[float], theirs: Sequence[float]) -> Measure:
    one, other = statistics.median(ours), statistics.median(theirs)
    return Measure(
        name=name,
        subject=subject,
        figure=one / other,
        unit="x",
        target=1.0,
        detail=f"{one:.1f} ms / {other:.1f} ms, medians",
    )
