"""The risk of a change among this repository's own commits of about its size: a large one is not risky as such."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.git import GitLimits, list_changes, read_commit, read_line_history
from repochat.thinking.risk.additive import RiskModel, read_model
from repochat.thinking.risk.commits import CHANGE_FEATURES, ChangeReader, ChangeTable
from repochat.thinking.risk.features import rank_within
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.model import LIMITS, ChangeFile, ChangeRisk, RiskLimits, ShouldStop
from repochat.thinking.risk.population import find_language, list_endings, list_sources
from repochat.thinking.risk.reasons import count

Floats = NDArray[np.float64]

_BAND_SHARE = 0.2
_BAND_MIN = 30
_TELLING = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """Positions of commits of about one size, and the sizes at its ends."""

    members: NDArray[np.int64]
    lines: tuple[int, int]


def score_change(
    mirror: Path,
    old_sha: str,
    new_sha: str,
    *,
    model: RiskModel | None = None,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> ChangeRisk | None:
    """What turns `old_sha` into `new_sha`, as one change by the author of the newer; None when it touches no code.

    The commits before `old_sha` are what it is compared with. Blocks for seconds. Raises MissingObjectError,
    LimitError (`log_timeout_s`), GitStoppedError.
    """
    git_limits = GitLimits(read_timeout_s=limits.log_timeout_s)
    changes = list_changes(mirror, old_sha, new_sha, should_stop=should_stop, limits=git_limits)
    named = [ChangeFile(path=_text(each.old_path), added=each.added, removed=each.removed) for each in changes]
    files = [file for file in named if find_language(file.path)]
    if not files:
        return None
    log = read_line_history(
        mirror,
        old_sha,
        suffixes=list_endings(list_sources(mirror, old_sha, git_limits)),
        commits_max=limits.commits_max,
        should_stop=should_stop,
        limits=git_limits,
    )
    facts = read_commit(mirror, new_sha, limits=git_limits)
    reader = ChangeReader(limits)
    own = _take_last(reader.read(log.commits), limits.change_commits_max)
    row = reader.describe(
        files, facts.author, facts.committed_at, is_fix=find_fix(facts.subject, facts.body) is not None
    )
    size = float(sum((file.added or 0) + (file.removed or 0) for file in files))
    notes = () if log.has_lines else ("Lines of older commits are not known: the mirror lacks some of their blobs.",)
    return compare_change(row, size, own, model or read_model(), notes=notes, reasons_max=limits.reasons_max)


def compare_change(
    row: list[float], size: float, own: ChangeTable, model: RiskModel, *, notes: tuple[str, ...], reasons_max: int
) -> ChangeRisk:
    """A change with features `row` among the commits of `own`."""
    ranks = rank_within(np.vstack([own.raw, np.array([row])]))
    parts = model.change.explain(ranks[:, [CHANGE_FEATURES.index(name) for name in model.change.features]])
    scores = model.change.base + parts.sum(axis=1)
    band = _find_band(own.sizes, size)
    contributions: dict[str, float] = dict(zip(model.change.features, parts[-1].tolist(), strict=True))
    features = {name: None if isnan(value) else value for name, value in zip(CHANGE_FEATURES, row, strict=True)}
    return ChangeRisk(
        percentile=None if band is None else _place(scores[band.members], scores[-1]),
        size_percentile=_place(own.sizes, size) if len(own.sizes) else None,
        score=float(scores[-1]),
        base=model.change.base,
        band_commits=0 if band is None else len(band.members),
        band_lines=(0, 0) if band is None else band.lines,
        features=features,
        contributions=contributions,
        reasons=_tell(features, contributions, reasons_max),
        model_version=model.version,
        notes=notes if band else (*notes, f"Fewer than {_BAND_MIN} commits of code came before: none to compare with."),
    )


def _find_band(sizes: Floats, size: float) -> _Band | None:
    """The fifth of commits nearest in size by their logarithm; None when there are too few."""
    if len(sizes) < _BAND_MIN:
        return None
    wanted = max(_BAND_MIN, int(len(sizes) * _BAND_SHARE))
    distance = np.abs(np.log1p(sizes) - np.log1p(size))
    members = np.argsort(distance, kind="stable")[:wanted]
    return _Band(members=members, lines=(int(sizes[members].min()), int(sizes[members].max())))


def _place(values: Floats, value: float) -> float:
    """The share in [0, 100] of `values` that are less, ties halved."""
    return float((np.sum(values < value) + np.sum(values == value) / 2) / len(values) * 100)


def _take_last(table: ChangeTable, commits_max: int) -> ChangeTable:
    return ChangeTable(
        shas=table.shas[-commits_max:],
        times=table.times[-commits_max:],
        sizes=table.sizes[-commits_max:],
        raw=table.raw[-commits_max:],
    )


def _tell(values: Mapping[str, float | None], parts: Mapping[str, float], reasons_max: int) -> tuple[str, ...]:
    """What raises the score most, in plain numbers; size is told apart."""
    raising = sorted(((added, name) for name, added in parts.items() if added > _TELLING), reverse=True)
    told = [_tell_feature(name, value) for _, name in raising if (value := values[name]) is not None]
    return tuple(sentence for sentence in told if sentence)[:reasons_max]


def _tell_feature(name: str, value: float) -> str:
    sentences = {
        "files": f"touches {count(value, 'file')} of code",
        "folders": f"spread over {count(value, 'folder')}",
        "entropy": "its lines are scattered over its files",
        "new_files": f"{count(value, 'file')} had no history before" if value else "",
        "is_fix": "is itself a fix" if value else "",
        "experience": f"its author made {count(value, 'commit')} of code here before",
        "own_share": "its author has not touched most of these files before" if value < 0.5 else "",  # noqa: PLR2004  half
        "file_commits": f"its files changed {count(value, 'time')} each before, on average",
        "file_recent_commits": "one of its files changes often these months",
        "file_fixes": "one of its files was fixed often lately" if value >= 1 else "",
        "file_authors": f"{count(value, 'person', 'people')} changed one of its files",
        "quiet_days": f"its files had last changed {count(value, 'day')} before, on average",
    }
    return sentences.get(name, "")


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
