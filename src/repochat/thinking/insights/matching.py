"""Knowing a finding again: by its identity, or else by its code, or its place through a rename. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from repochat.catalog.thinking.insight_store import LIVE, KnownInsight
from repochat.thinking.insights.model import ProvenInsight


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`known` is paired with what was found again; `fresh` was never seen; `gone` was looked for and not found."""

    known: tuple[tuple[KnownInsight, ProvenInsight], ...]
    fresh: tuple[ProvenInsight, ...]
    gone: tuple[KnownInsight, ...]


def match_insights(
    stored: Sequence[KnownInsight],
    found: Sequence[ProvenInsight],
    *,
    thought: str,
    scope: Sequence[str] | None,
    renames: Mapping[str, str],
    missing: AbstractSet[str],
) -> Match:
    """`scope` as in `Outcome`; `missing` are paths that the run's commit does not have: what stood there is gone too.

    One stored and one found are paired at most once. A finding is never called new while a stored one of its rule that
    is not found again has its code, or stands where a rename brought it from.
    """
    by_identity = {each.identity: each for each in stored}
    pairs = [(by_identity[each.insight.identity], each) for each in found if each.insight.identity in by_identity]
    seen = {known.id for known, _ in pairs}
    fresh = [each for each in found if each.insight.identity not in by_identity]
    lost = [
        each
        for each in stored
        if each.id not in seen and each.state in LIVE and _was_looked_for(each, thought, scope, missing)
    ]
    moved = _pair_moved(lost, fresh, renames)
    moved_from, moved_to = {known.id for known, _ in moved}, {each.insight.identity for _, each in moved}
    return Match(
        known=(*pairs, *moved),
        fresh=tuple(each for each in fresh if each.insight.identity not in moved_to),
        gone=tuple(each for each in lost if each.id not in moved_from),
    )


def _was_looked_for(known: KnownInsight, thought: str, scope: Sequence[str] | None, missing: AbstractSet[str]) -> bool:
    if known.thought != thought:
        return False
    return scope is None or known.path in scope or (bool(scope) and known.path in missing)


def _pair_moved(
    lost: Sequence[KnownInsight], fresh: Sequence[ProvenInsight], renames: Mapping[str, str]
) -> list[tuple[KnownInsight, ProvenInsight]]:
    """The likeliest first: the same code in the same file, the same code elsewhere, the same symbol after a rename."""

    def was_renamed(known: KnownInsight, new: ProvenInsight) -> bool:
        """Nothing but the place tells these apart, so the symbol has to be the same, and there has to be one."""
        is_same_symbol = bool(known.symbol) and known.symbol == new.insight.symbol
        return is_same_symbol and renames.get(known.path) == new.insight.path

    pairs: list[tuple[KnownInsight, ProvenInsight]] = []
    lost_left, fresh_left = _by_rule((each.rule, each) for each in lost), list(fresh)
    for is_same in (_is_same_here, _has_same_code, was_renamed):
        still: list[ProvenInsight] = []
        for new in fresh_left:
            candidates = lost_left.get(new.insight.rule, [])
            known = next((each for each in candidates if is_same(each, new)), None)
            if known is None:
                still.append(new)
            else:
                candidates.remove(known)
                pairs.append((known, new))
        fresh_left = still
    return pairs


def _by_rule(rows: Iterable[tuple[str, KnownInsight]]) -> dict[str, list[KnownInsight]]:
    grouped: dict[str, list[KnownInsight]] = {}
    for rule, each in rows:
        grouped.setdefault(rule, []).append(each)
    return grouped


def _has_same_code(known: KnownInsight, new: ProvenInsight) -> bool:
    return bool(new.digest) and known.evidence_digest == new.digest


def _is_same_here(known: KnownInsight, new: ProvenInsight) -> bool:
    return _has_same_code(known, new) and known.path == new.insight.path
