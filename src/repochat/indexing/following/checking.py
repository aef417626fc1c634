"""Looking at a repository: where its refs stand now, against where they stood, and what has to be indexed for it.

Polling, watching, the look beside webhooks and the nightly comparison are this one look at different times.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.catalog.event_store import EventOrigin, EventWriter, Outcome
from repochat.catalog.follow_store import FollowState, FollowWriter
from repochat.catalog.link_store import LinkStore, RepoLink
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.run_store import IndexRunStore, RunTrigger
from repochat.core.database import Database, WriteSession
from repochat.core.errors import LimitError, NotFoundError, RepochatError
from repochat.git import GitLimits, Source
from repochat.git.remote import RemoteState, read_remote_state
from repochat.indexing.branches import list_wanted_refs
from repochat.indexing.connect import source_of
from repochat.indexing.following.asking import ask_for_moved
from repochat.indexing.following.facts import learn_facts, learn_pull_requests
from repochat.indexing.following.forge_desk import ForgeDesk
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.refs import digest_state, find_default, find_head
from repochat.indexing.following.schedule import draw_next_s, draw_retry_s
from repochat.indexing.following.subjects import build_background_viewer, find_follow
from repochat.indexing.request import request_index

log = structlog.get_logger(__name__)

EMPTY = NotFoundError(
    "The repository has no commits any more.", hint="What is indexed stays askable; the next push is indexed."
)
GIT_LIMITS = GitLimits(fetch_timeout_s=LIMITS.check_timeout_s)


Equip = Callable[[UUID, UUID, Source], Awaitable[Source]]
"""(tenant, repository, source) -> the source with what git may show to its host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What is known before the look."""

    repo: Repo
    follow: FollowState
    link: RepoLink | None
    viewer: Viewer


class RepoChecker:
    """Looks at repositories; holds no connection of the database while git or a forge is waited for."""

    def __init__(self, database: Database, desk: ForgeDesk, equip: Equip) -> None:
        self._database = database
        self._desk = desk
        self._equip = equip

    async def check_due(self, tenant_id: UUID) -> int:
        """Looks at every repository that is due, `checks_at_once` together; returns how many that were."""
        async with self._database.write(tenant_id) as session:
            follows = FollowWriter(session)
            await follows.add_missing()
            due = await follows.claim_due(lease_s=LIMITS.lease_s, limit=LIMITS.checks_max)
        turns = asyncio.Semaphore(LIMITS.checks_at_once)

        async def take_turn(repo_id: UUID) -> None:
            async with turns:
                await self.check(tenant_id, repo_id)

        async with asyncio.TaskGroup() as tasks:
            for repo_id in due:
                tasks.create_task(take_turn(repo_id))
        return len(due)

    async def check(self, tenant_id: UUID, repo_id: UUID, *, origin: EventOrigin | None = None) -> list[str]:
        """The refs that this look asked to index. What stands in its way is noted, and tried again later."""
        seen = await self._read(tenant_id, repo_id)
        if seen is None:
            return []
        try:
            return await self._look(seen, origin)
        except RepochatError as error:
            await self._note_problem(seen, error)
            return []

    async def _read(self, tenant_id: UUID, repo_id: UUID) -> _Seen | None:
        """None when it was disconnected meanwhile."""
        async with self._database.write(tenant_id) as session:
            follow = await find_follow(session, repo_id)
            if follow is None:
                return None
            repo = await RepoStore(session).get(repo_id)
            viewer = await build_background_viewer(session, repo)
            return _Seen(repo=repo, follow=follow, link=await LinkStore(session).find(repo_id), viewer=viewer)

    async def _look(self, seen: _Seen, origin: EventOrigin | None) -> list[str]:
        is_full = seen.follow.is_full_due
        if is_full and await learn_facts(self._database, self._desk, seen.repo, seen.link, seen.viewer) == "gone":
            return []
        if seen.link is not None and (is_full or seen.follow.path == "polling"):
            await learn_pull_requests(self._database, self._desk, seen.repo, seen.link, seen.viewer)
        state = await self._read_state(seen)
        async with self._database.write(seen.repo.tenant_id) as session:
            return await self._compare(session, seen, state, origin or _name_origin(seen.follow))

    async def _read_state(self, seen: _Seen) -> RemoteState:
        wanted = await list_wanted_refs(self._database, seen.viewer, seen.repo)
        source = await asyncio.to_thread(source_of, seen.repo, seen.viewer)
        equipped = await self._equip(seen.repo.tenant_id, seen.repo.id, source)
        return await asyncio.to_thread(_read_source, equipped, wanted)

    async def _compare(self, session: WriteSession, seen: _Seen, state: RemoteState, origin: EventOrigin) -> list[str]:
        follows, repo, is_full = FollowWriter(session), seen.repo, seen.follow.is_full_due
        changed = await follows.see(repo.id, digest=digest_state(state), head_sha=find_head(state))
        is_due = changed or is_full or seen.follow.failures
        asked = await self._ask(session, seen, state, _name_trigger(origin)) if is_due else []
        if find_head(state) is None and not state.refs:
            await follows.note_problem(repo.id, EMPTY, again_in_s=draw_next_s(seen.follow, is_quiet=not changed))
        else:
            again_in_s = draw_next_s(seen.follow, is_quiet=not changed)
            await follows.note_check(repo.id, again_in_s=again_in_s, is_quiet=not changed, was_full=is_full)
        if asked:
            outcome = Outcome(
                state="done", reason="indexing", outcome=f"{len(asked)} refs have moved.", repo_id=repo.id
            )
            await EventWriter(session).note(repo.tenant_id, repo.id, origin=origin, kind="refs_moved", outcome=outcome)
            log.info("following.refs_moved", repo_id=str(repo.id), origin=origin, refs=len(asked))
        return asked

    async def _ask(self, session: WriteSession, seen: _Seen, state: RemoteState, trigger: RunTrigger) -> list[str]:
        repo = seen.repo
        revision = await RevisionStore(session).find(repo.id)
        run = await IndexRunStore(session).find_latest(repo.id)
        if revision is None and (run is None or run.status != "failed"):
            return []  # nobody asked yet, or it is under way
        if state.detached_sha is not None and await RevisionStore(session).find(repo.id, state.detached_sha) is None:
            await request_index(session, seen.viewer, repo, None, trigger=trigger)
            return ["HEAD"]
        try:
            return await ask_for_moved(session, seen.viewer, repo, state.refs, find_default(state), trigger=trigger)
        except LimitError as error:  # the queue is full: the next look asks again
            log.warning("following.queue_full", repo_id=str(repo.id), limit=error.limit)
            return []

    async def _note_problem(self, seen: _Seen, error: RepochatError) -> None:
        again_in_s = draw_retry_s(seen.follow.failures, error)
        async with self._database.write(seen.repo.tenant_id) as session:
            await FollowWriter(session).note_problem(seen.repo.id, error, again_in_s=again_in_s)
        log.info(
            "following.check_failed", repo_id=str(seen.repo.id), reason=error.message, failures=seen.follow.failures + 1
        )


async def note_unavailable(session: WriteSession, repo_id: UUID, error: RepochatError) -> None:
    """An indexing gave up on a source that is away: the repository is looked at until it is back."""
    follow = await find_follow(session, repo_id)
    if follow is not None:
        again_in_s = draw_retry_s(follow.failures, error)
        await FollowWriter(session).note_problem(repo_id, error, again_in_s=again_in_s)


def _read_source(source: Source, wanted: Sequence[str]) -> RemoteState:
    return read_remote_state(source, further=wanted, limits=GIT_LIMITS, should_stop=None)


def _name_trigger(origin: EventOrigin) -> RunTrigger:
    return "push" if origin == "webhook" else origin


def _name_origin(follow: FollowState) -> EventOrigin:
    if follow.is_full_due or follow.path in {"webhook", "manual"}:
        return "reconcile"
    return "watching" if follow.path == "watching" else "polling"
