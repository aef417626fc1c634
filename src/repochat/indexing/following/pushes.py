"""Pushes, and branches that come and go. What they say is where to look; what is indexed comes from fetching."""

from repochat.catalog.event_store import Outcome
from repochat.catalog.follow_store import FollowWriter
from repochat.core.database import Database, WriteSession
from repochat.forge.webhooks import PushEvent, RefEvent
from repochat.indexing.branches import BRANCH_PREFIX
from repochat.indexing.following.asking import ask_for_wanted
from repochat.indexing.following.settling import Group, settling
from repochat.indexing.following.subjects import Claimed, Subject, find_subject

REFS_NAMED_MAX = 5


async def settle_refs(database: Database, group: Group) -> int:
    """All at once: ten pushes in a second, in any order, are one fetch of what is there now."""
    async with settling(database, group) as settlement:
        if settlement.ids:
            found = await find_subject(settlement.session, group.tenant_id, _claim(group))
            if isinstance(found, Subject):
                settlement.outcome = await _ask(settlement.session, found, group)
            else:
                settlement.outcome = found
    return len(settlement.ids)


async def _ask(session: WriteSession, subject: Subject, group: Group) -> Outcome:
    repo = subject.repo
    alive, gone = _split_refs(group)
    default = _find_default(group) or repo.default_branch
    asked = await ask_for_wanted(session, subject.viewer, repo, alive, default, trigger="push")
    if gone or default != repo.default_branch:
        await FollowWriter(session).ask_for_check(repo.id)  # a fetch notices what is no longer there
    if asked:
        said = f"Indexing of {_name(asked)} was asked for."
        return Outcome(state="done", reason="indexing", outcome=said, repo_id=repo.id)
    if gone:
        said = f"{_name(gone)} is gone; what was indexed of it grows old."
        return Outcome(state="done", reason="gone", outcome=said, repo_id=repo.id)
    said = f"{_name(alive)} is no branch that is indexed."
    return Outcome(state="ignored", reason="not_followed", outcome=said, repo_id=repo.id)


def _claim(group: Group) -> Claimed:
    event = group.events[-1]
    assert isinstance(event, PushEvent | RefEvent)  # noqa: S101  the group was made of such events
    return Claimed(
        forge=group.forge,
        forge_repo_id=event.repo_id,
        full_name=event.full_name,
        is_private=event.is_private if isinstance(event, PushEvent) else None,
        installation_id=event.installation_id,
    )


def _split_refs(group: Group) -> tuple[list[str], list[str]]:
    """The refs that were named last as there, and as gone."""
    there: dict[str, bool] = {}
    for event in group.events:
        if isinstance(event, PushEvent):
            there[event.ref] = not event.deleted
        elif isinstance(event, RefEvent):
            there[event.ref] = event.action == "create"
    return [ref for ref, is_there in there.items() if is_there], [
        ref for ref, is_there in there.items() if not is_there
    ]


def _find_default(group: Group) -> str | None:
    return next((each.default_branch for each in reversed(group.events) if isinstance(each, PushEvent)), None)


def _name(refs: list[str]) -> str:
    names = [ref.removeprefix(BRANCH_PREFIX) for ref in refs]
    rest = f" and {len(names) - REFS_NAMED_MAX} more" if len(names) > REFS_NAMED_MAX else ""
    return ", ".join(names[:REFS_NAMED_MAX]) + rest
