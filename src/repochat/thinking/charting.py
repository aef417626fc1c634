"""Maps of risk for a revision and, so that a slider has something to slide over, for the quarters before it."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from repochat.catalog.thinking.risk_store import NewRiskMap, RiskFile, RiskMap, RiskStore
from repochat.git import find_commit_at, read_commit
from repochat.thinking.context import ThoughtContext
from repochat.thinking.risk import FileRisk, FileSignals, RevisionRisk, measure_own_history, score_revision
from repochat.thinking.spec import Level

ShouldStop = Callable[[], bool]
QUARTER_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLimits:
    """How much of the past one run maps, by its level, and how many files of a past revision are kept."""

    past_small: int = 0
    past_medium: int = 2
    past_large: int = 6
    past_quarters_max: int = 12
    past_files_max: int = 5_000
    quality_days: float = 7
    push_pause_h: float = 6  # ranks of files hardly move within hours, and each map reads the history

    def count_past(self, level: Level) -> int:
        return {"small": self.past_small, "medium": self.past_medium, "large": self.past_large}[level]


LIMITS = ChartLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the catalog holds already: mapped commits, a measured quality that is still young, and files' signals."""

    shas: Collection[str] = ()
    quality: Mapping[str, Any] | None = None
    signals: Mapping[str, FileSignals] = field(default_factory=dict[str, FileSignals])


async def chart_repo(context: ThoughtContext, sha: str) -> list[NewRiskMap]:
    """As `chart_risk`, of the run's repository at commit `sha`; nothing when pushes follow each other closely."""
    async with context.services.database.read(context.viewer.scope) as session:
        store = RiskStore(session)
        maps, findings = await store.list_maps(context.repo.id), await store.list_findings(context.repo.id)
    now = context.services.clock()
    if context.trigger == "push" and maps and maps[0].created_at > now - timedelta(hours=LIMITS.push_pause_h):
        return []
    known = Known(
        shas={each.sha for each in maps if each.sha != sha},
        quality=_find_quality(maps, now),
        signals={path: FileSignals(**asdict(found)) for path, found in findings.items()},
    )
    return await asyncio.to_thread(
        chart_risk, context.mirror, sha, context.level, known=known, should_stop=context.should_stop
    )


def chart_risk(
    mirror: Path,
    sha: str,
    level: Level,
    *,
    known: Known | None = None,
    should_stop: ShouldStop | None = None,
    limits: ChartLimits = LIMITS,
) -> list[NewRiskMap]:
    """The map of commit `sha`, then those of quarters before it that are not known, newest first.

    Reads git alone; seconds for thousands of files, times the maps. Raises as `thinking.risk.score_revision` does.
    """
    held = known or Known()
    maps = [_chart_newest(mirror, sha, held, should_stop)]
    for past in _list_past(mirror, sha, limits):
        if len(maps) > limits.count_past(level):
            break
        if past not in held.shas:
            maps.append(_chart_past(mirror, past, limits, should_stop))
    return maps


def list_quarters(moment: datetime, count: int) -> list[datetime]:
    """The starts of `count` calendar quarters (UTC) before `moment`, the newest first."""
    first = moment.year * 4 + (moment.month - 1) // QUARTER_MONTHS
    quarters = (divmod(first - back, 4) for back in range(count))
    return [datetime(year, quarter * QUARTER_MONTHS + 1, 1, tzinfo=UTC) for year, quarter in quarters]


def _list_past(mirror: Path, sha: str, limits: ChartLimits) -> Iterator[str]:
    """Where the line of `sha` stood at each quarter's start: the same commits whenever somebody asks."""
    seen = {sha}
    made = datetime.fromtimestamp(read_commit(mirror, sha).committed_at, UTC)
    for quarter in list_quarters(made, limits.past_quarters_max):
        past = find_commit_at(mirror, sha, int(quarter.timestamp()))
        if past is None:
            return
        if past not in seen:
            seen.add(past)
            yield past


def _chart_newest(mirror: Path, sha: str, known: Known, should_stop: ShouldStop | None) -> NewRiskMap:
    scored = score_revision(mirror, sha, known.signals, should_stop=should_stop)
    quality = known.quality if known.quality is not None else _measure(mirror, sha, should_stop)
    return _to_map(scored, quality, [_to_file(file) for file in scored.files])


def _measure(mirror: Path, sha: str, should_stop: ShouldStop | None) -> dict[str, Any]:
    own = measure_own_history(mirror, sha, should_stop=should_stop)
    return {} if own is None else asdict(own)


def _find_quality(maps: Sequence[RiskMap], now: datetime) -> Mapping[str, Any] | None:
    """A year of history is not measured anew for each push."""
    young = now - timedelta(days=LIMITS.quality_days)
    return next((each.quality for each in maps if each.quality and each.created_at > young), None)


def _chart_past(mirror: Path, sha: str, limits: ChartLimits, should_stop: ShouldStop | None) -> NewRiskMap:
    scored = score_revision(mirror, sha, should_stop=should_stop)
    return _to_map(scored, {}, [_to_point(file) for file in scored.files[: limits.past_files_max]])


def _to_map(scored: RevisionRisk, quality: Mapping[str, Any], files: list[RiskFile]) -> NewRiskMap:
    return NewRiskMap(
        sha=scored.sha,
        committed_at=datetime.fromtimestamp(scored.scored_at, UTC),
        model=scored.model_version,
        quality=quality,
        problems=tuple(_list_problems(scored, len(files))),
        files=files,
    )


def _list_problems(scored: RevisionRisk, kept: int) -> Iterator[str]:
    if scored.is_history_cut:
        yield f"Only the newest {scored.commits_read:,} commits were read."
    if not scored.has_lines:
        yield "Lines added and removed are unknown: git lacks objects of the history."
    if scored.files_left_out:
        yield f"{scored.files_left_out:,} files were left out: there are too many."
    if kept < len(scored.files):
        yield f"Of this older revision the {kept:,} riskiest files are kept."


def _to_file(file: FileRisk) -> RiskFile:
    names = {*file.features, *file.contributions, *file.review_contributions}
    features = {
        name: {
            "value": file.features.get(name),
            "bug": file.contributions.get(name, 0.0),
            "review": file.review_contributions.get(name, 0.0),
        }
        for name in sorted(names)
    }
    return RiskFile(**_scores(file), features=features, reasons=file.reasons)


def _to_point(file: FileRisk) -> RiskFile:
    return RiskFile(**_scores(file))


def _scores(file: FileRisk) -> dict[str, Any]:
    return {
        "path": file.path,
        "lines": file.lines,
        "bug_score": file.bug_score,
        "bug_percentile": file.bug_percentile,
        "review_score": file.review_score,
        "review_percentile": file.review_percentile,
        "size_percentile": file.size_percentile,
    }
