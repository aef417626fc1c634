"""What a Thought is given, over a real index of a real repository."""

from collections.abc import Callable
from datetime import UTC, datetime

from repochat.catalog.thinking.fact_store import FactWriter, NewFact
from repochat.core.ids import create_id
from repochat.core.settings import Settings
from repochat.llm.chat_model import ChatModel
from repochat.thinking.context import ThoughtContext, ThoughtServices
from repochat.thinking.model import Outcome
from repochat.thinking.spec import Amounts, Level, Target
from tests.git.repositories import Repository
from tests.indexing.workbench import Workbench

ALLOWED = Amounts(cpu_s=60.0, memory_bytes=2_000_000_000, model_tokens=100_000)


async def make_context(
    workbench: Workbench,
    source: Repository,
    sha: str,
    *,
    model: ChatModel | None = None,
    level: Level = "medium",
    notes: list[str] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ThoughtContext:
    """Of a run that a person asked for; `notes` takes the lines of its log."""
    repo = await workbench.repo(source)
    services = ThoughtServices(
        settings=Settings(repochat_home=workbench.home.root),
        database=workbench.database,
        mirrors=workbench.home.mirrors,
        searcher=workbench.searcher(),
        embedding=workbench.embedding,
        clock=lambda: datetime.now(UTC),
    )
    log = notes if notes is not None else []
    return ThoughtContext(
        run_id=create_id(),
        viewer=workbench.viewer,
        repo=repo,
        mirror=workbench.home.mirrors / f"{repo.id}.git",
        target=Target(sha=sha),
        trigger="person",
        level=level,
        allowed=ALLOWED,
        services=services,
        model=model,
        note=log.append,
        tell=lambda _done, _total, _what: None,
        should_stop=should_stop,
    )


async def keep_facts(workbench: Workbench, context: ThoughtContext, outcome: Outcome) -> int:
    """Writes what was found, as who runs a Thought does; says how many facts were new."""
    facts = [
        NewFact(kind=fact.kind, subject=fact.subject, digest=fact.digest, payload=fact.payload)
        for fact in outcome.facts
    ]
    async with workbench.database.write(workbench.viewer.scope) as session:
        return await FactWriter(session).put(context.repo.id, context.target.sha, None, facts)
