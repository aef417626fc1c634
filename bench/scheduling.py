"""The scheduler under load: 10,000 proposals over 200 repositories, and what its sampler earns.

Admission works on a real database; runs end by a call that says what they used, drawn around the estimate with a heavy
tail, so that budgets are taken, given back and overdrawn as they would be. The clock is the database's own, so nothing
refills to speak of while it runs: many repositories run out of budget, which is the harder case.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
import psycopg
from bench.measure import Measure
from bench.payoff import compare_policies, draw_curves
from evals.product import Product
from sqlalchemy import text

from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.thinking.proposal_store import NewProposal, ProposalWriter
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.settings import ThinkingBudgets, ThinkingSettings
from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.catalog.thinking.settings_store import ThinkingWriter
from repochat.core.postgres import conninfo_of
from repochat.thinking.context import ThoughtContext
from repochat.thinking.model import Outcome
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.admitting import Admission
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.limits import LIMITS as SCHEDULING
from repochat.thinking.scheduling.proposing import build_key, propose
from repochat.thinking.spec import Amounts, CostModel, Target, ThoughtSpec

_END = text("UPDATE runs SET status = 'done', ended_at = now(), reward = 1 WHERE id = :id")
_FORGET_JOBS = text("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
REPOS, PROPOSALS = 200, 10_000
DECISIONS = 400
PUSH_EVERY = 25
QUEUES = 4  # each worker process has so many rows among the queue's workers
DECISION_MS_MAX = 5.0
PUSH_MS_MAX = 1_000.0
NAMES: Sequence[ThoughtName] = ("MapRepo", "SmellHunt", "Summarize", "HypothesizeBug", "Prioritize", "ScanDiff")
COST = CostModel(base=Amounts(cpu_s=8.0, memory_bytes=1))
TIGHT_CPU_SECONDS_DAY = 240  # of every second repository: a bucket of 60 pays for a few runs, then it is dry
AMPLE_CPU_SECONDS_DAY = 1_000_000


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """A Thought that is admitted and charged here, and never run."""

    spec: ThoughtSpec

    async def read_inputs(self, context: ThoughtContext) -> str:
        return str(context.run_id)

    async def run(self, context: ThoughtContext) -> Outcome:
        return Outcome(ending="nothing", summary=context.target.sha)


@dataclass(kw_only=True)
class Tally:
    """What was seen, in the order of decisions."""

    decision_ms: list[float]
    push_ms: list[float]
    served: list[UUID]
    errors_s: list[float]


async def measure_scheduling(product: Product) -> list[Measure]:
    """Decisions, pushes, budgets and waits on one database."""
    repos = await _fill(product)
    tally = await _decide(product, repos)
    over_s, worst_error_s = _read_overdraft(product), max(tally.errors_s)
    subject = f"{PROPOSALS:,} proposals, {REPOS} repositories"
    p50, p95 = np.quantile(tally.decision_ms, [0.5, 0.95])
    pushes = f"{len(tally.push_ms)} pushes"
    waits = _count_waits(tally.served, [repo.id for repo in repos[::2]])
    bound = (REPOS - 1) * (SCHEDULING.bonus_max_s / COST.base.cpu_s + 2)
    return [
        _measure("admission decision p50", subject, float(p50), "ms"),
        _measure(
            "admission decision p95",
            subject,
            float(p95),
            "ms",
            DECISION_MS_MAX,
            f"{len(tally.decision_ms):,} decisions",
        ),
        _measure("push admitted p50", subject, float(np.median(tally.push_ms)), "ms"),
        _measure("push admitted, worst", subject, max(tally.push_ms), "ms", PUSH_MS_MAX, pushes),
        _measure(
            "budget overdrawn, worst",
            subject,
            over_s,
            "CPU s",
            worst_error_s,
            f"the largest error of an estimate was {worst_error_s:.1f} s",
        ),
        _measure(
            "wait of a repository, worst", subject, float(waits), "runs", bound, "of those that could pay all the time"
        ),
    ]


def measure_payoff(image: Path | None) -> list[Measure]:
    """The sampler beside a fixed order and round-robin; `image` is where its regret is drawn."""
    comparison = compare_policies()
    if image is not None:
        image.write_text(draw_curves(comparison), "utf-8")
    measures: list[Measure] = []
    for other in ("fixed order", "round robin"):
        mean, low, high = comparison.tell_ratio(other)
        seeds = len(comparison.payoffs[other])
        detail = f"the sampler earns {mean:.2f} times as much (95 % interval {low:.2f} to {high:.2f}, {seeds} worlds)"
        measures.append(
            _measure(f"payoff of {other} over the sampler's", "simulation", 1 / low, "x at most", 1.0, detail)
        )
    return measures


async def _fill(product: Product) -> list[Repo]:
    repos: list[Repo] = []
    async with product.database.write(product.viewer.scope) as session:
        for number in range(REPOS):
            name = f"bench/{number:03}"
            repo = await RepoWriter(session).connect(
                tenant_id=product.viewer.tenant_id,
                name=name,
                source=f"https://forge.example/{name}",
                source_kind="remote",
            )
            most = TIGHT_CPU_SECONDS_DAY if number % 2 else AMPLE_CPU_SECONDS_DAY
            settings = ThinkingSettings(is_on=True, budgets=ThinkingBudgets(cpu_seconds_day=most))
            await ThinkingWriter(session).put(product.viewer, repo, settings)
            repos.append(repo)
    random = np.random.default_rng(0)
    shares = random.dirichlet(np.full(REPOS, 0.3))  # a few repositories have most of the backlog
    of_repo = np.concatenate([np.arange(REPOS), random.choice(REPOS, PROPOSALS - REPOS, p=shares)])
    async with product.database.write(product.viewer.scope) as session:
        for number, at in enumerate(of_repo):
            await ProposalWriter(session).add(_build_proposal(repos[at], number))
    with psycopg.connect(conninfo_of(product.owner_url), autocommit=True) as connection:
        connection.execute("ANALYZE")
    return repos


def _build_proposal(repo: Repo, number: int) -> NewProposal:
    thought, target = NAMES[number % 5], Target(sha=f"{number:040x}")
    return NewProposal(
        tenant_id=repo.tenant_id,
        repo_id=repo.id,
        thought=thought,
        trigger="cron",
        target_json=f'{{"sha": "{target.sha}"}}',
        key=build_key(thought, target),
        priority=number % 7,
        is_urgent=False,
        head_start_s=600.0 * (number % 7),
        worth=(number % 11) / 10,
        asked_by="",
    )


async def _decide(product: Product, repos: Sequence[Repo]) -> Tally:
    """One slot: every pass decides one run, which ends before the next."""
    random, registry = np.random.default_rng(1), _build_registry()
    admission = Admission(product.database, product.settings, registry, random=random)
    tally = Tally(decision_ms=[], push_ms=[], served=[], errors_s=[0.0])
    for number in range(DECISIONS):
        _beat(product)
        if number % PUSH_EVERY == PUSH_EVERY - 1:
            tally.push_ms.append(await _push(product, admission, repos[number % REPOS], number, tally, random))
        began = time.perf_counter()
        passed = await admission.run(product.viewer.tenant_id)
        took_ms = (time.perf_counter() - began) * 1_000
        if not passed.run_ids:
            break  # every budget is used up
        tally.decision_ms.append(took_ms)
        for run_id in passed.run_ids:
            await _end(product, run_id, tally, random)
    return tally


async def _push(
    product: Product, admission: Admission, repo: Repo, number: int, tally: Tally, random: np.random.Generator
) -> float:
    """While a run of the background holds the only slot of its lane: milliseconds until the push has its run."""
    background = await admission.run(product.viewer.tenant_id)
    began = time.perf_counter()
    async with product.database.write(product.viewer.scope) as session:
        target = Target(sha=f"f{number:039x}", base="0" * 40)
        await propose(session, product.viewer, repo, "ScanDiff", "push", target)
    urgent = await admission.run(product.viewer.tenant_id)
    took_ms = (time.perf_counter() - began) * 1_000
    for run_id in (*background.run_ids, *urgent.run_ids):
        await _end(product, run_id, tally, random)
    return took_ms


async def _end(product: Product, run_id: UUID, tally: Tally, random: np.random.Generator) -> None:
    async with product.database.write(product.viewer.scope) as session:
        run = await RunStore(session).get(run_id)
        used_s = min(run.asked["cpu_s"] * random.lognormal(-0.2, 0.7), run.context["allowed"]["cpu_s"])
        await ProposalWriter(session).settle(run.proposal_id, "done")
        await session.execute(_END, {"id": run_id})
        await session.execute(_FORGET_JOBS)
        await charge(session, run, Amounts(cpu_s=used_s))
    tally.errors_s.append(used_s - run.asked["cpu_s"])
    if run.trigger == "cron":
        tally.served.append(run.repo_id)


def _beat(product: Product) -> None:
    """One worker process has a heartbeat."""
    with psycopg.connect(conninfo_of(product.owner_url), autocommit=True) as connection:
        connection.execute("DELETE FROM procrastinate_workers")
        connection.execute("INSERT INTO procrastinate_workers SELECT FROM generate_series(1, %s)", [QUEUES])


def _read_overdraft(product: Product) -> float:
    """How far the worst bucket of CPU seconds fell below 0."""
    with psycopg.connect(conninfo_of(product.owner_url)) as connection:
        connection.execute("SELECT set_config('repochat.tenant_id', %s, true)", [str(product.viewer.tenant_id)])
        row = connection.execute("SELECT min(level) FROM budget_buckets WHERE resource = 'cpu_s'").fetchone()
    return max(0.0, -float(row[0])) if row and row[0] is not None else 0.0


def _count_waits(served: Sequence[UUID], of: Sequence[UUID]) -> int:
    """The most runs of others before one of a repository of `of`, from the beginning on."""
    last = dict.fromkeys(of, -1)
    worst = 0
    for at, repo_id in enumerate(served):
        if repo_id in last:
            worst = max(worst, at - last[repo_id] - 1)
            last[repo_id] = at
    return worst


def _build_registry() -> Registry:
    return {
        name: _Counted(
            spec=ThoughtSpec(
                name=name, version=1, purpose="counted", inputs=(), triggers=frozenset(("cron", "push")), cost=COST
            )
        )
        for name in NAMES
    }


def _measure(
    name: str, subject: str, figure: float, unit: str, target: float | None = None, detail: str = ""
) -> Measure:
    return Measure(name=name, subject=subject, figure=figure, unit=unit, target=target, detail=detail)
