"""The ranking's parameters, as one versioned value. Trained by `evals/ranking`; see its README for the data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.search.features import FEATURES


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A linear model over FEATURES. A file's score is the sum of weight x value, nothing else."""

    version: str
    weights: Mapping[str, float]

    def as_vector(self) -> NDArray[np.float32]:
        """(len(FEATURES),) in the features' order; a feature without a weight counts nothing."""
        return np.array([self.weights.get(name, 0.0) for name in FEATURES], np.float32)

    def as_json(self) -> dict[str, Any]:
        return {"version": self.version, "weights": dict(self.weights)}


@lru_cache(maxsize=1)
def load_shipped_policy() -> Policy:
    """The policy that came with this release."""
    data = json.loads(files("repochat.search").joinpath("policy.json").read_text("utf-8"))
    return Policy(version=data["version"], weights=data["weights"])
