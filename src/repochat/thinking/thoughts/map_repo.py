"""MapRepo: how a repository is organised, drawn from its index, its manifests and its history."""

import asyncio
from collections.abc import Mapping
from typing import Any

from repochat.catalog.thinking.repo_map import HISTORY_SUBJECT, KIND, SUBJECT, RepoMap
from repochat.thinking.charting import chart_repo
from repochat.thinking.context import ThoughtContext
from repochat.thinking.mapping.drawing import count_owners, draw_map, hash_inputs, outline_map
from repochat.thinking.mapping.reading import find_target, open_material, read_known, read_symbols
from repochat.thinking.model import Fact, Outcome
from repochat.thinking.spec import Amounts, CostModel, ThoughtSpec

_STEPS = 4


class MapRepo:
    """Modules, layers, cycles, entry points, commands, owners and dependencies, as the fact `map`."""

    @property
    def spec(self) -> ThoughtSpec:
        return ThoughtSpec(
            name="MapRepo",
            version=1,
            purpose="Draws how the repository is organised: modules, layers, entry points, commands and owners.",
            inputs=(
                "the index of the revision",
                "its manifests, lock files and CI workflows",
                "the history of the branch",
            ),
            triggers=frozenset(("push", "idle", "person", "rerun")),
            cost=CostModel(
                base=Amounts(cpu_s=1.5, memory_bytes=300_000_000),
                per_file=Amounts(cpu_s=0.0006, memory_bytes=40_000),
            ),
        )

    async def read_inputs(self, context: ThoughtContext) -> str:
        revision = await find_target(context)
        return hash_inputs("map", revision.sha, revision.derivation)

    async def run(self, context: ThoughtContext) -> Outcome:
        revision = await find_target(context)
        known, counted = await read_known(context)
        context.tell(0, _STEPS, "reading the index")
        async with open_material(context, revision) as material:
            context.check()
            outline = await asyncio.to_thread(outline_map, material)
            stored = await read_symbols(context, material.index, outline.symbols)
            context.check()
            context.tell(1, _STEPS, "reading the history")
            authorship = await asyncio.to_thread(count_owners, material, outline, counted)
            context.check()
            context.tell(2, _STEPS, "drawing the map")
            found = await asyncio.to_thread(draw_map, material, outline, stored, authorship, context.check)
        context.tell(3, _STEPS, "reading where the risk is")
        risk_maps = await chart_repo(context, revision.sha)
        if found.cut:
            context.note(f"bounds reached: {', '.join(found.cut)}")
        digest = hash_inputs("map", revision.sha, revision.derivation)
        payload = found.as_json()
        has_changed = known is None or _leave_commit_out(known.payload) != _leave_commit_out(payload)
        return Outcome(
            ending="changed" if has_changed else "nothing",
            summary=_say(found) if has_changed else "The map is what it was.",
            risk_maps=risk_maps,
            facts=(
                Fact(kind=KIND, subject=SUBJECT, digest=digest, payload=payload),
                Fact(kind=KIND, subject=HISTORY_SUBJECT, digest=digest, payload=authorship.as_json()),
            ),
        )


def _leave_commit_out(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != "commit"}


def _say(found: RepoMap) -> str:
    counts = (
        (len(found.modules), "modules"),
        (len(found.layers), "layers"),
        (len(found.cycles), "cycles"),
        (len(found.entry_points), "entry points"),
        (len(found.commands), "commands"),
        (len(found.dependencies), "dependencies"),
    )
    return f"The map has {', '.join(f'{count} {what}' for count, what in counts)}."
