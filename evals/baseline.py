"""What the ranking reached on this project's own questions. It may only improve: `--update-baseline` never lowers."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BASELINE = Path(__file__).parent / "baseline.json"

# The questions are asked of code that changes every day: one of 34 that is lost costs 0.03, and new files move others.
TOLERANCE = 0.05

MEASURES = (
    "ndcg10_mean_over_queries",
    "strict_ndcg10_mean_over_queries",
    "file_ndcg10_mean_over_queries",
    "hit_at_1",
)


def read_baseline(file: Path = BASELINE) -> dict[str, float]:
    """The figure to hold of each measure; empty when none was written yet."""
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def compare(figures: dict[str, Any], baseline: dict[str, float], *, tolerance: float = TOLERANCE) -> list[str]:
    """A sentence for each measure that fell below its baseline by more than `tolerance`."""
    return [
        f"{measure} fell to {figures[measure]:.4f}; the baseline is {held:.4f} (tolerance {tolerance})."
        for measure, held in baseline.items()
        if figures[measure] < held - tolerance
    ]


def write_baseline(figures: dict[str, Any], file: Path = BASELINE, *, measures: Sequence[str] = MEASURES) -> list[str]:
    """Raises what has improved and keeps the rest; says what it did, a sentence for each measure."""
    before = read_baseline(file)
    after = before | {measure: max(figures[measure], before.get(measure, 0.0)) for measure in measures}
    file.write_text(json.dumps(after, indent=2) + "\n", "utf-8")
    return [
        f"{measure}: {before.get(measure, 0.0):.4f} -> {value:.4f}"
        + ("" if figures[measure] >= value else f" (now {figures[measure]:.4f}: kept)")
        for measure, value in after.items()
        if measure in measures
    ]
