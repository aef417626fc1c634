"""One snapshot in numbers, with what the shipped model makes of it, so that a test sees when either changes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from evals.risk.snapshots import Snapshot

from repochat.thinking.risk.additive import RiskModel
from repochat.thinking.risk.features import FEATURES
from repochat.thinking.risk.quality import measure_quality

SAMPLE = Path(__file__).with_name("sample.json")
REPOSITORY = "encode/httpx"
_DIGITS = 4


def write_sample(snapshots: Sequence[Snapshot], model: RiskModel, file: Path = SAMPLE) -> None:
    """The latest snapshot of REPOSITORY: ranks, lines and fixes of each file, and what both scores are worth."""
    each = min((one for one in snapshots if one.repository == REPOSITORY), key=lambda one: one.years_back)
    ranks = np.round(each.ranks, _DIGITS)
    body = {
        "repository": each.repository,
        "sha": each.sha,
        "features": list(FEATURES),
        "ranks": ranks.tolist(),
        "lines": each.lines.tolist(),
        "fixes": each.fixes.tolist(),
    }
    for name, part in (("bug", model.bug), ("review", model.review)):
        scores = part.score(ranks[:, [FEATURES.index(feature) for feature in part.features]])
        body[name] = {
            key: round(value, 6) for key, value in asdict(measure_quality(scores, each.lines, each.fixes)).items()
        }
    file.write_text(json.dumps(body, separators=(",", ":")) + "\n", "utf-8")
