"""`/forge`: what the forge shows to whoever asks, to pick from."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import NoNul, Shape
from repochat.workspace.forge_picker import Pickable

router = APIRouter(tags=["repositories"], prefix="/forge")

SearchText = Annotated[str, Query(max_length=LIMITS.name_chars_max), NoNul]


class ForgeRepositoryShape(Shape):
    """`url` is what `POST /repos` takes as its source. `pushed_at` is null for a repository without a commit."""

    full_name: str
    url: str
    is_private: bool
    description: str
    pushed_at: datetime | None
    is_connected: bool


class ForgeRepositoryList(Shape):
    """Lately pushed ones first; those whose name begins with `q` before others. `next_after` continues the list."""

    source: Literal["login", "app", "token"] | None = Field(
        description="Whose sight it is: your login's, the GitHub App's, GITHUB_TOKEN's; null: nothing to ask with."
    )
    repositories: list[ForgeRepositoryShape]
    next_after: str | None
    hint: str = Field(description="How to see more; empty where everything is shown.")


@router.get("/repositories")
async def list_forge_repositories(
    services: ServicesDep,
    viewer: ViewerDep,
    q: SearchText = "",
    after: Annotated[str | None, Query(max_length=LIMITS.name_chars_max), NoNul] = None,
    limit: Annotated[int, Query(ge=1, le=LIMITS.forge_repositories_max)] = 30,
) -> ForgeRepositoryList:
    """What your login may see at the forge, or this installation's App; the forge is asked once a minute."""
    picks = await services.forge_picker.pick(viewer, q, after=after, limit=limit)
    return ForgeRepositoryList(
        source=picks.origin,
        repositories=[_describe(each) for each in picks.items],
        next_after=picks.next_after,
        hint=picks.hint,
    )


def _describe(pick: Pickable) -> ForgeRepositoryShape:
    seen = pick.repository
    return ForgeRepositoryShape(
        full_name=seen.full_name,
        url=seen.clone_url,
        is_private=seen.is_private,
        description=seen.description,
        pushed_at=seen.pushed_at,
        is_connected=pick.is_connected,
    )
