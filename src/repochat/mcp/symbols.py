"""The tools `find_symbol` and `find_references`."""

from typing import TYPE_CHECKING, Annotated, Literal

from mcp_types import CallToolResult
from pydantic import Field

from repochat.mcp.access import Access
from repochat.mcp.arguments import Below, CursorText, Detail, Repository, Revision, SymbolName
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import (
    build_result,
    cut_lines,
    explaining,
    make_fence,
    number_lines,
    read_cursor,
    show_commit,
    show_place,
)
from repochat.mcp.shapes import Place, Reference, ReferenceResult, SymbolResult

if TYPE_CHECKING:
    from repochat.workspace.finding import CodePlace, FoundLink

LinkKind = Annotated[
    Literal["references", "callers", "callees"],
    Field(description="references: every use; callers: definitions that call it; callees: what it calls itself."),
]
TestsWanted = Annotated[Literal["any", "only", "none"], Field(description="Whether uses in tests count.")]


class SymbolTools:
    """Definitions by name, and what is tied to them."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @explaining
    async def find_symbol(
        self,
        name: SymbolName,
        *,
        repository: Repository = None,
        revision: Revision = None,
        path: Below = "",
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, SymbolResult]:
        """Show where a function, class, method or constant is defined, with its code and the comment above it.

        Use it when you know a name; use search when you do not. Returns the likeliest definitions with their first
        lines (detail="full": all of them) and the places of other definitions of that name. A name that does not exist
        gets the nearest names. Examples: name="HTTPAdapter.send"; name="parse" path="src/config/".
        """
        workspace, repo = await self._access.choose(repository)
        found = await workspace.find_definitions(name, repo=repo, rev=revision, path=path)
        lines_max = LIMITS.lines_max if detail == "full" else LIMITS.definition_lines
        shape = SymbolResult(
            repository=repo.name,
            commit=found.shown[0].commit,
            definitions=[describe_place(place, lines_max) for place in found.shown],
            others=[describe_place(place, 0) for place in found.others[: LIMITS.symbols_listed_max]],
        )
        return build_result(shape, _show_definitions(shape))

    @explaining
    async def find_references(
        self,
        name: SymbolName,
        *,
        kind: LinkKind = "references",
        repository: Repository = None,
        revision: Revision = None,
        path: Below = "",
        tests: TestsWanted = "any",
        cursor: CursorText = None,
    ) -> Annotated[CallToolResult, ReferenceResult]:
        """Show who uses or calls a definition, or what it calls, from the resolved call graph of the repository.

        Use it before changing a function, to find an entry point, or to follow a flow; unlike a text search it knows
        which definition a name means, and says how sure that is. Returns the line of each use with the definition it
        stands in, 12 at a time. Examples: name="Session.send" kind="callers"; name="Config" tests="none".
        """
        workspace, repo = await self._access.choose(repository)
        found = await workspace.find_links(
            name, kind=kind, repo=repo, rev=revision, path=path, tests=tests, skip=read_cursor(cursor)
        )
        shape = ReferenceResult(
            repository=repo.name,
            commit=found.subject.commit,
            subject=describe_place(found.subject, 0),
            namesakes=len(found.namesakes),
            references=[_describe_link(link) for link in found.links],
            total=found.total,
            next_cursor=str(found.skipped + len(found.links)) if found.left else None,
        )
        return build_result(shape, _show_references(shape, kind))


def describe_place(place: "CodePlace", lines_max: int) -> Place:
    """With at most `lines_max` lines of its text; 0: without."""
    text, is_cut = cut_lines(place.text, lines_max)
    return Place(
        path=place.path,
        start_line=place.start_line,
        end_line=place.end_line,
        symbol=place.symbol,
        kind=place.kind,
        text=text if lines_max else None,
        is_cut=bool(lines_max) and (is_cut or place.goes_on),
        url=place.url,
    )


def _describe_link(link: "FoundLink") -> Reference:
    place = describe_place(link.place, 1)
    told = {"kind": link.kind, "other": link.other, "other_path": link.other_path, "certainty": link.certainty}
    return Reference.model_validate(place.model_dump() | told)


def _show_definitions(shape: SymbolResult) -> list[str]:
    fence = make_fence()
    shown = [
        fence.enclose(
            show_place(place.path, place.start_line, place.end_line, place.symbol, place.kind),
            number_lines(place.text or "", place.start_line) + ("\n(goes on)" if place.is_cut else ""),
        )
        for place in shape.definitions
    ]
    others = [show_place(p.path, p.start_line, p.end_line, p.symbol, p.kind) for p in shape.others]
    rest = "Also defined at:\n" + "\n".join(others) if others else ""
    return [show_commit(shape.repository, shape.commit), fence.rule, *shown, rest]


def _show_references(shape: ReferenceResult, kind: str) -> list[str]:
    subject = shape.subject
    head = f"{shape.total} {kind} of {show_place(subject.path, subject.start_line, subject.end_line, subject.symbol)}"
    namesakes = f"{shape.namesakes} other definitions have that name; narrow with path." if shape.namesakes else ""
    if not shape.references:
        return [show_commit(shape.repository, shape.commit), head, namesakes]
    fence = make_fence()
    lines = [
        f"{show_place(each.path, each.start_line, each.end_line, each.other, each.kind)} ({each.certainty})"
        f"  {(each.text or '').strip()}"
        for each in shape.references
    ]
    more = f'More: cursor="{shape.next_cursor}".' if shape.next_cursor else ""
    block = fence.enclose("place, the definition at the other end, certainty, line", "\n".join(lines))
    return [show_commit(shape.repository, shape.commit), head, fence.rule, block, more, namesakes]
