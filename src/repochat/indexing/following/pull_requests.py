"""Pull requests: kept as the forge told them last, and indexed as the policy says."""

from repochat.catalog.event_store import Outcome
from repochat.catalog.pull_request_store import PullRequestWriter, StoredPullRequest
from repochat.core.database import Database, WriteSession
from repochat.forge import PullRequest
from repochat.forge.webhooks import PullRequestEvent
from repochat.indexing.following.asking import ask_for_wanted
from repochat.indexing.following.settling import Group, settling
from repochat.indexing.following.subjects import Claimed, Subject, find_subject

MOVING = frozenset({"opened", "synchronize", "reopened", "ready_for_review"})


async def settle_pull_requests(database: Database, group: Group) -> int:
    """Keeps each and asks for the indexing of those that moved."""
    events = [event for event in group.events if isinstance(event, PullRequestEvent)]
    last = events[-1]
    claimed = Claimed(
        forge=group.forge,
        forge_repo_id=last.repo_id,
        full_name=last.full_name,
        installation_id=last.installation_id,
    )
    async with settling(database, group) as settlement:
        if settlement.ids:
            found = await find_subject(settlement.session, group.tenant_id, claimed)
            if isinstance(found, Subject):
                settlement.outcome = await _keep(settlement.session, found, events)
            else:
                settlement.outcome = found
    return len(settlement.ids)


async def _keep(session: WriteSession, subject: Subject, events: list[PullRequestEvent]) -> Outcome:
    store, repo = PullRequestWriter(session), subject.repo
    refs: list[str] = []
    for event in events:
        told = event.pull_request
        await store.put(store_pull_request(subject, told))
        if event.action in MOVING and told.state == "open":
            refs += [f"refs/pull/{told.number}/{kind}" for kind in ("head", "merge")]
    asked = await ask_for_wanted(
        session, subject.viewer, repo, list(dict.fromkeys(refs)), repo.default_branch, trigger="pull_request"
    )
    numbers = ", ".join(f"#{number}" for number in dict.fromkeys(event.pull_request.number for event in events))
    said = f"{numbers} kept{'; indexing was asked for' if asked else ''}."
    return Outcome(state="done", reason="indexing" if asked else "kept", outcome=said, repo_id=repo.id)


def store_pull_request(subject: Subject, told: PullRequest) -> StoredPullRequest:
    """The forge's words as a row of the repository."""
    return StoredPullRequest(
        repo_id=subject.repo.id,
        number=told.number,
        title=told.title,
        body=told.body,
        state=told.state,
        is_draft=told.is_draft,
        author=told.author,
        head_ref=told.head_ref,
        head_sha=told.head_sha,
        base_ref=told.base_ref,
        base_sha=told.base_sha,
        merge_sha=told.merge_sha,
        url=told.url,
        updated_at=told.updated_at,
        merged_at=told.merged_at,
    )
