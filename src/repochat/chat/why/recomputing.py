"""What would have been found without combinations that nobody thought of when the answer was made."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from repochat.accounts import Viewer
from repochat.catalog.answer_store import RetrievalLog
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.chat.why.model import Why, WhySearch, Without
from repochat.chat.why.telling import read_counterfactual
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError
from repochat.search import GROUPS, FeatureGroup, Searcher, SearchFilter
from repochat.search.features import FEATURES

_BY_NAME = {group.name: group for group in GROUPS}


def list_counterfactual_groups() -> tuple[FeatureGroup, ...]:
    """Those told when an answer is made, and stored with it."""
    return GROUPS


def parse_without(text: str) -> FeatureGroup:
    """One group of all that `text` names: groups and features, parted by commas. Raises InvalidError."""
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in _BY_NAME and name not in FEATURES]
    if unknown or not names:
        raise InvalidError(
            f"Nothing is called {', '.join(unknown)[:200]!r} here." if unknown else "Say without what.",
            hint=f"Name some of: {', '.join(_BY_NAME)}; or a feature as the answer's why lists them.",
        )
    if len(names) == 1 and names[0] in _BY_NAME:
        return _BY_NAME[names[0]]
    groups = [_BY_NAME[name] for name in names if name in _BY_NAME]
    features = {*(name for name in names if name in FEATURES), *(name for each in groups for name in each.features)}
    return FeatureGroup(
        name=", ".join(names),
        words="what was asked for",
        features=tuple(name for name in FEATURES if name in features),
        legs=tuple(leg for each in groups for leg in each.legs),
    )


class Recomputer:
    """Searches again as an answer did, at its revision, without a group of features."""

    def __init__(self, database: Database, searcher: Searcher) -> None:
        self._database = database
        self._searcher = searcher

    async def tell(self, viewer: Viewer, why: Why, log: RetrievalLog, group: FeatureGroup) -> Why:
        """`why` with the counterfactual of `group` alone: as it was stored, or else told now and marked so.

        Raises NotFoundError when a repository or an index that the answer used is gone.
        """
        searches = [
            replace(search, counterfactuals=(await self._find(viewer, search, logged, group),))
            for search, logged in zip(why.searches, log.searches, strict=True)
        ]
        return replace(why, searches=tuple(searches))

    async def _find(self, viewer: Viewer, search: WhySearch, logged: Mapping[str, Any], group: FeatureGroup) -> Without:
        stored = next((each for each in search.counterfactuals if each.without == group.name), None)
        return stored or await self._recompute(viewer, search, logged, group)

    async def _recompute(
        self, viewer: Viewer, search: WhySearch, logged: Mapping[str, Any], group: FeatureGroup
    ) -> Without:
        report = await self._searcher.search(
            viewer,
            await self._get_repo(viewer, search.label),
            search.query,
            rev=search.revision,
            limit=len(search.hits),
            where=_read_filter(logged.get("where")),
            counterfactuals=(group,),
        )
        note = f"Told now, at {search.revision[:12]}."
        if report.policy_version != search.policy_version:
            note += f" The ranking has changed since: {search.policy_version} then, {report.policy_version} now."
        told = [asdict(each) for each in report.counterfactuals] or [{"without": group.name, "hits": []}]
        return read_counterfactual(told[0], search.hits, is_recomputed=True, note=note)

    async def _get_repo(self, viewer: Viewer, label: str) -> Repo:
        """A label is a repository's name, with a revision behind an @ when the answer speaks of two."""
        async with self._database.read(viewer.scope) as session:
            store = RepoStore(session)
            repo = await store.find(label) or await store.find(label.rpartition("@")[0])
        if repo is None:
            raise NotFoundError(
                f"The repository {label!r} is not connected any more.", hint="Connect and index it again."
            )
        return repo


def _read_filter(stored: Mapping[str, Any] | None) -> SearchFilter | None:
    if stored is None:
        return None
    return SearchFilter(paths=tuple(stored["paths"]), languages=tuple(stored["languages"]), tests=stored["tests"])
