"""What a person does with the engine: turn it on and off, ask it to think now, and look at what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.thinking.arm_store import Arm, ArmStore
from repochat.catalog.thinking.attention_store import Attention, AttentionStore
from repochat.catalog.thinking.occasion_store import OccasionStore
from repochat.catalog.thinking.proposal_store import Added, Proposal, ProposalWriter
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.errors import ConflictError, NotFoundError
from repochat.thinking.insights.valuing import VALUE_MIN
from repochat.thinking.registry import build_registry, get_thought
from repochat.thinking.scheduling.bandit import discount, learn_posterior, tell_interval
from repochat.thinking.scheduling.proposing import add_proposal
from repochat.thinking.scheduling.reading import Status, StatusReader
from repochat.thinking.scheduling.tasks import request_admission
from repochat.thinking.spec import Target
from repochat.workspace.resources import Resources

STATUS_REPOS_MAX = 20
"""On one page: each costs a few statements. Those that think come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningStatus:
    """`is_cut`: there are more repositories than are told here; name one."""

    status: Status
    attention: Mapping[UUID, Attention]  # by repository
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmView:
    """What a Thought yields at a level: reward per CPU minute, and where its true rate lies with 90 %."""

    thought: str
    level: str
    pulls: float
    cpu_minutes: float
    reward: float
    mean: float
    low: float
    high: float
    updated_at: datetime


async def read_learning(resources: Resources, viewer: Viewer, repo: Repo | None) -> LearningStatus:
    """Of one repository, or of those that think first and then the others by name."""
    async with resources.database.read(viewer.scope) as session:
        repos, is_cut = [repo] if repo else [], False
        if repo is None:
            on = await ThinkingStore(session).list_on()
            listed = sorted(await RepoStore(session).list_repos(), key=lambda each: each.id not in on)
            repos, is_cut = listed[:STATUS_REPOS_MAX], len(listed) > STATUS_REPOS_MAX
        reader = StatusReader(session, resources.settings, build_registry())
        status = await reader.read(viewer.tenant_id, repos)
        told = AttentionStore(session)
        attention = {repo.id: await told.get(repo.id, status.at, value_min=VALUE_MIN) for repo in repos}
        return LearningStatus(status=status, attention=attention, is_cut=is_cut)


async def think_now(
    resources: Resources,
    viewer: Viewer,
    repo: Repo,
    thought: str,
    *,
    rev: str | None = None,
    base: str | None = None,
    paths: Sequence[str] = (),
) -> Added:
    """Puts it forward as what a person asks for: it overtakes what waits and keeps no quiet hours.

    `rev` and `base` are indexed revisions; None: the newest of the default branch, and no comparison.
    Raises ConflictError where thinking is off, and NotFoundError for what is not there.
    """
    name = get_thought(build_registry(), thought).spec.name
    sha = await _resolve(resources, viewer, repo, rev)
    base_sha = None if base is None else await _resolve(resources, viewer, repo, base)
    target = Target(sha=sha, base=base_sha, paths=tuple(sorted(set(paths))))
    async with resources.database.write(viewer.scope) as session:
        settings = await ThinkingStore(session).get(repo.id)
        if not settings.is_on:
            raise ConflictError(
                f"Thinking is off in {repo.name}.",
                hint=f"Its owner turns it on: `repochat think on --repo {repo.name}`.",
            )
        if name not in settings.thoughts:
            raise ConflictError(f"{name} is not among the chosen Thoughts.", hint="Choose it in the settings.")
        return await add_proposal(session, viewer, repo, name, "person", target, asked_by=viewer.name)


async def withdraw(resources: Resources, viewer: Viewer, proposal_id: UUID) -> Proposal:
    """It waits no more. Raises NotFoundError and ConflictError."""
    async with resources.database.write(viewer.scope) as session:
        return await ProposalWriter(session).withdraw(proposal_id, viewer.name)


async def retry(resources: Resources, viewer: Viewer, proposal_id: UUID) -> Proposal:
    """What was parked waits again. Raises NotFoundError and ConflictError."""
    async with resources.database.write(viewer.scope) as session:
        await request_admission(session, viewer.tenant_id)
        return await ProposalWriter(session).retry(proposal_id)


async def list_arms(resources: Resources, viewer: Viewer) -> list[ArmView]:
    """What was learned so far, by Thought and level, discounted to now."""
    async with resources.database.read(viewer.scope) as session:
        now, _ = await OccasionStore(session).read_clock()
        return [_view(discount(arm, now)) for arm in await ArmStore(session).list_arms()]


def _view(arm: Arm) -> ArmView:
    posterior = learn_posterior(arm)
    low, high = tell_interval(posterior)
    return ArmView(
        thought=arm.thought,
        level=arm.level,
        pulls=arm.pulls,
        cpu_minutes=arm.cpu_minutes,
        reward=arm.reward,
        mean=posterior.mean,
        low=low,
        high=high,
        updated_at=arm.updated_at,
    )


async def _resolve(resources: Resources, viewer: Viewer, repo: Repo, rev: str | None) -> str:
    """The commit of an indexed revision. Raises NotFoundError."""
    if rev is not None:
        return (await resources.searcher.find_revision(viewer, repo, rev)).sha
    async with resources.database.read(viewer.scope) as session:
        newest = await RevisionStore(session).find_newest(repo.id, repo.default_branch)
    if newest is None:
        raise NotFoundError(f"{repo.name} is not indexed.", hint=f"Run `repochat index {repo.name}` first.")
    return newest.sha
