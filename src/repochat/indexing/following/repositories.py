"""What becomes of a repository at its forge: renamed, transferred, made private, archived, deleted.

What closes is done at once; what opens, or ends, is asked of the forge first: an old event may be sent again by others.
"""

from repochat.catalog.event_store import Outcome
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.link_store import LinkStore, LinkWriter, RepoLink
from repochat.catalog.repo_store import RepoWriter
from repochat.core.database import Database, WriteSession
from repochat.core.errors import NotFoundError
from repochat.forge.repositories import ForgeRepository
from repochat.forge.webhooks import RepositoryEvent
from repochat.indexing.branches import BRANCH_PREFIX
from repochat.indexing.following.asking import ask_for
from repochat.indexing.following.forge_desk import ForgeDesk
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.settling import Group, settling
from repochat.indexing.following.subjects import Claimed, Subject, find_subject, name_on_forge

GONE = NotFoundError(
    "The repository was deleted at its forge.",
    hint="What is indexed stays askable; remove it when you need it no more.",
)
ASKED_FIRST = frozenset({"publicized", "deleted"})


async def settle_repository(database: Database, group: Group, event: RepositoryEvent, desk: ForgeDesk) -> int:
    """Follows the repository to where and what it is now."""
    now = await _ask_forge(database, group, event, desk) if event.action in ASKED_FIRST else None
    claimed = Claimed(
        forge=group.forge,
        forge_repo_id=event.repo_id,
        full_name=event.full_name,
        is_private=event.is_private,
        installation_id=event.installation_id,
        former_name=event.old_full_name,
    )
    async with settling(database, group) as settlement:
        if settlement.ids:
            found = await find_subject(settlement.session, group.tenant_id, claimed)
            if isinstance(found, Subject):
                settlement.outcome = await _change(settlement.session, found, event, now)
            else:
                settlement.outcome = found
    return len(settlement.ids)


async def move_repository(session: WriteSession, subject: Subject, full_name: str) -> None:
    """Gives the link, the source and, where it was the forge's, the name their new form; old ones still resolve."""
    repo, link = subject.repo, subject.link
    await LinkWriter(session).rename(repo.id, full_name)
    old = name_on_forge(repo.source, link.forge)
    if old is None:
        return
    source = repo.source.removesuffix("/")
    ending = source[source.rindex(old) + len(old) :]
    name = full_name if repo.name.lower() == old.lower() else repo.name
    await RepoWriter(session).move(repo, name=name, source=source[: source.rindex(old)] + full_name + ending)


async def set_visibility(session: WriteSession, link: RepoLink, *, is_private: bool) -> None:
    """A private repository is at once seen by nobody but those whom the forge lets see it."""
    await LinkWriter(session).set_private(link.repo_id, is_private=is_private)
    await RepoWriter(session).set_restricted(link.repo_id, is_restricted=is_private)


async def mark_gone(session: WriteSession, link: RepoLink) -> None:
    """Nothing is fetched any more, and what is indexed stays askable."""
    await LinkWriter(session).set_state(link.repo_id, "gone")
    await FollowWriter(session).note_problem(link.repo_id, GONE, again_in_s=LIMITS.gone_check_s)


async def _ask_forge(
    database: Database, group: Group, event: RepositoryEvent, desk: ForgeDesk
) -> "ForgeRepository | NotFoundError | None":
    """The repository as it is, the forge's word that there is none for us, or None when nobody here may ask."""
    async with database.read(group.tenant_id) as session:
        link = await LinkStore(session).find_by_forge_id(group.forge, event.repo_id)
    if link is None:
        return None
    try:
        return await desk.find_repository(link)
    except NotFoundError as error:
        return error


async def _change(
    session: WriteSession, subject: Subject, event: RepositoryEvent, now: "ForgeRepository | NotFoundError | None"
) -> Outcome:
    link, repo = subject.link, subject.repo
    match event.action:
        case "renamed" | "transferred":
            await move_repository(session, subject, event.full_name)
            said = f"It is {event.full_name} from now on; {link.full_name} still leads to it."
        case "privatized":
            await set_visibility(session, link, is_private=True)
            said = "Only people whom the forge lets see it see it here."
        case "publicized":
            return await _open(session, subject, now)
        case "deleted":
            return await _end(session, subject, now)
        case "archived" | "unarchived":
            said = f"It is {event.action}; what is indexed stays as it is."
        case "edited" if event.old_default_branch is not None:
            return await _follow_default(session, subject, event)
        case _:
            said = f"Nothing of ours depends on its being {event.action}."
            return Outcome(state="ignored", reason="no_effect", outcome=said, repo_id=repo.id)
    return Outcome(state="done", reason=event.action, outcome=said, repo_id=repo.id)


async def _open(session: WriteSession, subject: Subject, now: "ForgeRepository | NotFoundError | None") -> Outcome:
    if not isinstance(now, NotFoundError) and now is not None and not now.is_private:
        await set_visibility(session, subject.link, is_private=False)
        return Outcome(state="done", reason="publicized", outcome="Everybody may see it.", repo_id=subject.repo.id)
    said = "The forge does not confirm that everybody may see it: it stays closed."
    return Outcome(state="ignored", reason="unconfirmed", outcome=said, repo_id=subject.repo.id)


async def _end(session: WriteSession, subject: Subject, now: "ForgeRepository | NotFoundError | None") -> Outcome:
    if now is not None and not isinstance(now, NotFoundError):
        said = "The forge still has it."
        return Outcome(state="ignored", reason="unconfirmed", outcome=said, repo_id=subject.repo.id)
    await mark_gone(session, subject.link)
    said = "It was deleted at the forge; what is indexed stays askable."
    return Outcome(state="done", reason="deleted", outcome=said, repo_id=subject.repo.id)


async def _follow_default(session: WriteSession, subject: Subject, event: RepositoryEvent) -> Outcome:
    ref = f"{BRANCH_PREFIX}{event.default_branch}"
    await ask_for(session, subject.viewer, subject.repo, [ref], event.default_branch, trigger="push")
    said = (
        f"The default branch is {event.default_branch}, no longer {event.old_default_branch}; indexing was asked for."
    )
    return Outcome(state="done", reason="default_branch", outcome=said, repo_id=subject.repo.id)
