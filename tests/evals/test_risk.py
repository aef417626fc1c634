"""The arithmetic of the risk evaluation: boosting learns what is there, and orders are measured right."""

import numpy as np
import pytest
from evals.risk.boosting import Boosting, learn
from evals.risk.calibration import Scored, draw_curve, fit, predict
from evals.risk.measuring import draw_interval
from hypothesis import given
from hypothesis import strategies as st

from repochat.thinking.risk.quality import measure_auc, measure_popt, measure_recall

_CHANCE = np.random.default_rng(3)


def test_boosting_finds_the_feature_that_tells() -> None:
    ranks = _CHANCE.random((2_000, 3))
    targets = (ranks[:, 1] > 0.5).astype(np.float64)
    plan = Boosting(loss="logistic", rounds=30, rate=0.3, ridge=1.0)
    model = learn(plan, ("a", "b", "c"), ranks, targets, np.ones(2_000), np.zeros(2_000))
    assert (measure_auc(model.score(ranks), targets > 0) or 0) > 0.99
    assert np.abs(model.steps[1]).max() > 10 * np.abs(model.steps[[0, 2]]).max()


def test_a_monotone_feature_steps_one_way_only() -> None:
    ranks = _CHANCE.random((1_000, 1))
    targets = np.sin(ranks[:, 0] * 6) > 0
    plan = Boosting(loss="logistic", rounds=40, monotone=(("a", -1),))
    model = learn(plan, ("a",), ranks, targets.astype(np.float64), np.ones(1_000), np.zeros(1_000))
    assert (np.diff(model.steps[0]) <= 1e-12).all()


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 4)), min_size=2, max_size=30))
def test_popt_is_one_for_the_best_order_and_zero_for_the_worst(files: list[tuple[int, int]]) -> None:
    lines = np.array([size for size, _ in files], np.float64)
    fixes = np.array([count for _, count in files], np.float64)
    best = measure_popt(fixes / lines, lines, fixes)
    if best is None:
        return
    assert best == pytest.approx(1)
    assert measure_popt(-fixes / lines, lines, fixes) == pytest.approx(0)


def test_an_order_without_information_scores_a_half() -> None:
    assert measure_auc(np.ones(10), np.arange(10) < 4) == 0.5
    assert measure_recall(np.ones(4), np.ones(4), np.array([1.0, 0, 0, 3])) == pytest.approx(0.2)
    assert measure_auc(np.arange(4.0), np.zeros(4, bool)) is None


def test_calibration_says_what_comes() -> None:
    scores = _CHANCE.normal(size=4_000)
    came = _CHANCE.random(4_000) < 1 / (1 + np.exp(-(2 * scores - 1)))
    halves = [
        Scored(scores=scores[at], fixed_share=0.3, is_fixed=came[at]) for at in (slice(0, 2000), slice(2000, None))
    ]
    said = predict(fit(halves[:1]), halves[1])
    assert all(abs(group["said"] - group["came"]) < 0.1 for group in draw_curve(said, halves[1].is_fixed))


def test_an_interval_of_equal_repositories_has_no_width() -> None:
    assert draw_interval([0.2, 0.2, 0.2]) == {"mean": 0.2, "low": 0.2, "high": 0.2}
