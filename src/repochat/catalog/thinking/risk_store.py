"""Maps of risk: the two scores of every file of a revision, and what the scores were worth on this history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, case, delete, func, insert, select

from repochat.catalog.thinking.insight_models import InsightRow
from repochat.catalog.thinking.insight_store import OPEN
from repochat.catalog.thinking.risk_models import RiskMapRow, RiskRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id

RiskOrder = Literal["bug", "review", "size"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskStoreLimits:
    """Bounds of what is kept and listed."""

    maps_max: int = 24  # of a repository: the newest, and older ones evenly spread
    listed_max: int = 20_000
    insert_rows: int = 1_000


LIMITS = RiskStoreLimits()
SEVERITY_POINTS = {"info": 0.0, "low": 3.0, "medium": 5.5, "high": 8.0, "critical": 9.5}  # as CVSS 3.1 bands, middle


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFile:
    """A file's scores; percentiles are in [0, 100]. `features` and `reasons` not in maps of the past."""

    path: str
    lines: int
    bug_score: float
    bug_percentile: float
    review_score: float
    review_percentile: float
    size_percentile: float
    features: Mapping[str, Any] = field(default_factory=dict[str, Any])
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMap:
    """Which revision was scored by which model. `quality` is as `thinking.risk` tells it, `problems` what was cut."""

    id: UUID
    sha: str
    committed_at: datetime
    model: str
    files: int
    quality: Mapping[str, Any]
    problems: Sequence[str]
    run_id: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRiskMap:
    """A map to be kept."""

    sha: str
    committed_at: datetime
    model: str
    quality: Mapping[str, Any]
    problems: Sequence[str]
    files: Sequence[RiskFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFindings:
    """Open insights of a file. `security_severity` is of the worst with a CWE, in [0, 10]; None: there is none."""

    smells: int
    secrets: int
    security_severity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """A file's scores at an older revision."""

    sha: str
    committed_at: datetime
    bug_percentile: float
    review_percentile: float


class RiskStore:
    """Reads maps."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find_map(self, repo_id: UUID, sha: str | None = None) -> RiskMap | None:
        """Of the revision, or of the newest that has one."""
        query = select(RiskMapRow).where(RiskMapRow.repo_id == repo_id)
        if sha is not None:
            query = query.where(RiskMapRow.sha == sha)
        row = await self._session.scalar(query.order_by(RiskMapRow.committed_at.desc(), RiskMapRow.id.desc()).limit(1))
        return None if row is None else _to_map(row)

    async def list_maps(self, repo_id: UUID) -> list[RiskMap]:
        """The newest revision first, at most `maps_max`."""
        query = select(RiskMapRow).where(RiskMapRow.repo_id == repo_id)
        query = query.order_by(RiskMapRow.committed_at.desc(), RiskMapRow.id.desc()).limit(LIMITS.maps_max)
        return [_to_map(row) for row in await self._session.scalars(query)]

    async def list_files(self, map_id: UUID, *, folder: str, order: RiskOrder, limit: int) -> list[RiskFile]:
        """Those below `folder` ("" is all), the riskiest first."""
        scores = {"bug": RiskRow.bug_score, "review": RiskRow.review_score, "size": RiskRow.size_percentile}
        query = _below(select(RiskRow).where(RiskRow.map_id == map_id), folder)
        query = query.order_by(scores[order].desc(), RiskRow.path).limit(min(limit, LIMITS.listed_max))
        return [_to_file(row) for row in await self._session.scalars(query)]

    async def count_files(self, map_id: UUID, folder: str) -> int:
        """How many files the map has below `folder`."""
        query = _below(select(func.count()).select_from(RiskRow).where(RiskRow.map_id == map_id), folder)
        return await self._session.scalar(query) or 0

    async def get_file(self, map_id: UUID, path: str) -> RiskFile:
        """Raises NotFoundError."""
        row = await self._session.get(RiskRow, (map_id, path))
        if row is None:
            raise NotFoundError(
                f"The map of risk has no file {path!r}.", hint="It holds code files alone; `repochat risk` lists them."
            )
        return _to_file(row)

    async def list_points(self, repo_id: UUID, path: str) -> list[RiskPoint]:
        """The file in every map that has it, the oldest revision first."""
        query = (
            select(RiskMapRow.sha, RiskMapRow.committed_at, RiskRow.bug_percentile, RiskRow.review_percentile)
            .join(RiskRow, RiskRow.map_id == RiskMapRow.id)
            .where(RiskMapRow.repo_id == repo_id, RiskRow.path == path)
            .order_by(RiskMapRow.committed_at)
            .limit(LIMITS.maps_max)
        )
        return [
            RiskPoint(sha=sha, committed_at=at, bug_percentile=bug, review_percentile=review)
            for sha, at, bug, review in await self._session.execute(query)
        ]

    async def list_findings(self, repo_id: UUID) -> dict[str, FileFindings]:
        """What open insights say of files, by path; at most `listed_max` files."""
        is_secret, is_smell = InsightRow.kind == "secret", InsightRow.kind == "smell"
        severity = case(*((InsightRow.severity == name, points) for name, points in SEVERITY_POINTS.items()), else_=0.0)
        query = (
            select(
                InsightRow.path,
                func.count().filter(is_smell),
                func.count().filter(is_secret),
                func.max(severity).filter(InsightRow.cwe != ""),
            )
            .where(InsightRow.repo_id == repo_id, InsightRow.state.in_(OPEN), InsightRow.path != "")
            .group_by(InsightRow.path)
            .limit(LIMITS.listed_max)
        )
        return {
            path: FileFindings(smells=smells, secrets=secrets, security_severity=worst)
            for path, smells, secrets, worst in await self._session.execute(query)
        }

    async def list_percentiles(self, repo_id: UUID, paths: Sequence[str]) -> dict[str, float]:
        """Of the newest map, by path: where the next bug is. Unknown paths are left out."""
        newest = select(RiskMapRow.id).where(RiskMapRow.repo_id == repo_id).order_by(RiskMapRow.committed_at.desc())
        query = select(RiskRow.path, RiskRow.bug_percentile).where(
            RiskRow.map_id == newest.limit(1).scalar_subquery(), RiskRow.path.in_(paths)
        )
        return {row.path: row.bug_percentile for row in await self._session.execute(query)}


class RiskWriter(RiskStore):
    """Keeps maps; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, repo_id: UUID, run_id: UUID, new: NewRiskMap) -> None:
        """In the place of an earlier map of the same revision and model; too many maps are thinned out."""
        same = (RiskMapRow.repo_id == repo_id, RiskMapRow.sha == new.sha, RiskMapRow.model == new.model)
        await self._session.execute(delete(RiskMapRow).where(*same))
        map_id = create_id()
        row = RiskMapRow(
            id=map_id,
            repo_id=repo_id,
            run_id=run_id,
            sha=new.sha,
            committed_at=new.committed_at,
            model=new.model,
            quality=dict(new.quality),
            problems=list(new.problems),
            files=len(new.files),
        )
        self._session.add(row)
        await self._session.flush()
        for start in range(0, len(new.files), LIMITS.insert_rows):
            rows = [_to_row(map_id, file) for file in new.files[start : start + LIMITS.insert_rows]]
            await self._session.execute(insert(RiskRow), rows)
        await self._thin_out(repo_id)

    async def _thin_out(self, repo_id: UUID) -> None:
        """Of too many, the one goes whose neighbours in time are nearest; the newest and the oldest stay."""
        query = select(RiskMapRow.id, RiskMapRow.committed_at).where(RiskMapRow.repo_id == repo_id)
        maps = [
            (row.id, row.committed_at) for row in await self._session.execute(query.order_by(RiskMapRow.committed_at))
        ]
        while len(maps) > LIMITS.maps_max:
            gaps = [(maps[at + 1][1] - maps[at - 1][1], at) for at in range(1, len(maps) - 1)]
            _, at = min(gaps)
            await self._session.execute(delete(RiskMapRow).where(RiskMapRow.id == maps.pop(at)[0]))


