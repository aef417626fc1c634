"""What nobody asked for: proposals of pushes and pull requests, of cron, and of idle time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from croniter import croniter

from repochat.accounts import Viewer
from repochat.catalog.pull_request_store import PullRequestStore
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.thinking.bucket_store import BucketWriter
from repochat.catalog.thinking.occasion_store import OccasionStore, ThinkingRepo
from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.database import Database, WriteSession
from repochat.core.errors import LimitError
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.limits import LIMITS, SchedulingLimits
from repochat.thinking.scheduling.places import rank_places
from repochat.thinking.scheduling.proposing import EVEN_WORTH, add_proposal
from repochat.thinking.spec import Target, ThoughtSpec, Trigger, read_amounts

log = structlog.get_logger(__name__)

REQUEST_PREFIXES = ("refs/pull/", "refs/merge-requests/")
REPOS_MAX = 500


class Occasions:
    """Looks for what is due; a person's wish is proposed where it is made."""

    def __init__(self, database: Database, registry: Registry, limits: SchedulingLimits = LIMITS) -> None:
        self._database = database
        self._registry = registry
        self._limits = limits

    async def propose_due(self, tenant_id: UUID) -> bool:
        """Cron's, and something for idle time. False: thinking is on nowhere here, and nothing was done.

        A transaction for each repository: a push never waits for all of them.
        """
        async with self._database.read(tenant_id) as session:
            now, is_on = await OccasionStore(session).read_clock()
            if not is_on:
                return False
            repos = await OccasionStore(session).list_on(self._list_cron(), REPOS_MAX)
        await self._tidy(tenant_id)
        viewer = thinking_viewer(tenant_id)
        for repo in repos:
            due = list_due(self._registry, repo, now)
            if due:
                await self._propose(viewer, repo, due, "cron")
        if not any(repo.is_busy for repo in repos):
            await self._fill_idle(viewer, repos)
        return True

    def _list_cron(self) -> list[str]:
        return [name for name, thought in self._registry.items() if thought.spec.cron is not None]

    async def _propose(
        self, viewer: Viewer, found: ThinkingRepo, specs: Sequence[ThoughtSpec], trigger: Trigger
    ) -> None:
        try:
            async with self._database.write(viewer.scope) as session:
                repo = await RepoStore(session).get(found.repo_id)
                for spec in specs:
                    await add_proposal(session, viewer, repo, spec.name, trigger, Target(sha=found.sha))
        except LimitError as error:
            log.warning("scheduling.proposal_left_out", repo_id=str(found.repo_id), reason=error.message)

    async def _fill_idle(self, viewer: Viewer, repos: Sequence[ThinkingRepo]) -> None:
        filled = 0
        for found in repos:
            if filled < self._limits.idle_repos:
                filled += await self._propose_idle(viewer, found)

    async def _propose_idle(self, viewer: Viewer, found: ThinkingRepo) -> bool:
        """The next places of every Thought that looks in idle time, until all were looked at once at this commit."""
        specs = [each.spec for each in self._registry.values() if _is_idle(each.spec, found)]
        if not specs:
            return False
        async with self._database.write(viewer.scope) as session:
            store = OccasionStore(session)
            places = rank_places(await store.list_places(found.repo_id, self._limits.idle_places_max))
            counts = await store.count_idle(found.repo_id, found.sha)
            repo, proposed = await RepoStore(session).get(found.repo_id), 0
            for spec in specs:
                cut = cut_slice(places, counts.get(spec.name, 0), self._limits.idle_paths)
                if cut is not None:
                    target = Target(sha=found.sha, paths=cut[0])
                    await add_proposal(session, viewer, repo, spec.name, "idle", target, worth=cut[1])
                    proposed += 1
        return proposed > 0

    async def _tidy(self, tenant_id: UUID) -> None:
        """Gives back what ended runs still hold, and forgets what was settled long ago."""
        async with self._database.write(tenant_id) as session:
            for run_id, used in await BucketWriter(session).list_uncharged(self._limits.forgotten_at_once):
                await charge(session, await RunStore(session).get(run_id), read_amounts(used))
            await ProposalWriter(session).forget_settled(self._limits.kept_days, self._limits.forgotten_at_once)


async def propose_moved(
    session: WriteSession, viewer: Viewer, repo: Repo, registry: Registry, before: Mapping[str, str], ref: str, sha: str
) -> list[UUID]:
    """What looks at a change, when `ref` moved to `sha`; of the default branch what looks at a state, too.

    `before` are the refs and commits that were indexed before. Nothing where thinking is off, and nothing for a first
    commit, which changes nothing: cron looks at it within a minute.
    """
    settings = await ThinkingStore(session).get(repo.id)
    if not settings.is_on or before.get(ref) == sha:
        return []
    trigger, target = await _aim(session, repo, before, ref, sha)
    if target is None:
        return []
    proposed: list[UUID] = []
    for thought in registry.values():
        spec = thought.spec
        aimed = _choose_target(spec, target, is_default=ref == f"refs/heads/{repo.default_branch}")
        if spec.name in settings.thoughts and trigger in spec.triggers and aimed is not None:
            proposed.append((await add_proposal(session, viewer, repo, spec.name, trigger, aimed)).id)
    return proposed


def thinking_viewer(tenant_id: UUID) -> Viewer:
    """Thinking acts for nobody in particular, on what its tenant has connected."""
    return Viewer(tenant_id=tenant_id, name="thinking", may_reach_local=False)


def list_due(registry: Registry, repo: ThinkingRepo, now: datetime) -> list[ThoughtSpec]:
    """Chosen Thoughts whose moment has come since cron proposed them last; one that it never did is due at once."""
    specs = [thought.spec for thought in registry.values() if thought.spec.name in repo.thoughts]
    return [spec for spec in specs if spec.cron is not None and _is_due(spec.cron, repo.last_cron.get(spec.name), now)]


def cut_slice(places: Sequence[tuple[str, float]], number: int, size: int) -> tuple[tuple[str, ...], float] | None:
    """The paths of slice `number` (from 0) with their mean worth; None when all were had.

    Without places, the whole repository once.
    """
    if not places:
        return None if number else ((), EVEN_WORTH)
    cut = places[number * size : (number + 1) * size]
    return (tuple(sorted(path for path, _ in cut)), sum(worth for _, worth in cut) / len(cut)) if cut else None


def _is_due(cron: str, last: datetime | None, now: datetime) -> bool:
    return last is None or last < croniter(cron, now).get_prev(datetime)


def _is_idle(spec: ThoughtSpec, repo: ThinkingRepo) -> bool:
    return "idle" in spec.triggers and spec.name in repo.thoughts and not spec.needs_sandbox


def _choose_target(spec: ThoughtSpec, target: Target, *, is_default: bool) -> Target | None:
    """A Thought that pull requests trigger looks at the change itself, any other at what the default branch is now."""
    if "pull_request" in spec.triggers:
        return target
    return Target(sha=target.sha) if is_default else None


async def _aim(
    session: WriteSession, repo: Repo, before: Mapping[str, str], ref: str, sha: str
) -> tuple[Trigger, Target | None]:
    if ref.startswith(REQUEST_PREFIXES):
        number = int(ref.split("/")[2])
        pull = await PullRequestStore(session).find(repo.id, number)
        if pull is None or ref.endswith("/merge"):
            return "pull_request", None
        return "pull_request", Target(sha=sha, base=pull.base_sha, pull_number=number)
    base = before.get(ref) or before.get(f"refs/heads/{repo.default_branch}")
    return "push", None if base is None or base == sha else Target(sha=sha, base=base)
