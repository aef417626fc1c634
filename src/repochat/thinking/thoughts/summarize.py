"""Summarize: cards of the most central and most asked-about definitions and of the map's modules."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.revision_store import Revision
from repochat.catalog.thinking.card import KIND
from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.repo_map import KIND as MAP
from repochat.catalog.thinking.repo_map import MapModule, read_map
from repochat.chat.limits import LIMITS as CHAT
from repochat.chat.pinned import Pinned
from repochat.chat.receipts import SourcePool
from repochat.thinking.cards import LIMITS, Candidate, CardMaker, PastReader, list_candidates
from repochat.thinking.context import ThoughtContext
from repochat.thinking.mapping import find_target, hash_inputs, read_symbols
from repochat.thinking.model import Fact, Outcome
from repochat.thinking.spec import Amounts, CostModel, ThoughtSpec

_MODULE_VERSION = 1


class Summarize:
    """Writes cards, as the fact `card`; those that nothing changed for stay."""

    @property
    def spec(self) -> ThoughtSpec:
        return ThoughtSpec(
            name="Summarize",
            version=1,
            purpose="Writes cards of central functions, types and modules: what each does, takes and gives back.",
            inputs=("the index of the revision", "the map", "what answers cited", "the last commits of files"),
            triggers=frozenset(("push", "idle", "person", "rerun")),
            cost=CostModel(
                base=Amounts(cpu_s=4.0, memory_bytes=400_000_000, model_tokens=0),
                per_file=Amounts(cpu_s=0.002, memory_bytes=40_000),
            ),
            uses_model=True,
        )

    async def read_inputs(self, context: ThoughtContext) -> str:
        """The revision and what is stored already: a run that leaves some for later is not the last."""
        revision = await find_target(context)
        async with context.services.database.read(context.viewer.scope) as session:
            known = await FactStore(session).list_digests(context.repo.id, KIND)
        return hash_inputs("card", revision.sha, revision.derivation, context.level, known)

    async def run(self, context: ThoughtContext) -> Outcome:
        revision = await find_target(context)
        async with _open(context, revision) as work:
            room = LIMITS.cards_max[context.level]
            modules = [each for each in work.modules if work.known.get(each.path) != _hash_module(each)][:room]
            stale = [each for each in work.candidates if work.known.get(each.subject) != each.digest]
            chosen = stale[: max(0, room - len(modules))]
            gone = sorted(work.known.keys() - work.subjects)
            if not modules and not chosen and not gone:
                return Outcome(ending="nothing", summary="Every card is what it would be anew.", facts=())
            stored = await read_symbols(context, work.pinned.index, [each.symbol for each in chosen])
            limits = replace(CHAT, commits_max=LIMITS.commits_max)
            maker = CardMaker(
                pinned=work.pinned,
                stored=stored,
                past=PastReader(context.mirror, revision.sha, limits),
                embedding=context.services.embedding,
                limits=LIMITS,
                chat_limits=limits,
            )
            facts = [*await _make_modules(context, maker, modules), *await _make_cards(context, maker, chosen)]
        left = len(stale) - len(chosen)
        if left:
            context.note(f"{left} definitions wait for a later run")
        return Outcome(
            ending="changed",
            summary=f"Wrote {len(facts)} cards; {left} wait for a later run, {len(gone)} are of what is no more.",
            facts=tuple(facts),
            removed_facts=tuple((KIND, subject) for subject in gone),
        )


class _Work:
    """What one run looks at."""

    def __init__(
        self, pinned: Pinned, known: dict[str, str], candidates: Sequence[Candidate], modules: Sequence[MapModule]
    ) -> None:
        self.pinned = pinned
        self.known = known
        self.candidates = candidates
        self.modules = modules
        self.subjects = {*(each.subject for each in candidates), *(each.path for each in modules)}


@asynccontextmanager
async def _open(context: ThoughtContext, revision: Revision) -> AsyncGenerator[_Work]:
    index = await context.services.searcher.get_index(context.viewer, revision)
    async with context.services.database.read(context.viewer.scope) as session:
        store = FactStore(session)
        known = await store.list_digests(context.repo.id, KIND)
        drawn = await store.find(context.repo.id, MAP)
        asked = await AnswerStore(session).count_cited(context.repo.id, limit=LIMITS.asked_max)
    modules = [module for module in read_map(drawn.payload).modules if module.role == "code"] if drawn else []
    candidates = await asyncio.to_thread(list_candidates, index, asked, LIMITS)
    context.check()
    pool = SourcePool()
    lent = pool.open(context.mirror, revision.sha)
    source = await asyncio.to_thread(lent.__enter__)
    try:
        pinned = Pinned(
            repo=context.repo,
            revision=revision,
            index=index,
            source=source,
            mirror=context.mirror,
            label=context.repo.name,
        )
        yield _Work(pinned, known, candidates, modules)
    finally:
        lent.__exit__(None, None, None)
        pool.close()


async def _make_modules(context: ThoughtContext, maker: CardMaker, modules: Sequence[MapModule]) -> list[Fact]:
    facts: list[Fact] = []
    for module in modules:
        context.check()
        card = await asyncio.to_thread(maker.make_module, module)
        facts.append(Fact(kind=KIND, subject=module.path, digest=_hash_module(module), payload=card.as_json()))
    return facts


async def _make_cards(context: ThoughtContext, maker: CardMaker, chosen: Sequence[Candidate]) -> list[Fact]:
    facts: list[Fact] = []
    tokens, model = 0, context.model
    for number, candidate in enumerate(chosen):
        context.check()
        if number % 10 == 0:
            context.tell(number, len(chosen), "writing cards")
        if model is not None and tokens + LIMITS.model_tokens_per_card <= context.allowed.model_tokens:
            card, worded = await maker.word(candidate.symbol, model)
            tokens += worded.tokens
            if worded.problem:
                context.note(f"the model did not word a card, and the rest do without: {worded.problem}")
                model = None
        else:
            card = await asyncio.to_thread(maker.make, candidate.symbol)
        facts.append(Fact(kind=KIND, subject=candidate.subject, digest=candidate.digest, payload=card.as_json()))
    return facts


def _hash_module(module: MapModule) -> str:
    """Of what its card says: lines may move."""
    purpose = [module.purpose.text, module.purpose.evidence.blob] if module.purpose else []
    public = [[symbol.name, symbol.doc, symbol.evidence.blob] for symbol in module.public]
    return hash_inputs(_MODULE_VERSION, module.path, purpose, public, [link.path for link in module.depends_on])
