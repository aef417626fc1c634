"""What the forge says of a repository now: its place, its name, who may see it, and its open pull requests."""

from typing import Literal

import structlog

from repochat.accounts import Viewer
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.link_store import LinkWriter, RepoLink
from repochat.catalog.pull_request_store import PullRequestWriter
from repochat.catalog.repo_store import Repo
from repochat.core.database import Database, WriteSession
from repochat.core.errors import NotFoundError, RepochatError
from repochat.forge import PullRequest
from repochat.forge.repositories import ForgeRepository
from repochat.indexing.following.forge_desk import ForgeDesk
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.pull_requests import store_pull_request
from repochat.indexing.following.repositories import mark_gone, move_repository, set_visibility
from repochat.indexing.following.subjects import Subject, name_on_forge

log = structlog.get_logger(__name__)

LOST = NotFoundError(
    "The forge shows us this repository no longer: it was deleted, or our right to it was taken.",
    hint="Give repochat the right again; what is indexed stays askable to those who may see it.",
)


async def learn_facts(
    database: Database, desk: ForgeDesk, repo: Repo, link: RepoLink | None, viewer: Viewer
) -> Literal["gone", "known", "unknown"]:
    """Follows the repository to its name, visibility and place. A forge that is away, or not GitHub's, says nothing."""
    try:
        now = await _ask(desk, repo, link)
    except NotFoundError:
        if link is None:  # git will say whether it is there
            return "unknown"
        await _lose(database, link)
        return "gone"
    except RepochatError as error:
        log.info("following.facts_unknown", repo_id=str(repo.id), reason=error.message)
        return "unknown"
    if now is None:
        return "unknown"
    async with database.write(repo.tenant_id) as session:
        await _apply(session, repo, link, viewer, now, forge=link.forge if link else desk.forge)
    return "known"


async def learn_pull_requests(database: Database, desk: ForgeDesk, repo: Repo, link: RepoLink, viewer: Viewer) -> None:
    """Keeps what is open, and closes what no longer is. A forge that is away says nothing."""
    try:
        told = await desk.list_open_pull_requests(link)
    except RepochatError as error:
        log.info("following.pull_requests_unknown", repo_id=str(repo.id), reason=error.message)
        return
    if told is None:
        return
    async with database.write(repo.tenant_id) as session:
        await _keep(session, Subject(repo=repo, link=link, viewer=viewer), told.items, is_whole=not told.is_cut)


async def _keep(session: WriteSession, subject: Subject, told: tuple[PullRequest, ...], *, is_whole: bool) -> None:
    store = PullRequestWriter(session)
    for each in told:
        await store.put(store_pull_request(subject, each))
    if is_whole:
        await store.close_others(subject.repo.id, [each.number for each in told])


async def _ask(desk: ForgeDesk, repo: Repo, link: RepoLink | None) -> ForgeRepository | None:
    if link is not None:
        return await desk.find_repository(link)
    name = name_on_forge(repo.source, desk.forge)
    return None if name is None else await desk.find_by_name(repo.tenant_id, repo.id, desk.forge, name)


async def _lose(database: Database, link: RepoLink) -> None:
    async with database.write(link.tenant_id) as session:
        if link.is_private:  # it may be there all the same
            await LinkWriter(session).set_state(link.repo_id, "lost")
            await FollowWriter(session).note_problem(link.repo_id, LOST, again_in_s=LIMITS.refused_cap_s)
        else:
            await mark_gone(session, link)


async def _apply(
    session: WriteSession, repo: Repo, link: RepoLink | None, viewer: Viewer, now: ForgeRepository, *, forge: str
) -> None:
    links = LinkWriter(session)
    known = link or await links.add(
        tenant_id=repo.tenant_id,
        repo_id=repo.id,
        forge=forge,
        forge_repo_id=now.repo_id,
        full_name=now.full_name,
        is_private=now.is_private,
    )
    if known is None:  # another repository of ours has this place: the same one, connected twice
        return
    if known.state != "connected":
        await links.set_state(repo.id, "connected")
    if known.is_private != now.is_private or link is None:
        await set_visibility(session, known, is_private=now.is_private)
    if known.full_name != now.full_name:
        await move_repository(session, Subject(repo=repo, link=known, viewer=viewer), now.full_name)
