"""Answers of a model: what we add before its first token, what checking costs, and many streams from one process."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from bench.measure import Measure
from evals.product import Product

from repochat.api.server import SWITCH_INTERVAL_S
from repochat.catalog.repo_store import Repo
from repochat.chat import Answerer, Ask, StatementReady
from repochat.chat.context import PieceBook, build_context, parse_scope
from repochat.chat.generative.splitting import StatementSplitter
from repochat.chat.generative.verifying import Verifier
from repochat.chat.history import PullReader
from repochat.chat.limits import LIMITS
from repochat.chat.opening import Opened, Opener
from repochat.chat.receipts import SourcePool
from repochat.core.settings import load_settings
from repochat.llm import estimate_tokens
from repochat.search import Searcher

OVERHEAD_MS_MAX = 150
VERIFYING_MS_MAX = 50
STALL_MS_MAX = 50
WORDS = 600
STREAMS = 50
DELTA_DELAY_S = 0.02
TICK_S = 0.005
ROUNDS = 5
CONTEXT_TOKENS = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    product: Product
    searcher: Searcher
    repo: Repo
    name: str
    questions: Sequence[str]


async def measure_conversations(product: Product, repo: Repo, name: str, questions: Sequence[str]) -> list[Measure]:
    """`repo` is indexed at its newest revision."""
    bench = _Bench(product=product, searcher=product.build_searcher(), repo=repo, name=name, questions=questions)
    return [await _measure_overhead(bench), await _measure_verifying(bench), await _measure_stalls(bench)]


@asynccontextmanager
async def _answering(bench: _Bench, delay_s: float) -> AsyncGenerator[tuple[Answerer, asyncio.StreamReader]]:
    """An answerer whose model is scripted, and what the model's process prints of each request."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.scripted_model", str(delay_s), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    arrivals, end = server.stdout, server.stdin
    if arrivals is None or end is None:
        raise AssertionError("pipes were asked for")
    settings = load_settings(
        {
            "REPOCHAT_HOME": str(bench.product.home.root),
            "LLM_PROVIDER": "compatible",
            "LLM_MODEL": "scripted",
            "LLM_BASE_URL": (await arrivals.readline()).decode().strip(),
            "LLM_BUDGET_TOKENS_DAY": "1000000000",
        },
        env_file=None,
    )
    answerer = Answerer(bench.product.database, bench.product.home, bench.searcher, settings)
    try:
        await answerer.warm()
        await answerer.collect(bench.product.viewer, _ask(bench, 0))
        await arrivals.readline()
        yield answerer, arrivals
    finally:
        await answerer.close()
        end.close()
        await server.wait()


async def _measure_overhead(bench: _Bench) -> Measure:
    """From the question to the request's arrival at the model, everything on the way included."""
    taken: list[float] = []
    async with _answering(bench, 0.0) as (answerer, arrivals):
        for number in range(ROUNDS * len(bench.questions)):
            began = time.monotonic()
            await answerer.collect(bench.product.viewer, _ask(bench, number))
            taken.append(1000 * (float(await arrivals.readline()) - began))
    p95 = statistics.quantiles(taken, n=20)[-1]
    return Measure(
        name="before the model's first token, p95",
        subject=bench.name,
        figure=p95,
        unit="ms",
        target=OVERHEAD_MS_MAX,
        detail=f"p50 {statistics.median(taken):.0f} ms of {len(taken)}",
    )


async def _measure_verifying(bench: _Bench) -> Measure:
    sources = SourcePool(LIMITS)
    opener = Opener(bench.searcher, bench.product.home.mirrors, sources, LIMITS, PullReader(bench.product.database))
    question = bench.questions[0]
    ask = Ask(question=question, repos=(bench.repo,))
    async with opener.open(bench.product.viewer, ask, parse_scope(question)) as opened:
        taken = [await asyncio.to_thread(_verify_once, opened) for _ in range(ROUNDS)]
    sources.close()
    return Measure(
        name=f"checking an answer of {WORDS} words",
        subject=bench.name,
        figure=statistics.median(ms for ms, _ in taken),
        unit="ms",
        target=VERIFYING_MS_MAX,
        detail=f"{taken[0][1]} statements, worst {max(ms for ms, _ in taken):.0f} ms",
    )


def _verify_once(opened: Opened) -> tuple[float, int]:
    """Milliseconds from text to checked statements, and how many these were. The evidence is read anew."""
    book = PieceBook(CONTEXT_TOKENS, estimate_tokens)
    context = build_context(opened.searches, opened.scope, book)
    text = _write_answer([piece.id for piece in context.pieces], list(context.texts.values()))
    verifier = Verifier(book, opened.checkers)
    began = time.perf_counter()
    splitter = StatementSplitter()
    raws = [*splitter.feed(text), *splitter.finish()]
    for raw in raws:
        verifier.verify(raw)
    return 1000 * (time.perf_counter() - began), len(raws)


def _write_answer(ids: Sequence[str], texts: Sequence[str]) -> str:
    """Sentences with names of the pieces that they cite, until there are enough words."""
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < WORDS:
        at = len(sentences) % len(ids)
        names = [word for word in texts[at].split() if word.isidentifier()][len(sentences) % 7 :][:2]
        shown = " and ".join(f"`{name}`" for name in names)
        sentences.append(
            f"Here the code reads {shown or 'its input'}, checks `3` values and returns what it found [{ids[at]}]."
        )
    return " ".join(sentences)


async def _measure_stalls(bench: _Bench) -> Measure:
    """The longest time that the event loop did not come back while many answers streamed."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    async with _answering(bench, DELTA_DELAY_S) as (answerer, _):
        ticker = asyncio.create_task(_watch_loop())
        began = time.perf_counter()
        counts = await asyncio.gather(*(_stream(bench, answerer, number) for number in range(STREAMS)))
        taken_s = time.perf_counter() - began
        ticker.cancel()
        worst_s, late = await ticker
    return Measure(
        name=f"longest stall of the event loop, {STREAMS} answers streaming",
        subject=bench.name,
        figure=1000 * worst_s,
        unit="ms",
        target=STALL_MS_MAX,
        detail=f"{sum(counts)} statements in {taken_s:.1f} s; {late} stalls over {STALL_MS_MAX} ms",
    )


async def _stream(bench: _Bench, answerer: Answerer, number: int) -> int:
    async with aclosing(answerer.answer(bench.product.viewer, _ask(bench, number))) as events:
        return sum([isinstance(event, StatementReady) async for event in events])


async def _watch_loop() -> tuple[float, int]:
    """The worst lateness of a short sleep, and how many were too late; ends when cancelled."""
    worst_s, late = 0.0, 0
    while True:
        began = time.perf_counter()
        try:
            await asyncio.sleep(TICK_S)
        except asyncio.CancelledError:
            return worst_s, late
        stalled_s = time.perf_counter() - began - TICK_S
        worst_s = max(worst_s, stalled_s)
        late += 1000 * stalled_s > STALL_MS_MAX


def _ask(bench: _Bench, number: int) -> Ask:
    question = bench.questions[number % len(bench.questions)]
    return Ask(question=question, repos=(bench.repo,), mode="quick")
