"""How far an answer is proven: read off its grounding, never off the shape of the ranking."""

from collections.abc import Sequence
from typing import Literal

from repochat.chat.model import Confidence, Statement

HIGH_MIN, MEDIUM_MIN, LOW_MIN = 0.85, 0.6, 0.25
DOUBT_MAX = 0.2
_WORTH = {"supported": 1.0, "partly": 0.5, "unsupported": 0.0}


def assess_confidence(statements: Sequence[Statement], *, removed: int = 0, unknown_ids: int = 0) -> Confidence:
    """The mean worth of what is said: 1 supported, 0.5 partly, 0 not; what was removed counts as not.

    An answer that tells what it did not find is worth DOUBT_MAX at most.
    """
    has_doubt = any(each.kind == "absence" for each in statements)
    said = [each for each in statements if each.kind in ("fact", "code")]
    counts = {status: sum(each.status == status for each in said) for status in _WORTH}
    total = len(said) + removed
    value = sum(_WORTH[status] * count for status, count in counts.items()) / total if total else 0.0
    if has_doubt:
        value = min(value, DOUBT_MAX)
    value = round(value, 4)
    return Confidence(
        value=value,
        band=choose_band(value),
        reasons=tuple(_say_reasons(counts, total, has_doubt=has_doubt, removed=removed, unknown_ids=unknown_ids)),
    )


def choose_band(value: float) -> Literal["none", "low", "medium", "high"]:
    if value >= HIGH_MIN:
        return "high"
    if value >= MEDIUM_MIN:
        return "medium"
    return "low" if value >= LOW_MIN else "none"


def _say_reasons(counts: dict[str, int], total: int, *, has_doubt: bool, removed: int, unknown_ids: int) -> list[str]:
    if not total:
        return ["Nothing was found to cite."]
    reasons = [f"{counts['supported']} of {total} statements are carried by the lines they cite."]
    if has_doubt:
        reasons.insert(0, "What was asked for was not found as such.")
    if counts["partly"]:
        reasons.append(f"{counts['partly']} only in part.")
    if counts["unsupported"]:
        reasons.append(f"{counts['unsupported']} by no line.")
    if removed:
        reasons.append(f"{removed} failed the check and are not shown.")
    if unknown_ids:
        reasons.append(f"{unknown_ids} citations of things that were never shown were dropped.")
    return reasons
