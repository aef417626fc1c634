"""Maps of risk as people walk through them: a revision's files, one file with its reasons, and the past."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.risk_store import RiskFile, RiskMap, RiskOrder, RiskPoint, RiskStore
from repochat.core.errors import NotFoundError, RepochatError
from repochat.git import GitStoppedError
from repochat.indexing.connect import mirror_of
from repochat.thinking.risk import FunctionRisk, list_risky_functions
from repochat.workspace.resources import Resources

FUNCTIONS_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskView:
    """Files of one map below a folder, with the maps that there are, the newest revision first."""

    repo: Repo
    map: RiskMap
    files: Sequence[RiskFile]
    files_count: int
    maps: Sequence[RiskMap]

    @property
    def is_cut(self) -> bool:
        return self.files_count > len(self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFileView:
    """One file with what made its scores, where inside it to look, and its scores at older revisions, oldest first.

    `problems` say what of `functions` was left out.
    """

    repo: Repo
    map: RiskMap
    file: RiskFile
    points: Sequence[RiskPoint]
    functions: Sequence[FunctionRisk]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFeature:
    """A feature's value, and what it adds to each score (in log odds, and in the log of fixes a line)."""

    name: str
    value: float | None
    contribution_bug: float
    contribution_review: float


async def read_risk(
    resources: Resources, viewer: Viewer, repo: Repo, *, sha: str | None, folder: str, order: RiskOrder, limit: int
) -> RiskView:
    """The newest map, or that of the revision `sha`. Raises NotFoundError, which says how to get one."""
    async with resources.database.read(viewer.scope) as session:
        store = RiskStore(session)
        risk_map = await _get_map(store, repo, sha)
        files = await store.list_files(risk_map.id, folder=folder, order=order, limit=limit)
        count = await store.count_files(risk_map.id, folder)
        return RiskView(repo=repo, map=risk_map, files=files, files_count=count, maps=await store.list_maps(repo.id))


async def read_file_risk(
    resources: Resources, viewer: Viewer, repo: Repo, *, sha: str | None, path: str
) -> RiskFileView:
    """Functions are read from git when somebody asks, for `FUNCTIONS_S` at most. Raises NotFoundError."""
    async with resources.database.read(viewer.scope) as session:
        store = RiskStore(session)
        risk_map = await _get_map(store, repo, sha)
        file = await store.get_file(risk_map.id, path)
        points = await store.list_points(repo.id, path)
    functions, problems = await _find_functions(resources, repo, risk_map.sha, path)
    return RiskFileView(repo=repo, map=risk_map, file=file, points=points, functions=functions, problems=problems)


async def _find_functions(
    resources: Resources, repo: Repo, sha: str, path: str
) -> tuple[Sequence[FunctionRisk], Sequence[str]]:
    until = time.monotonic() + FUNCTIONS_S
    mirror = mirror_of(resources.home.mirrors, repo)
    try:
        found = await asyncio.to_thread(
            list_risky_functions, mirror, sha, path, should_stop=lambda: time.monotonic() > until
        )
    except GitStoppedError:
        return (), (f"The history of this file takes more than {FUNCTIONS_S:.0f} s to follow.",)
    except RepochatError as error:
        return (), (error.message,)
    return found.functions, found.problems


def list_features(features: Mapping[str, Mapping[str, float | None]]) -> list[RiskFeature]:
    """What a map keeps of a file, what weighs most first."""
    found = [
        RiskFeature(
            name=name,
            value=told.get("value"),
            contribution_bug=told.get("bug") or 0.0,
            contribution_review=told.get("review") or 0.0,
        )
        for name, told in features.items()
    ]
    return sorted(found, key=lambda each: (-abs(each.contribution_bug) - abs(each.contribution_review), each.name))


async def _get_map(store: RiskStore, repo: Repo, sha: str | None) -> RiskMap:
    found = await store.find_map(repo.id, sha)
    if found is not None:
        return found
    what = f"at {sha[:12]}" if sha else "yet"
    raise NotFoundError(
        f"There is no map of risk of {repo.name} {what}.",
        hint=f"`repochat think now MapRepo --repo {repo.name}` makes one now; `repochat think on` keeps it up to date.",
    )
