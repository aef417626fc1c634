"""From what a Thought claims to what may be stored: evidence that git agrees with, and nothing that leans on other."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from repochat.thinking.insights.bodies import keep_proven
from repochat.thinking.insights.checking import Checked, check_evidence
from repochat.thinking.insights.evidence import evidence_as_json
from repochat.thinking.insights.limits import LIMITS
from repochat.thinking.insights.model import Proven, ProvenInsight
from repochat.thinking.model import Evidence, Fact, Insight, InsightStatus, Outcome, Quote, Repro

_OF_PEOPLE: frozenset[InsightStatus] = frozenset(("accepted", "rejected", "duplicate"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPROVEN: InsightStatus = "hypothesis"


def prove_outcome(mirror: Path, outcome: Outcome) -> Proven:
    """Drops each piece of evidence that git does not agree with, and each insight that has none left.

    Blocks on git: call it in a thread, outside of any transaction. Never raises for what a Thought made up.
    """
    dropped: Counter[str] = Counter()
    claimed = _merge_duplicates(_cut(outcome.insights, dropped), dropped)
    pieces = [piece for insight in claimed for piece in insight.evidence]
    artifacts = frozenset(each.name for each in outcome.artifacts)
    checked = check_evidence(mirror, pieces, artifacts)
    proven: list[ProvenInsight] = []
    start = 0
    for insight in claimed:
        end = start + len(insight.evidence)
        kept = _keep(insight, checked[start:end], dropped)
        start = end
        if kept is not None:
            proven.append(kept)
    quotes = [found for piece, found in zip(pieces, checked, strict=True) if isinstance(piece, Quote)]
    facts = _keep_facts(outcome.facts, dropped)
    return Proven(
        outcome=replace(outcome, facts=facts, insights=()),
        insights=tuple(proven),
        quotes_checked=len(quotes),
        quotes_dropped=sum(1 for each in quotes if each.problem),
        log=_tell(len(proven), len(quotes), dropped),
    )


def _cut(insights: Sequence[Insight], dropped: Counter[str]) -> list[Insight]:
    beyond = len(insights) - LIMITS.insights_max
    if beyond > 0:
        dropped[f"insights: a run may have {LIMITS.insights_max:,}"] += beyond
    kept: list[Insight] = []
    for each in insights[: LIMITS.insights_max]:
        if problem := _find_misfit(each):
            dropped[f"insights: {problem}"] += 1
        else:
            kept.append(replace(each, evidence=tuple(each.evidence)[: LIMITS.evidence_max]))
    return kept


def _find_misfit(insight: Insight) -> str:
    """What PostgreSQL could not hold, or people could not read."""
    said = (insight.identity, insight.rule, insight.title, insight.body, insight.path, insight.symbol)
    texts = (*said, insight.falsifier, insight.cwe, *(_texts(piece) for piece in insight.evidence))
    details = _dump(insight.details)
    if details is None or not all(map(_is_storable, texts)):
        return "their text holds what is no character"
    if not insight.identity or not insight.title.strip() or not 0 <= insight.confidence <= 1:
        return "they lack an identity, a title or a confidence"
    if len(insight.title) > LIMITS.title_chars_max or len(insight.body) > LIMITS.body_chars_max:
        return "their text is too long"
    if any(len(each) > LIMITS.text_chars_max for each in (insight.path, insight.symbol, insight.falsifier)):
        return "their place is too long"
    return "their details are too long" if len(details) > LIMITS.details_chars_max else ""


def _keep_facts(facts: Sequence[Fact], dropped: Counter[str]) -> list[Fact]:
    kept = [each for each in facts[: LIMITS.facts_max] if _is_storable(each.subject) and _dump(each.payload)]
    if len(kept) < len(facts):
        dropped["facts: their text holds what is no character, or they are too many"] += len(facts) - len(kept)
    return kept


def _dump(values: Mapping[str, Any]) -> str | None:
    """As JSON that PostgreSQL takes; None when it would not."""
    try:
        dumped = json.dumps(values, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        return None
    return dumped if "\\u0000" not in dumped and _is_storable(dumped) else None


def _texts(piece: Evidence) -> str:
    return "".join(map(str, evidence_as_json(piece, is_secret=False).values()))


def _is_storable(text: str) -> bool:
    return "\0" not in text and _SURROGATE.search(text) is None


def _merge_duplicates(insights: Sequence[Insight], dropped: Counter[str]) -> list[Insight]:
    """Of one identity there is one: the surest, the first among equals."""
    best: dict[str, Insight] = {}
    for each in insights:
        before = best.get(each.identity)
        if before is not None:
            dropped["insights: they say what another one says"] += 1
        if before is None or each.confidence > before.confidence:
            best[each.identity] = each
    return list(best.values())


def _keep(insight: Insight, checked: Sequence[Checked], dropped: Counter[str]) -> ProvenInsight | None:
    good = [number for number, found in enumerate(checked) if not found.problem]
    dropped.update(f"evidence: {found.problem}" for found in checked if found.problem)
    numbers = {number + 1: at + 1 for at, number in enumerate(good)}
    body = keep_proven(insight.body, numbers, len(checked))
    if not good or (insight.body.strip() and not body):
        dropped["insights: no evidence was left"] += 1
        return None
    evidence = [insight.evidence[number] for number in good]
    is_secret = insight.kind == "secret"
    code = b"\0".join(checked[number].code for number in good if checked[number].code)
    return ProvenInsight(
        insight=replace(insight, evidence=evidence, body=body, status=_earn_status(insight, evidence)),
        evidence=tuple(evidence_as_json(each, is_secret=is_secret) for each in evidence),
        digest=hashlib.sha256(code).hexdigest() if code and not is_secret else "",
    )


def _earn_status(insight: Insight, evidence: Sequence[Evidence]) -> InsightStatus:
    """A person's word is not a Thought's to give, and a suspicion is one until something reproduces it."""
    if insight.status in _OF_PEOPLE:
        return _UNPROVEN
    if insight.kind == "hypothesis" and not any(isinstance(each, Repro) for each in evidence):
        return _UNPROVEN
    return insight.status


def _tell(insights: int, quotes: int, dropped: Counter[str]) -> tuple[str, ...]:
    told = [f"{insights:,} insights stand on evidence that git agrees with; {quotes:,} quotes were held against bytes."]
    shown = dropped.most_common(LIMITS.reasons_logged_max)
    return (*told, *(f"Dropped {count:,} {reason}." for reason, count in shown))
