"""A storm: a thousand webhooks in ten seconds over fifty repositories, some sent twice and many out of order.

What counts is what stands afterwards: every delivery kept once, every event handled, no commit published twice, and the
rows of each repository those of a fresh index of its final commit.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.freshness import Followed, Serving, follow, serving
from bench.generated import GeneratedRepository, Pushed
from bench.measure import Measure
from evals.product import Product, open_product
from evals.visible import VisibleRows, describe_difference, read_visible_rows
from sqlalchemy import text

from repochat.catalog.revision_store import RevisionStore
from repochat.core.errors import NotFoundError

REPOSITORIES = 50
PUSHES = 20  # of each
FILES = 60
FILES_PUSHED = 3
STORM_S = 10.0
REDELIVERED_SHARE = 0.05
LATE_SHARE = 0.3
LATE_S_MAX = 2.0
SETTLE_TIMEOUT_S = 300.0
ACCEPTED_MS_MAX = 50
_UNSETTLED = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')),
       (SELECT count(*) FROM events WHERE state = 'waiting')
"""
_KEPT = "SELECT count(*), coalesce(sum(times), 0) FROM webhook_deliveries"
_TWICE = "SELECT count(*) FROM (SELECT 1 FROM revisions GROUP BY repo_id, sha HAVING count(*) > 1) AS twice"
_FAILED = "SELECT count(*) FROM events WHERE state = 'failed'"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """One delivery, `late_s` after its push at `at_s`; a redelivery comes with nothing new."""

    at_s: float
    late_s: float
    followed: Followed
    pushed: Pushed
    delivery: str
    is_again: bool = False


async def measure_storm(product: Product, folder: Path) -> list[Measure]:
    """`product` has no other repositories."""
    repositories: list[Followed] = []
    pushes: list[list[Pushed]] = []
    for number in range(REPOSITORIES):
        origin = GeneratedRepository(folder / f"storm-{number:02}.git", FILES, seed=number)
        begun = origin.head
        pushes.append([origin.push(FILES_PUSHED) for _ in range(PUSHES)])
        origin.move(begun)
        repositories.append(await follow(product, origin, forge_id=1_000 + number))
    plan = _plan(repositories, pushes)
    async with serving(product.home.root) as served:
        began = time.perf_counter()
        accepted = await asyncio.gather(*(_send(served, sent, began) for sent in plan))
        sent_s = time.perf_counter() - began
        settled_s = await _await_settled(product) - began
    kept, times = await _count(product, _KEPT)
    (twice,) = await _count(product, _TWICE)
    (failed,) = await _count(product, _FAILED)
    different = await _compare(product, repositories, folder)
    deliveries = len({sent.delivery for sent in plan})
    subject = f"{len(plan)} in {sent_s:.1f} s, {REPOSITORIES} repositories"
    ranked = sorted(accepted)
    return [
        Measure(
            name="storm of webhooks: accepted, p95",
            subject=subject,
            figure=ranked[int(0.95 * len(ranked))],
            unit="ms",
            target=ACCEPTED_MS_MAX,
            detail=f"worst {ranked[-1]:.0f} ms; settled {settled_s - sent_s:.1f} s after the last",
        ),
        _expect_none("lost", subject, deliveries - kept, f"{kept} kept, sent {times} times"),
        _expect_none("failed or done twice", subject, failed + twice, f"{failed} failed, {twice} commits twice"),
        _expect_none("repositories unlike a fresh index", subject, len(different), "; ".join(different[:3])),
    ]


def _expect_none(what: str, subject: str, figure: int, detail: str) -> Measure:
    return Measure(name=f"storm of webhooks: {what}", subject=subject, figure=figure, unit="", target=0, detail=detail)


def _plan(repositories: Sequence[Followed], pushes: Sequence[Sequence[Pushed]]) -> list[_Sent]:
    """Every push of every repository, spread over the whole time; a part is told late, and a part is told twice."""
    chance = random.Random(4)  # noqa: S311  the same storm each time
    plan: list[_Sent] = []
    for followed, own in zip(repositories, pushes, strict=True):
        times = sorted(chance.uniform(0, STORM_S) for _ in own)
        for number, (pushed, at_s) in enumerate(zip(own, times, strict=True)):
            late_s = chance.uniform(0, LATE_S_MAX) if chance.random() < LATE_SHARE else 0.0
            sent = _Sent(
                at_s=at_s,
                late_s=late_s,
                followed=followed,
                pushed=pushed,
                delivery=f"{followed.origin.path.stem}-{number}",
            )
            plan.append(sent)
            if chance.random() < REDELIVERED_SHARE:
                plan.append(replace(sent, late_s=late_s + chance.uniform(0, LATE_S_MAX), is_again=True))
    return plan


async def _send(served: Serving, sent: _Sent, began: float) -> float:
    if not sent.is_again:
        await _sleep_until(began + sent.at_s)
        await asyncio.to_thread(sent.followed.origin.move, sent.pushed.commit)
    await _sleep_until(began + sent.at_s + sent.late_s)
    return await served.send_push(sent.followed, sent.pushed, delivery=sent.delivery)


async def _sleep_until(at: float) -> None:
    await asyncio.sleep(max(0.0, at - time.perf_counter()))


async def _await_settled(product: Product) -> float:
    """When nothing waited and nothing ran any more."""
    deadline = time.perf_counter() + SETTLE_TIMEOUT_S
    while time.perf_counter() < deadline:
        if not any(await _count(product, _UNSETTLED)):
            return time.perf_counter()
        await asyncio.sleep(0.2)
    raise TimeoutError(f"the storm had not settled after {SETTLE_TIMEOUT_S:g} s")


async def _count(product: Product, query: str) -> tuple[int, ...]:
    async with product.database.read(product.viewer.scope) as session:
        return tuple((await session.execute(text(query))).one())


async def _compare(product: Product, repositories: Sequence[Followed], folder: Path) -> list[str]:
    """What is unlike a fresh index in a home of its own, said in words."""
    different: list[str] = []
    async with open_product(folder / "fresh") as fresh:
        for followed in repositories:
            again = await follow(fresh, followed.origin, forge_id=followed.forge_id)
            ours = await _read_newest(product, followed)
            theirs = await _read_newest(fresh, again)
            found = [
                describe_difference(name, getattr(ours, name), getattr(theirs, name))
                for name in ("files", "chunks", "symbols")
            ]
            different += [f"{followed.full_name}: {text}" for text in found if text is not None]
    return different


async def _read_newest(product: Product, followed: Followed) -> VisibleRows:
    async with product.database.read(product.viewer.scope) as session:
        revision = await RevisionStore(session).find_newest(followed.repo.id, "main")
    if revision is None:
        raise NotFoundError(f"{followed.full_name} has no revision.", hint="See the worker's log.")
    return await read_visible_rows(product, revision)
