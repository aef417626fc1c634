"""HypothesizeBug, its static part: suspicions from code and history, each with what would settle it. None is a fact."""

import asyncio
import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from repochat.git import BlobReader, list_changes
from repochat.thinking.changes.making import choose_sides
from repochat.thinking.context import ThoughtContext
from repochat.thinking.hypotheses.fixes import read_fixes
from repochat.thinking.hypotheses.limits import LIMITS, HypothesisLimits
from repochat.thinking.hypotheses.looking import Looked, look_at_commit
from repochat.thinking.hypotheses.telling import build_insights
from repochat.thinking.model import Insight, Outcome
from repochat.thinking.spec import Amounts, CostModel, Level, ThoughtSpec

BY_LEVEL: Final[dict[Level, HypothesisLimits]] = {
    "small": replace(LIMITS, files_max=500, fixes_max=15),
    "medium": LIMITS,
    "large": replace(LIMITS, files_max=20_000, fixes_max=200, history_commits_max=10_000),
}
SPEC = ThoughtSpec(
    name="HypothesizeBug",
    version=2,
    purpose="Suspects bugs from code and history, and says of each what test would settle it.",
    inputs=("the files of the commit", "past fixes, by their subjects"),
    triggers=frozenset(("push", "cron", "idle", "person", "rerun")),
    cost=CostModel(
        base=Amounts(cpu_s=5.0, memory_bytes=300_000_000), per_file=Amounts(cpu_s=0.05, memory_bytes=20_000)
    ),
    cron="0 3 * * 1",
)


class HypothesizeBug:
    """See the module.

    A push keeps to the files that it changed, and to the twins of what it fixed; all else looks at everything, within
    the bounds of the level. What nothing changed since is not looked at again: the inputs are the same.
    """

    @property
    def spec(self) -> ThoughtSpec:
        return SPEC

    async def read_inputs(self, context: ThoughtContext) -> str:
        """The commit, what it is narrowed to, and the bounds of the level."""
        only = await asyncio.to_thread(_choose_paths, context)
        told = [context.target.sha, sorted(only) if only is not None else None, str(BY_LEVEL[context.level])]
        return hashlib.sha256(json.dumps(told).encode("utf-8", "surrogatepass")).hexdigest()

    async def run(self, context: ThoughtContext) -> Outcome:
        """Reads only. Raises RunStoppedError, and RepochatError of git."""
        only = await asyncio.to_thread(_choose_paths, context)
        if only is not None and not only:
            return Outcome(ending="nothing", summary="No file differs.")
        looked, insights = await asyncio.to_thread(_look, context, only)
        context.check()
        context.note(f"Looked at {looked.files} files; {len(insights)} suspicions.")
        is_whole = only is None and not (looked.left_out or looked.hidden)
        return Outcome(
            ending="changed" if insights else "nothing",
            summary=_summarise(looked, len(insights)),
            insights=insights,
            scope=None if is_whole else (),  # a part cannot tell that a suspicion is gone
        )


def _choose_paths(context: ThoughtContext) -> Collection[str] | None:
    """None: all. Of a push, the files that it changed."""
    target = context.target
    if target.paths:
        return target.paths
    if context.trigger != "push":
        return None
    sides = choose_sides(context.mirror, target.base, target.sha)
    if sides.base is None:
        return None
    changes = list_changes(context.mirror, sides.base, sides.sha, should_stop=context.should_stop)
    return {each.path.decode("utf-8", "surrogateescape") for each in changes}


def _look(context: ThoughtContext, only: Collection[str] | None) -> tuple[Looked, list[Insight]]:
    limits, sha = BY_LEVEL[context.level], context.target.sha
    since = None if only is None else choose_sides(context.mirror, context.target.base, sha).base
    patterns = list(read_fixes(context.mirror, sha, since, should_stop=context.should_stop, limits=limits))
    context.check()
    looked = look_at_commit(
        context.mirror,
        sha,
        patterns,
        only=only,
        should_stop=context.should_stop,
        tell=lambda done, total: context.tell(done, total, "files"),
        limits=limits,
    )
    context.check()
    with BlobReader(context.mirror) as blobs:
        return looked, build_insights(looked.suspicions, blobs, sha, limits=limits)


def _summarise(looked: Looked, count: int) -> str:
    told = f"{count} suspicion{'' if count == 1 else 's'} in {looked.files} files"
    left = [f"{looked.left_out} files left out"] if looked.left_out else []
    left += [f"{looked.hidden} suspicions left out"] if looked.hidden else []
    left += [f"{len(looked.on_trial)} of rules on trial, not shown"] if looked.on_trial else []
    return "; ".join([told, *left]) + "."
