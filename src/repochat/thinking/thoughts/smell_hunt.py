"""SmellHunt: what linters say of the code, under rules that are mostly right. Hygiene, not bug finding."""

import hashlib

from repochat.analyzers import CODE_ANALYZERS
from repochat.thinking.context import ThoughtContext
from repochat.thinking.model import Outcome
from repochat.thinking.smells.hunting import SECRET_ANALYZERS, hunt
from repochat.thinking.smells.looking import digest_tools
from repochat.thinking.spec import Amounts, CostModel, ThoughtSpec

SPEC = ThoughtSpec(
    name="SmellHunt",
    version=1,
    purpose="Keeps the code tidy: looks for what is wrong, unsafe, dead or beyond testing.",
    inputs=("the files of the revision, or those that a push changed", "the tools' versions and our rules"),
    triggers=frozenset(("push", "pull_request", "cron", "idle", "person", "rerun")),
    cost=CostModel(  # the first run of a machine reads the tools themselves from its disk: some 360 MB
        base=Amounts(cpu_s=4.0, memory_bytes=600_000_000, io_bytes=500_000_000),
        per_file=Amounts(cpu_s=0.08, io_bytes=20_000),
        caps={
            "small": Amounts(cpu_s=60.0, memory_bytes=2_000_000_000),
            "medium": Amounts(cpu_s=240.0, memory_bytes=3_000_000_000),
            "large": Amounts(cpu_s=1_200.0, memory_bytes=4_000_000_000),
        },
    ),
    cron="20 3 * * *",
)


class SmellHunt:
    """Looks at what changed after a push, and at the whole revision otherwise, as far as its budget goes."""

    @property
    def spec(self) -> ThoughtSpec:
        return SPEC

    async def read_inputs(self, context: ThoughtContext) -> str:
        target = context.target
        advisories = context.services.settings.advisories_file
        state = advisories.stat() if advisories is not None and advisories.is_file() else None
        parts = (
            target.sha,
            target.base or "",
            *target.paths,
            digest_tools(CODE_ANALYZERS),
            digest_tools(SECRET_ANALYZERS),
            f"{advisories} {state.st_size} {state.st_mtime_ns}" if state else "",
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    async def run(self, context: ThoughtContext) -> Outcome:
        return await hunt(context)
