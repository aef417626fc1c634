"""`/files/definitions` and `/files/references`: from a name in the code to what it means, and to where it is used."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.api.browsing import FilePath, Line, find_asked
from repochat.api.leaving import HasLeftDep
from repochat.api.limits import LIMITS
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import NoNul, PathText, RepoText, RevText, Shape
from repochat.core.errors import InvalidError
from repochat.workspace.code.definitions import find_definitions_at
from repochat.workspace.code.references import find_references_at, find_references_of

router = APIRouter(tags=["files"])

After = Annotated[str, Query(max_length=20)]


class DefinitionShape(Shape):
    """Lines count from 1, both included."""

    path: str
    start_line: int
    end_line: int
    kind: str
    name: str
    qualified_name: str
    signature: str


class DefinitionList(Shape):
    """The likeliest first. `name` is empty where no name stands."""

    name: str
    is_exact: bool = Field(description="This very reference was resolved; otherwise these have the name.")
    definitions: list[DefinitionShape]
    is_cut: bool


class ReferenceShape(Shape):
    """A line that refers."""

    path: str
    line: int
    column: int = Field(description="From 1, in UTF-16 units.")
    text: str
    how: Literal["resolved", "by_name"]
    around: str = Field(serialization_alias="in", description="The definition that it stands in, or empty.")


class ReferenceList(Shape):
    """By path and line."""

    name: str
    is_exact: bool = Field(description="It is clear which definition is meant.")
    references: list[ReferenceShape]
    count: int = Field(description="Of all pages.")
    next_after: str | None


@router.get("/files/definitions")
async def get_definitions(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    path: FilePath,
    *,
    line: Line,
    column: Line,
    rev: RevText | None = None,
) -> DefinitionList:
    """What the name under a position means. Columns count from 1 in UTF-16 units, as editors do."""
    at = await find_asked(services, viewer, repo, rev)
    found = await find_definitions_at(services.resources, viewer, at, path, line, column, should_stop=has_left)
    return DefinitionList.model_validate(found)


@router.get("/files/references")
async def get_references(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    *,
    rev: RevText | None = None,
    path: PathText = "",
    line: Line | None = None,
    column: Line | None = None,
    symbol: Annotated[str, Query(max_length=LIMITS.path_chars_max), NoNul] = "",
    after: After = "",
) -> ReferenceList:
    """Where what the name under a position means is referred to, or the definition `symbol` by its qualified name."""
    at = await find_asked(services, viewer, repo, rev)
    if symbol:
        found = await find_references_of(services.resources, viewer, at, symbol, after=after, should_stop=has_left)
    elif path and line and column:
        found = await find_references_at(
            services.resources, viewer, at, path, line, column, after=after, should_stop=has_left
        )
    else:
        raise InvalidError("Nothing was pointed at.", hint="Give `path`, `line` and `column`, or `symbol`.")
    return ReferenceList.model_validate(found)
