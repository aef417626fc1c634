"""The shipped models: sums of one step function for each feature, so that what a feature adds is exact and can be said.

    score = base + sum over features of steps[feature][bin of the feature's rank]

Learned by boosting on other repositories (`evals/risk`); read with numpy alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MODEL_FILE = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditiveModel:
    """`steps` has a row for each of `features` and a column for each of the equal bins of a rank in [0, 1]."""

    features: tuple[str, ...]
    base: float
    steps: Floats  # (features, bins)

    def explain(self, ranks: Floats) -> Floats:
        """What each feature adds for each file: (files, features); `ranks` are columns in the order of `features`."""
        if not len(ranks):
            return np.empty((0, len(self.features)))
        bins = self.steps.shape[1]
        at = np.clip((ranks * bins).astype(np.int64), 0, bins - 1)
        return self.steps[np.arange(len(self.features)), at]

    def score(self, ranks: Floats) -> Floats:
        """`base` and all that the features add."""
        return self.base + self.explain(ranks).sum(axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskModel:
    """Both models of files, and that of changes. `calibration`: slope, weight of the past share's log odds, shift."""

    version: str
    bug: AdditiveModel
    review: AdditiveModel
    change: AdditiveModel
    calibration: tuple[float, float, float]
    training: Mapping[str, Any]


@lru_cache(maxsize=1)
def read_model(file: Path = MODEL_FILE) -> RiskModel:
    """The model that is shipped with the product."""
    return parse_model(json.loads(file.read_text("utf-8")))


def parse_model(body: Mapping[str, Any]) -> RiskModel:
    """The model out of its JSON."""
    slope, weight, shift = body["calibration"]
    return RiskModel(
        version=body["version"],
        bug=parse_additive(body["bug"]),
        review=parse_additive(body["review"]),
        change=parse_additive(body["change"]),
        calibration=(slope, weight, shift),
        training=body["training"],
    )


def parse_additive(body: Mapping[str, Any]) -> AdditiveModel:
    """The model as `write_additive` wrote it."""
    return AdditiveModel(
        features=tuple(body["steps"]),
        base=float(body["base"]),
        steps=np.array(list(body["steps"].values()), np.float64),
    )


def write_additive(model: AdditiveModel, digits: int = 4) -> dict[str, Any]:
    """The model as JSON holds it."""
    rows = {name: [round(float(v), digits) for v in row] for name, row in zip(model.features, model.steps, strict=True)}
    return {"base": round(model.base, digits), "steps": rows}
