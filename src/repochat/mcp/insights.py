"""The tool `insights`: what thinking in the background found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from mcp_types import CallToolResult
from pydantic import Field

from repochat.core.errors import InvalidError
from repochat.mcp.access import Access
from repochat.mcp.arguments import Below, Repository
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import SHA_DIGITS_SHOWN, build_result, explaining, make_fence, show_name, show_place
from repochat.mcp.shapes import FoundInsight, InsightEvidence, InsightsResult

if TYPE_CHECKING:
    from repochat.workspace.evidence import Shown
    from repochat.workspace.insights import InsightView


class InsightTools:
    """What was found without being asked, with its evidence."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @explaining
    async def insights(
        self,
        *,
        repository: Repository = None,
        insight_id: Annotated[
            str | None,
            Field(max_length=LIMITS.name_chars_max, description="One of them, with the lines that it leans on."),
        ] = None,
        which: Annotated[
            Literal["open", "notified", "waiting", "fixed", "dismissed"], Field(description="Which ones are listed.")
        ] = "open",
        path: Below = "",
        limit: Annotated[int, Field(ge=1, le=LIMITS.insights_max, description="How many.")] = LIMITS.insights,
    ) -> Annotated[CallToolResult, InsightsResult]:
        """List what background analysis found in a repository, the worthiest first, each on proven lines of code.

        Use it before you change a file, or to choose what to mend. A `status` of hypothesis is a suspicion with what
        would settle it, never a fact; smells are hygiene, not bugs. Examples: path="src/api"; insight_id="0198...".
        """
        from repochat.catalog.thinking.insight_list_store import InsightQuery
        from repochat.workspace.evidence import show_evidence
        from repochat.workspace.insights import list_insights, read_insight

        workspace, repo = await self._access.choose(repository)
        if insight_id:
            views = [await read_insight(workspace.resources, workspace.viewer, _read_id(insight_id))]
            total = 1
        else:
            query = InsightQuery(repo_id=repo.id, filter=which, path=path.strip("/"))
            page = await list_insights(workspace.resources, workspace.viewer, query, limit=limit)
            views, total = list(page.insights), sum(page.counts.by_state.values())
        evidence = await show_evidence(workspace.resources, workspace.viewer, [each.insight for each in views])
        found = [_describe(view, pieces) for view, pieces in zip(views, evidence, strict=True)]
        shape = InsightsResult(repository=repo.name, insights=found, total=total)
        return build_result(shape, [_show(each, in_full=bool(insight_id)) for each in found] or ["Nothing is found."])


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidError(f"{text[:80]!r} is no id.", hint="Take one from a list of `insights`.") from error


def _describe(view: "InsightView", pieces: "Sequence[Shown]") -> FoundInsight:
    each = view.insight
    return FoundInsight(
        id=str(each.id),
        title=each.title,
        body=each.body,
        kind=each.kind,
        rule=each.rule,
        severity=each.severity,
        status=each.status,
        state=each.state,
        commit=each.sha,
        path=each.path,
        start_line=each.start_line,
        end_line=each.end_line,
        symbol=each.symbol,
        falsifier=each.falsifier,
        evidence=[_describe_piece(piece) for piece in pieces],
    )


def _describe_piece(piece: "Shown") -> InsightEvidence:
    return InsightEvidence(
        kind=piece["kind"],
        why=piece["why"],
        commit=piece.get("sha", ""),
        path=piece.get("path", ""),
        start_line=piece.get("start_line", 0),
        end_line=piece.get("end_line", 0),
        text=piece.get("text") or " ".join(piece.get("argv", ())),
        url=piece["url"] or "",
    )


def _show(found: FoundInsight, *, in_full: bool) -> str:
    """In brief a line and its place; in full the sentences and the lines, which are data."""
    place = show_place(found.path, found.start_line, found.end_line) if found.path else ""
    head = f"{found.id} {found.severity} {found.status}: {show_name(found.title)} {place}".rstrip()
    if not in_full:
        return head
    fence = make_fence()
    said = f"{found.body}\n{found.falsifier and f'What would settle it: {found.falsifier}'}".strip()
    parts = [
        head,
        f"{found.state} at {found.commit[:SHA_DIGITS_SHOWN]}",
        fence.rule,
        fence.enclose("what it says", said),
    ]
    for number, piece in enumerate(found.evidence, start=1):
        place = show_place(piece.path, piece.start_line, piece.end_line) if piece.path else piece.kind
        parts.append(fence.enclose(f"[{number}] {place}", piece.text))
    return "\n".join(parts)
