"""`/repos/{repo}/map` and `/repos/{repo}/cards`: how a repository is organised, and what its parts do."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo, get_revision
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import NoNul, RepoText, RevText, Shape
from repochat.catalog.thinking.card import KIND as CARD
from repochat.catalog.thinking.card import SEPARATOR, CardCitation, CardLine, name_subject, read_card
from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.repo_map import (
    Cycle,
    EntryPoint,
    LanguageShare,
    MapModule,
    RepoCommand,
    Requirement,
)
from repochat.workspace.maps import read_repo_map

router = APIRouter(tags=["thinking"])


class MapShape(Shape):
    """Every claim names the lines that it stands on, of commit `sha`; `cut` names the bounds that were reached."""

    repo: str
    sha: str
    is_current: bool = Field(description="Of the revision that was asked for.")
    updated_at: datetime
    run_id: UUID | None
    languages: list[LanguageShare] = Field(description="Of code, the most lines first.")
    modules: list[MapModule]
    cycles: list[Cycle]
    layers: list[list[str]] = Field(description="Paths of modules; the first layer depends on none of the others.")
    entry_points: list[EntryPoint]
    commands: list[RepoCommand]
    dependencies: list[Requirement]
    is_cut: bool
    cut: list[str]


@router.get("/repos/{repo:path}/map")
async def get_map(
    repo: RepoText, services: ServicesDep, viewer: ViewerDep, rev: Annotated[RevText, Query()] = ""
) -> MapShape:
    """The map that is stored; `is_current` says whether it is of `rev` (default: the newest indexed revision)."""
    found, revision = await get_revision(services, viewer, repo, rev or None)
    drawn, fact = await read_repo_map(services.database, viewer, found)
    return MapShape(
        repo=found.name,
        sha=drawn.commit,
        is_current=drawn.commit == revision.sha,
        updated_at=fact.updated_at,
        run_id=fact.run_id,
        languages=list(drawn.languages),
        modules=list(drawn.modules),
        cycles=list(drawn.cycles),
        layers=[list(layer) for layer in drawn.layers],
        entry_points=list(drawn.entry_points),
        commands=list(drawn.commands),
        dependencies=list(drawn.dependencies),
        is_cut=drawn.is_cut,
        cut=list(drawn.cut),
    )


class CardShape(Shape):
    """What was made of one definition or module; every line was checked like an answer's sentence."""

    path: str
    symbol: str = Field(description="Qualified; empty for a module.")
    kind: str
    sha: str = Field(description="The commit that its citations are of.")
    updated_at: datetime
    run_id: UUID | None
    model: str = Field(description="Who worded lines of it; empty: nobody did.")
    lines: list[CardLine]
    citations: list[CardCitation]
    removed: int = Field(description="Sentences that failed their check.")


class CardList(Shape):
    cards: list[CardShape]
    is_cut: bool


PathText = Annotated[str, Query(min_length=1, max_length=LIMITS.path_chars_max), NoNul]
SymbolText = Annotated[str, Query(max_length=LIMITS.name_chars_max), NoNul]


@router.get("/repos/{repo:path}/cards")
async def list_cards(
    repo: RepoText, services: ServicesDep, viewer: ViewerDep, path: PathText, symbol: SymbolText = ""
) -> CardList:
    """The card of the module at `path` with those of the definitions in that file, or of `symbol` alone."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
        store = FactStore(session)
        if symbol:
            facts = await store.list_facts(found.id, CARD, subjects=[name_subject(path, symbol)])
        else:
            below = await store.list_below(found.id, CARD, f"{path}{SEPARATOR}", limit=LIMITS.cards_listed_max + 1)
            facts = [*await store.list_facts(found.id, CARD, subjects=[path]), *below]
    shown = [
        CardShape(
            path=card.path,
            symbol=card.symbol,
            kind=card.kind,
            sha=card.commit,
            updated_at=fact.updated_at,
            run_id=fact.run_id,
            model=card.model,
            lines=list(card.lines),
            citations=list(card.citations),
            removed=card.removed,
        )
        for fact in facts[: LIMITS.cards_listed_max]
        for card in (read_card(fact.payload),)
    ]
    return CardList(cards=shown, is_cut=len(facts) > LIMITS.cards_listed_max)
