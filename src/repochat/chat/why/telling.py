"""From the rows of a stored answer to why it says what it says. Pure: nothing is searched, ranked or read again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from repochat.catalog.answer_store import RetrievalLog, StoredAnswer
from repochat.chat.why.model import (
    ContextUse,
    Contribution,
    DroppedUse,
    LegPlace,
    Missing,
    NearMiss,
    Outcome,
    PieceUse,
    RankedPlace,
    Why,
    WhySearch,
    WhyStage,
    Without,
    WithoutHit,
    Words,
)
from repochat.search import FEATURE_WORDS, GROUPS, LEG_WORDS
from repochat.search.features import RRF_K

Json = Mapping[str, Any]

LACKED_MAX = 5
CLAIMS = frozenset(("fact", "code"))
GROUP_OF = {feature: group.name for group in GROUPS for feature in group.features}


def explain_answer(stored: StoredAnswer, log: RetrievalLog) -> Why:
    """The view of one answer. What logs of older versions lack is empty."""
    return Why(
        answer_id=stored.id,
        question=stored.question,
        mode=stored.mode,
        model=stored.model,
        policy_version=stored.policy_version,
        parameters=log.policy.get("parameters", {}),
        propensities=log.policy.get("propensities", {}),
        searches=tuple(_search(each, stored, log) for each in log.searches),
        context=_context(log.context),
        outcome=_outcome(stored),
        stages=tuple(_stage(each) for each in log.stages),
        words=Words(legs=LEG_WORDS, features=FEATURE_WORDS, groups={group.name: group.words for group in GROUPS}),
    )


def read_counterfactual(
    told: Json, hits: Sequence[RankedPlace], *, is_recomputed: bool = False, note: str = ""
) -> Without:
    """A `search.Counterfactual` as JSON, beside what was really found."""
    was = {hit.path: hit.rank for hit in hits}
    found = tuple(
        WithoutHit(rank=hit["rank"], was=was.get(hit["place"]["path"]), **hit["place"]) for hit in told["hits"]
    )
    paths = {hit.path for hit in found}
    gone = tuple(_gone(hit) for hit in hits if hit.path not in paths)
    return Without(without=told["without"], hits=found, gone=gone, is_recomputed=is_recomputed, note=note)


def _gone(hit: RankedPlace) -> WithoutHit:
    return WithoutHit(
        rank=None,
        was=hit.rank,
        path=hit.path,
        start_line=hit.start_line,
        end_line=hit.end_line,
        symbol=hit.symbol,
    )


def _search(search: Json, stored: StoredAnswer, log: RetrievalLog) -> WhySearch:
    used = _Used(search, stored, log)
    hits = tuple(used.describe(hit) for hit in search["hits"])
    return WhySearch(
        label=search.get("label", ""),
        query=search["query"],
        query_type=search["query_type"],
        revision=search["revision"],
        policy_version=search["policy_version"],
        hits=hits,
        near_misses=tuple(_near_miss(used.describe(miss), hits[-1]) for miss in search["near_misses"] if hits),
        counterfactuals=tuple(read_counterfactual(each, hits) for each in search.get("counterfactuals", ())),
        dropped=search["dropped"],
        candidates=search["candidates"],
        notes=tuple(search.get("notes", ())),
        timings_ms=search["timings_ms"],
    )


class _Used:
    """Which places of a search the answer cites, and which are in its context."""

    def __init__(self, search: Json, stored: StoredAnswer, log: RetrievalLog) -> None:
        commit = search["revision"]
        self._cited = [
            (each.path, each.start_line, each.end_line) for each in stored.citations if each.commit == commit
        ]
        pieces = log.context.get("pieces", ())
        self._shown = [
            (each["path"], each["start_line"], each["end_line"]) for each in pieces if each["commit"] == commit
        ]

    def describe(self, hit: Json) -> RankedPlace:
        explain = hit["explain"]
        return RankedPlace(
            rank=hit["rank"],
            path=hit["path"],
            start_line=hit["start_line"],
            end_line=hit["end_line"],
            symbol=hit["symbol"],
            score=hit["score"],
            legs=_legs(explain["legs"]),
            contributions=_contributions(explain["features"], explain["contributions"]),
            cited=_overlaps(hit, self._cited),
            shown=_overlaps(hit, self._shown),
        )


def _overlaps(hit: Json, places: Sequence[tuple[str, int, int]]) -> bool:
    return any(
        path == hit["path"] and first <= hit["end_line"] and hit["start_line"] <= last for path, first, last in places
    )


def _legs(ranks: Mapping[str, int]) -> tuple[LegPlace, ...]:
    """Shares are those of reciprocal-rank fusion, the sum in which the legs meet."""
    worth = {leg: 1 / (RRF_K + rank) for leg, rank in ranks.items()}
    total = sum(worth.values())
    ordered = sorted(ranks.items(), key=lambda item: (item[1], item[0]))
    return tuple(LegPlace(leg=leg, rank=rank, share=worth[leg] / total) for leg, rank in ordered)


def _contributions(values: Mapping[str, float], parts: Mapping[str, float]) -> tuple[Contribution, ...]:
    ordered = sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(
        Contribution(
            feature=name,
            group=GROUP_OF.get(name, ""),
            weight=part / values[name],  # exact: values and weights have 24 bits each, so their product is exact, too
            value=values[name],
            contribution=part,
        )
        for name, part in ordered
    )


def _near_miss(place: RankedPlace, last: RankedPlace) -> NearMiss:
    own = {each.feature: each.contribution for each in place.contributions}
    others = {each.feature: each.contribution for each in last.contributions}
    behind = {name: others.get(name, 0.0) - own.get(name, 0.0) for name in {*own, *others}}
    worst = sorted(((name, by) for name, by in behind.items() if by > 0), key=lambda item: (-item[1], item[0]))
    return NearMiss(
        place=place,
        gap=last.score - place.score,
        lacked=tuple(Missing(feature=name, behind=by) for name, by in worst[:LACKED_MAX]),
    )


def _context(context: Json) -> ContextUse | None:
    if not context:
        return None
    return ContextUse(
        pieces=tuple(PieceUse(**{name: each[name] for name in PieceUse.__slots__}) for each in context["pieces"]),
        dropped=tuple(_dropped(each) for each in context["dropped"]),
        tokens=context["tokens"],
        tokens_max=context["tokens_max"],
    )


def _dropped(dropped: Json) -> DroppedUse:
    known: Json = {"label": "", "rank": 0, **dropped}
    return DroppedUse(**{name: known[name] for name in DroppedUse.__slots__})


def _outcome(stored: StoredAnswer) -> Outcome:
    claims = Counter(each["status"] for each in stored.statements if each.get("kind", "fact") in CLAIMS)
    return Outcome(
        supported=claims["supported"],
        partly=claims["partly"],
        unsupported=claims["unsupported"],
        other=len(stored.statements) - claims.total(),
        removed=stored.removed,
        unknown_ids=stored.unknown_ids,
        citations=len(stored.citations),
        masked=stored.usage.get("masked", 0),
        requests=stored.usage.get("requests", 0),
        tool_calls=stored.usage.get("tool_calls", 0),
        note=stored.note,
    )


def _stage(stage: Json) -> WhyStage:
    return WhyStage(
        name=stage["name"],
        ms=stage["ms"],
        tokens_in=stage.get("tokens_in") or 0,
        tokens_out=stage.get("tokens_out") or 0,
        cost_usd=stage.get("cost_usd"),
    )
