"""Collaborators whose rights changed: a right that was taken ends with the webhook, one that was given is asked for."""

from repochat.accounts.user_store import UserWriter
from repochat.catalog.event_store import Outcome
from repochat.catalog.link_store import LinkWriter
from repochat.core.database import Database, WriteSession
from repochat.forge.webhooks import MemberEvent
from repochat.indexing.following.settling import Group, settling
from repochat.indexing.following.subjects import Claimed, Subject, find_subject


async def settle_member(database: Database, group: Group, event: MemberEvent) -> int:
    """What the event says was given is not believed: the forge is asked when the person comes next."""
    claimed = Claimed(
        forge=group.forge,
        forge_repo_id=event.repo_id,
        full_name=event.full_name,
        installation_id=event.installation_id,
    )
    async with settling(database, group) as settlement:
        if settlement.ids:
            found = await find_subject(settlement.session, group.tenant_id, claimed)
            if isinstance(found, Subject):
                settlement.outcome = await _renew(settlement.session, found, event)
            else:
                settlement.outcome = found
    return len(settlement.ids)


async def _renew(session: WriteSession, subject: Subject, event: MemberEvent) -> Outcome:
    users, repo_id = UserWriter(session), subject.repo.id
    person = await users.find(subject.link.forge, event.user_id)
    if person is None:
        said = f"{event.login} never logged in here."
        return Outcome(state="ignored", reason="unknown_person", outcome=said, repo_id=repo_id)
    if event.action == "removed":
        await LinkWriter(session).take_access(repo_id, person.id)
    await users.ask_access_again(person.id)
    said = f"What {event.login} may see is asked of the forge again."
    return Outcome(state="done", reason="access", outcome=said, repo_id=repo_id)
