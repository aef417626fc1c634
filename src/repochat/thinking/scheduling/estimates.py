"""What a run will use, as far as can be told before it starts."""

from collections.abc import Mapping, Sequence
from math import ceil

from repochat.catalog.thinking.bucket_store import RESOURCES
from repochat.thinking.spec import Amounts, CostModel, Level

Measured = Sequence[Mapping[str, float]]

QUANTILE = 0.8
"""Of measured runs: more than most of them used, so that few run over, and one that ran wild counts for little."""
MEASURED_MIN = 3
"""Runs before they are believed instead of the cost model."""
UNCAPPED_TIMES = 4
LEAST: Mapping[str, float] = {"cpu_s": 0.1}
"""Even a run that finds nothing to do starts a process."""


def estimate(cost: CostModel, level: Level, *, files: int, measured: Measured) -> Amounts:
    """By the cost model for `files` files; from three measured runs on by a quantile of these. Never above the cap.

    `measured` are the newest runs of the same Thought, level and repository. With one or two of them the larger of
    model and measure holds.
    """
    cap, values = cost.caps[level], {}
    for name in (*RESOURCES, "memory_bytes"):
        modelled = getattr(cost.base, name) + files * getattr(cost.per_file, name)
        most = getattr(cap, name) or modelled  # a cap that says nothing of a resource leaves it to the model
        told = _believe(modelled, [float(used.get(name, 0)) for used in measured])
        values[name] = min(max(told, LEAST.get(name, 0.0)), most) if most else 0.0
    whole = {name: ceil(values[name]) for name in ("memory_bytes", "io_bytes", "model_tokens")}
    return Amounts(**{**values, **whole})


def allow(cost: CostModel, level: Level, asked: Amounts) -> Amounts:
    """What the run may take at most: the level's cap; where that says nothing, a few times what it asks."""
    cap, values = cost.caps[level], {}
    for name in Amounts.__dataclass_fields__:
        wanted = getattr(asked, name)
        values[name] = max(getattr(cap, name) or UNCAPPED_TIMES * wanted, wanted)
    return Amounts(**values)


def quantile_of(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not pass: no mean, so no outlier moves it far."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _believe(modelled: float, measured: Sequence[float]) -> float:
    if not measured:
        return modelled
    seen = quantile_of(measured, QUANTILE)
    return seen if len(measured) >= MEASURED_MIN else max(modelled, seen)
