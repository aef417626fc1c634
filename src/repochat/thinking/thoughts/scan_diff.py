"""ScanDiff: a push or a pull request read for its reviewer. Leaves the fact `brief`, and the few things that stand out.

The subject of the fact is `BASE..SHA` in full, or `pull/N`; its payload is `thinking.changes.brief.Brief.as_json`.
"""

import asyncio
import hashlib
import json

from repochat.git import BlobReader
from repochat.search.hot import HotIndex
from repochat.thinking.changes.brief import FACT_KIND, Brief, name_brief
from repochat.thinking.changes.indexes import find_nearest, load_nearest
from repochat.thinking.changes.making import ReadChange, Sides, choose_sides, make_brief
from repochat.thinking.changes.scoring import score_brief
from repochat.thinking.changes.standing_out import build_insights
from repochat.thinking.context import ThoughtContext
from repochat.thinking.model import Fact, Insight, Outcome
from repochat.thinking.spec import Amounts, CostModel, ThoughtSpec

SPEC = ThoughtSpec(
    name="ScanDiff",
    version=2,
    purpose="Reads a push or a pull request for its reviewer: what changed, who leans on it, and what lacks a test.",
    inputs=(
        "the commits before and after",
        "the history before them",
        "the call graph of the nearest indexed revision",
    ),
    triggers=frozenset(("push", "pull_request", "person", "rerun")),
    cost=CostModel(
        base=Amounts(cpu_s=1.0, memory_bytes=400_000_000), per_file=Amounts(cpu_s=0.1, memory_bytes=1_000_000)
    ),
)


class ScanDiff:
    """See the module."""

    @property
    def spec(self) -> ThoughtSpec:
        return SPEC

    async def read_inputs(self, context: ThoughtContext) -> str:
        """The two commits, and which indexes stand for them."""
        sides = await _find_sides(context)
        searcher, viewer, repo = context.services.searcher, context.viewer, context.repo
        revisions = [await find_nearest(searcher, viewer, repo, sha) for sha in (sides.sha, sides.base) if sha]
        known = [each.sha if each else "" for each in revisions]
        told = json.dumps([sides.base, sides.sha, sides.note, context.target.pull_number, known])
        return hashlib.sha256(told.encode()).hexdigest()

    async def run(self, context: ThoughtContext) -> Outcome:
        """Reads only. Raises RunStoppedError, and RepochatError of git."""
        sides = await _find_sides(context)
        context.check()
        searcher, viewer, repo = context.services.searcher, context.viewer, context.repo
        head = await load_nearest(searcher, viewer, repo, sides.sha)
        base = await load_nearest(searcher, viewer, repo, sides.base)
        context.check()
        read, insights = await asyncio.to_thread(_read, context, sides, head, base)
        context.check()
        brief = read.brief
        if not brief.files:
            return Outcome(ending="nothing", summary="Nothing differs between the two commits.")
        context.note(f"Read {brief.files} files; {len(read.change.symbols)} definitions differ.")
        return Outcome(
            ending="changed",
            summary=_summarise(brief, len(insights)),
            facts=[build_fact(brief)],
            insights=insights,
        )


def build_fact(brief: Brief) -> Fact:
    payload = brief.as_json()
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    subject = name_brief(brief.base, brief.sha, brief.pull_number)
    return Fact(kind=FACT_KIND, subject=subject, digest=digest, payload=payload)


def _read(
    context: ThoughtContext, sides: Sides, head: HotIndex | None, base: HotIndex | None
) -> tuple[ReadChange, list[Insight]]:
    context.tell(1, 2, "risk")
    risk, unknown = score_brief(context.mirror, sides.base, sides.sha, should_stop=context.should_stop)
    if unknown:
        context.note(unknown)
    context.check()
    read = make_brief(
        context.mirror,
        sides,
        head=head,
        base=base,
        pull_number=context.target.pull_number,
        risk=risk,
        should_stop=context.should_stop,
    )
    with BlobReader(context.mirror) as blobs:
        return read, build_insights(read.leftovers, blobs, sides.sha)


async def _find_sides(context: ThoughtContext) -> Sides:
    return await asyncio.to_thread(choose_sides, context.mirror, context.target.base, context.target.sha)


def _summarise(brief: Brief, insights: int) -> str:
    files = "1 file" if brief.files == 1 else f"{brief.files} files"
    missing = sum(len(each.lines) + each.left_out for each in brief.sections if each.name == "missing_tests")
    parts = [f"{files} changed (+{brief.added} -{brief.removed})"]
    parts += [f"{missing} notes on missing tests"] if missing else []
    parts += [f"{insights} calls were left behind"] if insights else []
    return "; ".join(parts) + "."
