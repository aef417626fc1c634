"""`/repos/{repo}/map`: how a repository is organised, as MapRepo drew it last."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.api.lookup import get_revision
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import RepoText, RevText, Shape
from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.repo_map import (
    KIND,
    SUBJECT,
    Cycle,
    EntryPoint,
    LanguageShare,
    MapModule,
    RepoCommand,
    Requirement,
    read_map,
)
from repochat.core.errors import NotFoundError

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
    async with services.database.read(viewer.scope) as session:
        fact = await FactStore(session).find(found.id, KIND, SUBJECT)
    if fact is None:
        raise NotFoundError(
            f"{found.name} has no map yet.",
            hint=f"Run `repochat think now MapRepo --repo {found.name}`, or turn background thinking on.",
        )
    drawn = read_map(fact.payload)
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
