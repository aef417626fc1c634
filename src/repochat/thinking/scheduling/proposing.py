"""What is put forward to think about, and with which priority."""

import json
from hashlib import sha256
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.proposal_store import Added, NewProposal, ProposalStore, ProposalWriter
from repochat.catalog.thinking.settings import Thought
from repochat.core.database import WriteSession
from repochat.core.errors import LimitError
from repochat.thinking.scheduling.limits import LIMITS
from repochat.thinking.scheduling.tasks import request_admission
from repochat.thinking.spec import URGENT, Target, Trigger

PRIORITIES: dict[Trigger, int] = {"person": 18, "rerun": 18, "push": 12, "pull_request": 12, "cron": 6, "idle": 0}
"""In points that are worth `age_step_s` of waiting each."""
BY_PEOPLE: frozenset[Trigger] = frozenset(("person", "rerun"))
EVEN_WORTH = 0.5  # where nobody knows better


async def propose(
    session: WriteSession,
    viewer: Viewer,
    repo: Repo,
    thought: Thought,
    trigger: Trigger,
    target: Target,
    asked_by: str = "",
) -> UUID:
    """The id of the proposal, new or the same one that waits already. Becomes true when `session` commits.

    Raises LimitError when `waiting_max` of the repository wait, unless a person asks.
    """
    return (await add_proposal(session, viewer, repo, thought, trigger, target, asked_by)).id


async def add_proposal(
    session: WriteSession,
    viewer: Viewer,
    repo: Repo,
    thought: Thought,
    trigger: Trigger,
    target: Target,
    asked_by: str = "",
    *,
    worth: float = EVEN_WORTH,
) -> Added:
    """As `propose`, telling whether it was joined. `worth`, 0 to 1, is what is expected where it looks."""
    await request_admission(session, viewer.tenant_id)
    proposals = ProposalWriter(session)
    if trigger not in BY_PEOPLE:
        await _check_room(proposals, repo, is_urgent=trigger in URGENT)
    priority, cut = PRIORITIES[trigger], _bound(target)
    return await proposals.add(
        NewProposal(
            tenant_id=viewer.tenant_id,
            repo_id=repo.id,
            thought=thought,
            trigger=trigger,
            target_json=json.dumps(cut.as_json()),
            key=build_key(thought, cut),
            priority=priority,
            is_urgent=trigger in URGENT,
            head_start_s=priority * LIMITS.age_step_s,
            worth=worth,
            asked_by=asked_by,
        )
    )


def build_key(thought: str, target: Target) -> str:
    """Of each key one proposal waits: the Thought and exactly what it looks at."""
    told = json.dumps(target.as_json(), sort_keys=True)
    return f"{thought}:{target.sha[:12]}:{sha256(told.encode()).hexdigest()[:32]}"


def _bound(target: Target) -> Target:
    if len(target.paths) <= LIMITS.paths_max:
        return target
    raise LimitError(
        f"A Thought is given at most {LIMITS.paths_max} paths at once.",
        hint="Name fewer, or a folder's files in several steps; none looks at the whole repository.",
        limit="paths_max",
    )


async def _check_room(proposals: ProposalStore, repo: Repo, *, is_urgent: bool) -> None:
    """Each lane has its own room: no backlog keeps a push out."""
    counts = await proposals.count_waiting([repo.id], at_most=LIMITS.waiting_max, is_urgent=is_urgent)
    if counts.get(repo.id, 0) >= LIMITS.waiting_max:
        raise LimitError(
            f"{LIMITS.waiting_max} proposals of {repo.name} wait already.",
            hint="`repochat think status` says for what; raise its budget, or withdraw some.",
            limit="waiting_max",
        )
