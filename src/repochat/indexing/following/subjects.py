"""Which connected repository an event speaks of, and whether it may: names and ids must agree with what is known."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.event_store import Outcome
from repochat.catalog.follow_store import FollowState, FollowWriter
from repochat.catalog.link_store import LinkWriter, RepoLink
from repochat.catalog.repo_store import Repo, RepoStore, RepoWriter
from repochat.core.database import WriteSession

BACKGROUND = "follower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The repository that an event claims to be about."""

    forge: str
    forge_repo_id: int
    full_name: str
    is_private: bool | None = None
    installation_id: int | None = None
    former_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A connected repository with its place at the forge."""

    repo: Repo
    link: RepoLink
    viewer: Viewer


async def find_subject(session: WriteSession, tenant_id: UUID, claimed: Claimed) -> Subject | Outcome:
    """The subject of an event, linked now where the event is the first to tell its id; or why there is none."""
    links = LinkWriter(session)
    link = await links.find_by_forge_id(claimed.forge, claimed.forge_repo_id)
    if link is not None:
        return await _check_name(session, link, claimed)
    namesake = await links.find_by_name(claimed.forge, claimed.full_name)
    if namesake is not None:
        return _forged(f"{claimed.full_name} has the id {namesake.forge_repo_id}", claimed, namesake.repo_id)
    repo = await find_by_source(session, claimed.forge, claimed.full_name)
    if repo is None:
        outcome = f"{claimed.full_name} is not connected, or no longer."
        return Outcome(state="ignored", reason="unknown_repository", outcome=outcome)
    link = await _link(session, tenant_id, repo, claimed)
    return await _build_subject(session, repo, link) if link else _forged("another place is linked", claimed, repo.id)


async def find_by_source(session: WriteSession, forge: str, full_name: str) -> Repo | None:
    """The connected repository that git is given as `full_name` on `forge`."""
    wanted = full_name.lower()
    for repo in await RepoStore(session).list_repos():
        found = name_on_forge(repo.source, forge)
        if found is not None and found.lower() == wanted:
            return repo
    return None


def name_on_forge(source: str, forge: str) -> str | None:
    """`owner/name` (or deeper) of a source that lives on `forge`, by https, ssh or scp's way of writing; else None."""
    host = (urlsplit(forge).hostname or forge).lower()
    if "://" in source:
        parts = urlsplit(source)
        found, path = (parts.hostname or "").lower(), parts.path
        if parts.scheme in {"http", "https"} and parts.netloc.lower() != urlsplit(forge).netloc.lower():
            return None
    else:
        found, _, path = source.rpartition("@")[2].partition(":")
    name = path.strip("/").removesuffix(".git")
    return name if found.lower() == host and "/" in name else None


async def build_background_viewer(session: WriteSession, repo: Repo) -> Viewer:
    """Work for nobody in particular, with the reach of who connected the repository."""
    follow = await find_follow(session, repo.id)
    reach = follow is not None and follow.may_reach_local
    return Viewer(tenant_id=repo.tenant_id, name=BACKGROUND, may_reach_local=reach)


async def find_follow(session: WriteSession, repo_id: UUID) -> FollowState | None:
    follows = FollowWriter(session)
    found = await follows.find(repo_id)
    if found is None:
        await follows.add_missing()
        found = await follows.find(repo_id)
    return found


async def _check_name(session: WriteSession, link: RepoLink, claimed: Claimed) -> Subject | Outcome:
    names = {name.lower() for name in (claimed.full_name, claimed.former_name) if name}
    if link.full_name.lower() not in names:
        return _forged(f"the id {link.forge_repo_id} is that of {link.full_name}", claimed, link.repo_id)
    return await _build_subject(session, await RepoStore(session).get(link.repo_id), link)


async def _build_subject(session: WriteSession, repo: Repo, link: RepoLink) -> Subject:
    viewer = await build_background_viewer(session, repo)
    await FollowWriter(session).note_event(repo.id)
    return Subject(repo=repo, link=link, viewer=viewer)


async def _link(session: WriteSession, tenant_id: UUID, repo: Repo, claimed: Claimed) -> RepoLink | None:
    link = await LinkWriter(session).add(
        tenant_id=tenant_id,
        repo_id=repo.id,
        forge=claimed.forge,
        forge_repo_id=claimed.forge_repo_id,
        full_name=claimed.full_name,
        is_private=bool(claimed.is_private),
        installation_id=claimed.installation_id,
    )
    if link is None or link.forge_repo_id != claimed.forge_repo_id:
        return None
    if claimed.is_private:
        await RepoWriter(session).set_restricted(repo.id, is_restricted=True)
    return link


def _forged(known: str, claimed: Claimed, repo_id: UUID) -> Outcome:
    said = f"The event says that {claimed.full_name} has the id {claimed.forge_repo_id}, but {known}."
    return Outcome(state="ignored", reason="forged", outcome=said, repo_id=repo_id)
