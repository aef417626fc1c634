"""Suspicions as insights: what they lean on is quoted, and what they are is known wherever their lines move."""

import hashlib
from collections.abc import Sequence

from repochat.git import BlobReader
from repochat.thinking.changes.model import LineRange
from repochat.thinking.changes.quoting import BlobQuoter
from repochat.thinking.hypotheses.limits import LIMITS, HypothesisLimits
from repochat.thinking.hypotheses.model import Place, Suspicion
from repochat.thinking.model import Insight, Quote


def build_insights(
    suspicions: Sequence[Suspicion], blobs: BlobReader, sha: str, *, limits: HypothesisLimits = LIMITS
) -> list[Insight]:
    """Those whose lines git gives. Equal ones in one symbol are told apart by their order."""
    found: list[Insight] = []
    seen: dict[str, int] = {}
    for each in suspicions:
        place = _quote(each.place, blobs, sha, limits)
        others = [quote for other in each.others if (quote := _quote(other, blobs, sha, limits)) is not None]
        if place is None or len(others) != len(each.others):
            continue
        key = _identify(each, 0)
        seen[key] = seen.get(key, -1) + 1
        found.append(_build(each, [place, *others], _identify(each, seen[key])))
    return found


def _build(suspicion: Suspicion, evidence: list[Quote], identity: str) -> Insight:
    return Insight(
        identity=identity,
        kind="hypothesis",
        rule=suspicion.detector,
        title=suspicion.title,
        body=suspicion.body,
        severity=suspicion.severity,
        confidence=suspicion.confidence,
        evidence=evidence,
        status="hypothesis",
        path=suspicion.place.path,
        symbol=suspicion.symbol,
        start_line=suspicion.place.start_line,
        end_line=suspicion.place.end_line,
        falsifier=suspicion.falsifier,
    )


def _quote(place: Place, blobs: BlobReader, sha: str, limits: HypothesisLimits) -> Quote | None:
    last = min(place.end_line, place.start_line + limits.quote_lines_max - 1)
    quoter = BlobQuoter(blobs, place.sha or sha)
    return quoter.quote(place.path, place.blob, LineRange(start=place.start_line, end=last), place.why)


def _identify(suspicion: Suspicion, ordinal: int) -> str:
    parts = (suspicion.detector, suspicion.place.path, suspicion.symbol, suspicion.text, str(ordinal))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
