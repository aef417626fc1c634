"""Installations of a GitHub App: which repositories it may see now, and when it may see none any more."""

from collections.abc import Sequence

from repochat.catalog.event_store import Outcome
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.link_store import LinkState, LinkWriter, RepoLink
from repochat.core.database import Database, WriteSession
from repochat.forge.webhooks import InstallationEvent, InstallationRepositoriesEvent, NamedRepository
from repochat.indexing.following.settling import Group, settling
from repochat.indexing.following.subjects import Claimed, Subject, find_subject

STATES: dict[str, LinkState] = {"suspend": "suspended", "unsuspend": "connected", "deleted": "lost"}


async def settle_installation(database: Database, group: Group, event: InstallationEvent) -> int:
    """Links what it was granted; what it lost is polled from now on, with whatever else may see it."""
    async with settling(database, group) as settlement:
        if settlement.ids:
            settlement.outcome = await _change(settlement.session, group, event)
    return len(settlement.ids)


async def settle_installation_repositories(
    database: Database, group: Group, event: InstallationRepositoriesEvent
) -> int:
    """The same for a part of its repositories."""
    async with settling(database, group) as settlement:
        if settlement.ids:
            session = settlement.session
            added = await _grant(session, group, event.installation_id, event.added)
            lost = await _find_links(session, group, event.removed)
            await _take(session, lost, "lost", installation_id=None)
            said = f"{added} connected repositories were granted, {len(lost)} taken."
            settlement.outcome = Outcome(state="done", reason="installation", outcome=said)
    return len(settlement.ids)


async def _change(session: WriteSession, group: Group, event: InstallationEvent) -> Outcome:
    state = STATES.get(event.action)
    if state is None:
        added = await _grant(session, group, event.installation_id, event.repositories)
        said = f"{added} connected repositories are linked to it."
        return Outcome(state="done", reason="installation", outcome=said)
    links = await LinkWriter(session).list_of_installation(group.forge, event.installation_id)
    kept = None if event.action == "deleted" else event.installation_id
    await _take(session, links, state, installation_id=kept)
    said = f"The installation is {event.action}: so are {len(links)} connected repositories."
    return Outcome(state="done", reason=f"installation_{event.action}", outcome=said)


async def _grant(
    session: WriteSession, group: Group, installation_id: int, repositories: Sequence[NamedRepository]
) -> int:
    granted = 0
    for named in repositories:
        claimed = Claimed(
            forge=group.forge,
            forge_repo_id=named.repo_id,
            full_name=named.full_name,
            is_private=named.is_private,
            installation_id=installation_id,
        )
        found = await find_subject(session, group.tenant_id, claimed)
        if isinstance(found, Subject):
            await LinkWriter(session).set_installation(found.repo.id, installation_id, state="connected")
            granted += 1
    return granted


async def _find_links(session: WriteSession, group: Group, repositories: Sequence[NamedRepository]) -> list[RepoLink]:
    links = LinkWriter(session)
    found = [await links.find_by_forge_id(group.forge, named.repo_id) for named in repositories]
    return [link for link in found if link is not None]


async def _take(
    session: WriteSession, links: Sequence[RepoLink], state: LinkState, *, installation_id: int | None
) -> None:
    for link in links:
        await LinkWriter(session).set_installation(link.repo_id, installation_id, state=state)
        if state == "connected":
            await FollowWriter(session).ask_for_check(link.repo_id, is_full=True)
        else:
            await FollowWriter(session).fall_back(link.repo_id)
