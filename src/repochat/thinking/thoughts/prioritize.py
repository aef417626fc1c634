"""Prioritize: learns from what people opened, dismissed, fixed and ran again which insights are worth it.

Leaves the fact `priorities` (subject ""): {rules, kinds, thoughts}, each name -> {mean, good, bad, told, words}. The
worth of insights, and with it their order and who gets a day's places, is counted with it from then on; how the
proposals of a Thought are ordered reads `thoughts`.
"""

import hashlib
import json

from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.verdict_store import Deed, VerdictStore
from repochat.thinking.context import ThoughtContext
from repochat.thinking.insights.learning import Priorities, learn_priorities
from repochat.thinking.insights.weighing import PRIORITIES
from repochat.thinking.model import Fact, Outcome
from repochat.thinking.spec import Amounts, CostModel, ThoughtSpec

SPEC = ThoughtSpec(
    name="Prioritize",
    version=1,
    purpose="Learns from what people opened, dismissed, fixed and ran again which insights are worth their attention.",
    inputs=("what people did with this repository's insights",),
    triggers=frozenset(("cron", "idle", "person", "rerun")),
    cost=CostModel(base=Amounts(cpu_s=0.5, memory_bytes=300_000_000)),
    cron="40 3 * * *",
)


class Prioritize:
    """See the module."""

    @property
    def spec(self) -> ThoughtSpec:
        return SPEC

    async def read_inputs(self, context: ThoughtContext) -> str:
        """The deeds; the day too where there are any, since deeds fade."""
        deeds = await _read_deeds(context)
        told = [[str(each.insight_id), each.kind, each.made_at.isoformat()] for each in deeds]
        day = context.services.clock().date().isoformat() if deeds else ""
        return hashlib.sha256(json.dumps([told, day]).encode()).hexdigest()

    async def run(self, context: ThoughtContext) -> Outcome:
        """Reads only."""
        deeds = await _read_deeds(context)
        if not deeds:
            return Outcome(ending="nothing", summary="Nobody did anything with an insight of this repository yet.")
        learned = learn_priorities(deeds, context.services.clock())
        fact = build_fact(learned)
        if await _is_known(context, fact):
            return Outcome(ending="nothing", summary="What people did since changes no order.")
        context.note(f"Learned from {len(deeds)} deeds on {len(learned.rules)} rules.")
        return Outcome(ending="changed", summary=_summarise(learned, len(deeds)), facts=[fact], reward=0.0)


def build_fact(learned: Priorities) -> Fact:
    """Its digest is of shares in whole percents: what moves less moves no order that people would notice."""
    rounded = {name: round(100 * each.mean) for name, each in sorted({**learned.rules, **learned.kinds}.items())}
    digest = hashlib.sha256(json.dumps(rounded).encode()).hexdigest()
    return Fact(kind=PRIORITIES, subject="", digest=digest, payload=learned.as_json())


async def _read_deeds(context: ThoughtContext) -> list[Deed]:
    async with context.services.database.read(context.viewer.scope) as session:
        return await VerdictStore(session).list_deeds(context.repo.id)


async def _is_known(context: ThoughtContext, fact: Fact) -> bool:
    async with context.services.database.read(context.viewer.scope) as session:
        stored = await FactStore(session).find(context.repo.id, fact.kind)
    return stored is not None and stored.digest == fact.digest


def _summarise(learned: Priorities, deeds: int) -> str:
    ordered = sorted(learned.rules.items(), key=lambda item: (-item[1].mean, item[0]))
    best, worst = ordered[0], ordered[-1]
    told = f"From {deeds} deeds: {best[0]} is worth most ({best[1].mean:.0%})"
    return f"{told}." if len(ordered) == 1 else f"{told}, {worst[0]} least ({worst[1].mean:.0%})."