def _below(query: Select[Any], folder: str) -> Select[Any]:
    return query.where(RiskRow.path.startswith(f"{folder}/", autoescape=True)) if folder else query


def _to_row(map_id: UUID, file: RiskFile) -> dict[str, Any]:
    return {
        "map_id": map_id,
        "path": file.path,
        "lines": file.lines,
        "bug_score": file.bug_score,
        "bug_percentile": file.bug_percentile,
        "review_score": file.review_score,
        "review_percentile": file.review_percentile,
        "size_percentile": file.size_percentile,
        "features": dict(file.features),
        "reasons": list(file.reasons),
    }


def _to_file(row: RiskRow) -> RiskFile:
    return RiskFile(
        path=row.path,
        lines=row.lines,
        bug_score=row.bug_score,
        bug_percentile=row.bug_percentile,
        review_score=row.review_score,
        review_percentile=row.review_percentile,
        size_percentile=row.size_percentile,
        features=row.features,
        reasons=row.reasons,
    )


def _to_map(row: RiskMapRow) -> RiskMap:
    return RiskMap(
        id=row.id,
        sha=row.sha,
        committed_at=row.committed_at,
        model=row.model,
        files=row.files,
        quality=row.quality,
        problems=row.problems,
        run_id=row.run_id,
        created_at=row.created_at,
    )
