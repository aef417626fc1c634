"""The tool `why`: what an answer was made of."""

from typing import TYPE_CHECKING, Annotated

from mcp_types import CallToolResult
from pydantic import Field

from repochat.mcp.access import Access
from repochat.mcp.arguments import Detail
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import build_result, explaining, make_fence, show_commit, show_name, show_place
from repochat.mcp.shapes import Alternative, AlternativeHit, Factor, RankedReason, SearchReason, WhyResult

if TYPE_CHECKING:
    from repochat.chat.why import NearMiss, RankedPlace, Why, WhySearch, Without


class ReasonTools:
    """Why an answer says what it says."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @explaining
    async def why(
        self,
        answer_id: Annotated[str, Field(max_length=LIMITS.name_chars_max, description="As `ask` returned it.")],
        *,
        without: Annotated[
            str | None,
            Field(
                max_length=LIMITS.name_chars_max,
                description="What would have been found without these, parted by commas: dense, graph, path...",
            ),
        ] = None,
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, WhyResult]:
        """Show why an answer says what it says: which places were found, by what, and which of them it cites.

        Use it when an answer of `ask` seems wrong or incomplete: near misses are where to look next. Returns what was
        logged when the answer was made; detail="full" has every factor of every place. Examples: answer_id="0198...";
        answer_id="0198..." without="graph".
        """
        workspace = await self._access.get_workspace()
        why = await workspace.why(answer_id, without=without)
        hits_max, factors_max = (LIMITS.hits_max, LIMITS.factors_max) if detail == "full" else (LIMITS.hits, 3)
        shape = _describe(why, hits_max, factors_max)
        return build_result(shape, _show(shape))


def _describe(why: "Why", hits_max: int, factors_max: int) -> WhyResult:
    pieces = why.context.pieces if why.context else ()
    return WhyResult(
        answer_id=str(why.answer_id),
        question=why.question,
        mode=why.mode,
        model=why.model,
        policy_version=why.policy_version,
        searches=[_describe_search(each, why, hits_max, factors_max) for each in why.searches],
        pieces_shown=len(pieces),
        pieces_cited=sum(piece.cited for piece in pieces),
        pieces_dropped=len(why.context.dropped) if why.context else 0,
        stages_ms={stage.name: stage.ms for stage in why.stages},
    )


def _describe_search(search: "WhySearch", why: "Why", hits_max: int, factors_max: int) -> SearchReason:
    return SearchReason(
        label=search.label,
        query=search.query,
        query_type=search.query_type,
        revision=search.revision,
        hits=[_describe_place(each, why, factors_max) for each in search.hits[:hits_max]],
        near_misses=[_describe_miss(each, why, factors_max) for each in search.near_misses[:hits_max]],
        alternatives=[_describe_alternative(each, hits_max) for each in search.counterfactuals],
        dropped=dict(search.dropped),
    )


def _describe_miss(miss: "NearMiss", why: "Why", factors_max: int) -> RankedReason:
    return _describe_place(miss.place, why, factors_max)


def _describe_place(place: "RankedPlace", why: "Why", factors_max: int) -> RankedReason:
    return RankedReason(
        rank=place.rank,
        path=place.path,
        start_line=place.start_line,
        end_line=place.end_line,
        symbol=place.symbol,
        score=place.score,
        legs=[f"{leg.leg} #{leg.rank}" for leg in place.legs],
        factors=[
            Factor(
                feature=each.feature,
                contribution=each.contribution,
                meaning=why.words.features.get(each.feature, ""),
            )
            for each in place.contributions[:factors_max]
        ],
        cited=place.cited,
    )


def _describe_alternative(told: "Without", hits_max: int) -> Alternative:
    hits = [
        AlternativeHit(rank=each.rank, was=each.was, path=each.path, start_line=each.start_line, end_line=each.end_line)
        for each in told.hits[:hits_max]
    ]
    return Alternative(without=told.without, hits=hits)


def _show(shape: WhyResult) -> list[str]:
    head = f"Answer {shape.answer_id} ({shape.mode}, policy {shape.policy_version})"
    fence = make_fence()
    blocks = [fence.enclose(show_commit(each.label, each.revision), _show_search(each)) for each in shape.searches]
    pieces = f"{shape.pieces_shown} pieces, cited {shape.pieces_cited}; {shape.pieces_dropped} were left out."
    return [head, fence.rule, *blocks, f"A model was shown {pieces}" if shape.pieces_shown else ""]


def _show_search(search: SearchReason) -> str:
    lines = [f"question: {show_name(search.query)} ({search.query_type})", *map(_show_ranked, search.hits)]
    if search.near_misses:
        lines += ["near misses:", *map(_show_ranked, search.near_misses)]
    for each in search.alternatives:
        found = ", ".join(f"{hit.path}:{hit.start_line} (was {hit.was or 'not found'})" for hit in each.hits[:3])
        lines.append(f"without {each.without}: {found}")
    return "\n".join(lines)


def _show_ranked(place: RankedReason) -> str:
    factors = ", ".join(f"{each.feature} {each.contribution:+.2f}" for each in place.factors)
    cited = "cited " if place.cited else ""
    where = show_place(place.path, place.start_line, place.end_line, place.symbol)
    return f"{place.rank}. {where} {cited}{place.score:.2f} = {factors}, ...; {', '.join(place.legs)}"
