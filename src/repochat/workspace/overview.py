"""All connected repositories at a glance: how fresh each is, what is indexed now, what was used today."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.budget import Budget, read_tenant_budget
from repochat.catalog.follow_store import FollowStore, index_by_repo
from repochat.catalog.link_store import LinkState, LinkStore
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.catalog.run_store import IndexRun, IndexRunStore
from repochat.catalog.spend_store import SpendLine, SpendStore, Spent, choose_limits
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.database import ReadSession
from repochat.indexing.connect import mirror_of
from repochat.workspace.freshness import Freshness, Known, count_behind, recall_freshness
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLimits:
    """`distances_max` repositories have their new commits counted by git; those after them are only told to be behind.

    Languages are counted of `counted_max` revisions in one reading, and kept of `kept_max`; others follow next time.
    """

    distances_max: int = 20
    counted_max: int = 50
    kept_max: int = 1_000


LIMITS = OverviewLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoGlance:
    """`run` is the latest; `active` are those that run or wait. `languages` is None until they are counted."""

    repo: Repo
    revision: Revision | None
    freshness: Freshness
    run: IndexRun | None
    active: tuple[IndexRun, ...]
    languages: Mapping[str, int] | None
    is_thinking: bool

    @property
    def skipped(self) -> Mapping[str, int]:
        """Number of files by reason, most frequent first."""
        counts: dict[str, Any] = self.revision.counts if self.revision else {}
        skipped: dict[str, int] = counts.get("skipped", {})
        return dict(sorted(skipped.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Repositories by name; `spent` counts what running answers reserved, `lines` what was used today."""

    repos: tuple[RepoGlance, ...]
    budget: Budget
    spent: Spent
    lines: tuple[SpendLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    known: tuple[Known, ...]
    runs: Mapping[UUID, IndexRun]
    active: Sequence[IndexRun]
    spent: Spent
    lines: tuple[SpendLine, ...]
    thinking: frozenset[UUID]


class OverviewReader:
    """Build one per process: languages of a revision never change, so they are counted once."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._languages: OrderedDict[int, Mapping[str, int]] = OrderedDict()

    async def read(self, viewer: Viewer) -> Overview:
        """A fixed number of queries, whatever the number of repositories; git is asked only where one is behind."""
        resources = self._resources
        async with resources.database.read(viewer.scope) as session:
            found = await self._read(session)
            await self._count_languages(session, [known.revision for known in found.known if known.revision])
        fresh = await asyncio.to_thread(_judge_all, resources.home.mirrors, found.known)
        return Overview(
            repos=tuple(self._describe(known, fresh[known.repo.id], found) for known in found.known),
            budget=read_tenant_budget(resources.settings),
            spent=found.spent,
            lines=found.lines,
        )

    async def _read(self, session: ReadSession) -> _Read:
        runs, spending = IndexRunStore(session), SpendStore(session, limits=choose_limits(self._resources.settings))
        return _Read(
            known=tuple(await list_known(session)),
            runs=await runs.list_latest(),
            active=await runs.list_active_of_all(),
            spent=(await spending.sum_today()).tenant,
            lines=(await spending.list_spend(1)).lines,
            thinking=frozenset(await ThinkingStore(session).list_on()),
        )

    async def _count_languages(self, session: ReadSession, revisions: Sequence[Revision]) -> None:
        missing = [revision for revision in revisions if revision.id not in self._languages][: LIMITS.counted_max]
        if missing:
            self._languages.update(await RevisionStore(session).count_languages(missing))
        while len(self._languages) > LIMITS.kept_max:
            self._languages.popitem(last=False)

    def _describe(self, known: Known, freshness: Freshness, found: _Read) -> RepoGlance:
        repo_id = known.repo.id
        return RepoGlance(
            repo=known.repo,
            revision=known.revision,
            freshness=freshness,
            run=found.runs.get(repo_id),
            active=tuple(run for run in found.active if run.repo_id == repo_id),
            languages=self._languages.get(known.revision.id) if known.revision else None,
            is_thinking=repo_id in found.thinking,
        )


async def list_known(session: ReadSession) -> list[Known]:
    """What freshness is judged by, of every repository by name."""
    repos = await RepoStore(session).list_repos()
    newest = await RevisionStore(session).list_newest()
    follows = index_by_repo(await FollowStore(session).list_states())
    places: dict[UUID, LinkState] = {link.repo_id: link.state for link in await LinkStore(session).list_links()}
    return [
        Known(repo=repo, revision=newest.get(repo.id), follow=follows.get(repo.id), place=places.get(repo.id))
        for repo in repos
    ]


def _judge_all(mirrors: Path, known: Sequence[Known]) -> dict[UUID, Freshness]:
    judged = {each.repo.id: recall_freshness(each) for each in known}
    behind = [each for each in known if judged[each.repo.id].state == "behind"]
    for each in behind[: LIMITS.distances_max]:
        seen = judged[each.repo.id]
        if each.revision is not None:
            count = count_behind(mirror_of(mirrors, each.repo), each.revision.sha, seen.head)
            judged[each.repo.id] = replace(seen, commits_behind=count)
    return judged
