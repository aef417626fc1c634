"""The model that is shipped: it says where it comes from, and does on a stored snapshot what was measured of it."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from repochat.thinking.risk.additive import read_model
from repochat.thinking.risk.commits import CHANGE_FEATURES
from repochat.thinking.risk.features import FEATURES
from repochat.thinking.risk.quality import measure_quality

SAMPLE = Path(__file__).parents[3] / "evals" / "risk" / "sample.json"


@pytest.mark.parametrize("name", ["bug", "review"])
def test_the_shipped_model_reproduces_the_stored_evaluation(name: str) -> None:
    sample = json.loads(SAMPLE.read_text("utf-8"))
    assert sample["features"] == list(FEATURES)
    model = getattr(read_model(), name)
    ranks = np.array(sample["ranks"])[:, [FEATURES.index(feature) for feature in model.features]]
    found = measure_quality(model.score(ranks), np.array(sample["lines"]), np.array(sample["fixes"]))
    assert asdict(found) == pytest.approx(sample[name], abs=1e-5)


def test_the_shipped_model_says_what_it_was_learned_from_and_what_it_is_worth() -> None:
    model = read_model()
    assert len(model.training["repositories"]) >= 30
    assert model.training["measured"]["bug_auc_above_lines"]["low"] > 0
    assert model.training["window"]["fixes_until"]
    assert set(model.bug.features) | set(model.review.features) <= set(FEATURES)
    assert set(model.change.features) <= set(CHANGE_FEATURES)


def test_more_fixes_in_the_past_never_lower_the_bug_score_much() -> None:
    """Half of the scale against the top of it, everything else in the middle."""
    model = read_model().bug
    middle = np.full((2, len(model.features)), 0.5)
    for name in ("lasting_fixes", "lasting_commits", "lines"):
        middle[1, model.features.index(name)] = 0.99
    low, high = model.score(middle)
    assert high > low + 1
