"""The risk of every file of a revision: two scores that answer two questions, with size alone beside them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isnan, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.thinking.risk.additive import AdditiveModel, RiskModel, read_model
from repochat.thinking.risk.features import FEATURES, RiskTable, build_table, rank_within
from repochat.thinking.risk.model import LIMITS, FileRisk, FileSignals, RevisionRisk, RiskLimits, ShouldStop
from repochat.thinking.risk.reasons import tell_reasons

Floats = NDArray[np.float64]

_NOTHING = FileSignals()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableScores:
    """Both scores of each of `n` files of a table, and what each feature of a model adds to them."""

    bug: Floats  # (n,)
    review: Floats  # (n,)
    bug_parts: Floats  # (n, features of the model)
    review_parts: Floats  # (n, features of the model)


def score_revision(
    mirror: Path,
    sha: str,
    signals: Mapping[str, FileSignals] | None = None,
    *,
    model: RiskModel | None = None,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> RevisionRisk:
    """Every file of code at commit `sha`, the likeliest next bug first. Seconds for thousands of files; blocks.

    `signals` by path is what others know of files. Nothing after the commit is read, so an older revision gets the
    scores that it would have got then. Raises MissingObjectError, LimitError (`log_timeout_s`), GitStoppedError.
    """
    table = build_table(mirror, sha, signals, limits=limits, should_stop=should_stop)
    return describe_table(table, signals or {}, model or read_model(), limits)


def score_table(table: RiskTable, model: RiskModel) -> TableScores:
    """The scores alone."""
    ranks = rank_within(table.raw)
    bug_parts, review_parts = _explain(model.bug, ranks), _explain(model.review, ranks)
    return TableScores(
        bug=model.bug.base + bug_parts.sum(axis=1),
        review=model.review.base + review_parts.sum(axis=1),
        bug_parts=bug_parts,
        review_parts=review_parts,
    )


def describe_table(
    table: RiskTable, signals: Mapping[str, FileSignals], model: RiskModel, limits: RiskLimits = LIMITS
) -> RevisionRisk:
    """The scores with their percentiles and reasons."""
    scores = score_table(table, model)
    percentiles = _percentiles(scores.bug), _percentiles(scores.review), _percentiles(table.lines)
    likely = calibrate(model, scores.bug, table.fixed_share)
    files: list[FileRisk] = []
    for at, path in enumerate(table.paths):
        features = _name_features(table, at, signals.get(path, _NOTHING))
        parts = dict(zip(model.bug.features, scores.bug_parts[at].tolist(), strict=True))
        bug_percentile, review_percentile, size_percentile = (float(each[at]) for each in percentiles)
        files.append(
            FileRisk(
                path=path,
                lines=int(table.lines[at]),
                bug_score=float(scores.bug[at]),
                bug_percentile=bug_percentile,
                bug_probability=float(likely[at]),
                review_score=float(scores.review[at]),
                review_percentile=review_percentile,
                size_percentile=size_percentile,
                features=features,
                contributions=parts,
                review_contributions=dict(zip(model.review.features, scores.review_parts[at].tolist(), strict=True)),
                reasons=tell_reasons(
                    features,
                    parts,
                    bug_percentile=bug_percentile,
                    size_percentile=size_percentile,
                    reasons_max=limits.reasons_max,
                ),
            )
        )
    return RevisionRisk(
        sha=table.sha,
        scored_at=table.now_s,
        model_version=model.version,
        files=tuple(sorted(files, key=lambda file: (-file.bug_score, file.path))),
        bug_base=model.bug.base,
        review_base=model.review.base,
        commits_read=table.commits_read,
        is_history_cut=table.is_history_cut,
        has_lines=table.has_lines,
        files_left_out=table.files_left_out,
    )


def calibrate(model: RiskModel, scores: Floats, fixed_share: float) -> Floats:
    """Probabilities of a fix in the year after; `fixed_share` is how many files had one in the year before."""
    slope, weight, shift = model.calibration
    return 1 / (1 + np.exp(-(slope * scores + weight * log(fixed_share / (1 - fixed_share)) + shift)))


def _explain(model: AdditiveModel, ranks: Floats) -> Floats:
    return model.explain(ranks[:, [FEATURES.index(name) for name in model.features]])


def _percentiles(values: Floats) -> Floats:
    """The share of the others that have less, ties halved, in [0, 100]; 50 for a single file."""
    if len(values) < 2:  # noqa: PLR2004  others are needed
        return np.full(len(values), 50.0)
    ordered = np.sort(values)
    between = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") - 1
    return between / 2 / (len(values) - 1) * 100


def _name_features(table: RiskTable, at: int, signals: FileSignals) -> dict[str, float | None]:
    """The raw values, what the history counts for people, and what others know; None is unknown."""
    values = dict(zip(FEATURES, table.raw[at].tolist(), strict=True))
    named: dict[str, float | None] = {name: None if isnan(value) else round(value, 4) for name, value in values.items()}
    past = table.histories.get(table.paths[at])
    named["commits_90_days"] = float(past.commits_90_days) if past else 0.0
    named["fixes_365_days"] = float(past.fixes_365_days) if past else 0.0
    return {**named, **{name: value for name, value in asdict(signals).items() if name != "in_degree"}}
