"""What a Thought is given, over a repository that is really indexed."""

from uuid import UUID

from repochat.core.clock import read_clock
from repochat.core.settings import Settings
from repochat.thinking.context import ThoughtContext, ThoughtServices
from repochat.thinking.spec import Amounts, Level, Target, Trigger
from tests.git.repositories import Repository
from tests.indexing.workbench import Workbench


async def make_context(
    workbench: Workbench,
    repository: Repository,
    target: Target,
    *,
    trigger: Trigger = "push",
    level: Level = "medium",
) -> ThoughtContext:
    """Without a model and without bounds; `notes` go nowhere."""
    repo = await workbench.repo(repository)
    return ThoughtContext(
        run_id=UUID(int=1),
        viewer=workbench.viewer,
        repo=repo,
        mirror=workbench.home.mirrors / f"{repo.id}.git",
        target=target,
        trigger=trigger,
        level=level,
        allowed=Amounts(cpu_s=600.0, memory_bytes=4_000_000_000),
        services=ThoughtServices(
            settings=Settings(),
            database=workbench.database,
            mirrors=workbench.home.mirrors,
            searcher=workbench.searcher(),
            embedding=workbench.embedding,
            clock=read_clock,
        ),
        model=None,
        note=_forget,
        tell=_forget,
        should_stop=lambda: False,
    )


def _forget(*_: object) -> None:
    """Nobody reads what is noted here."""
