"""What of a repository is indexed beside its default branch, and how long old revisions stay askable."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypedDict, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.link_models import RepoPolicyRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import InvalidError

PullRequestPolicy = Literal["none", "head", "head_and_merge"]
PULL_REQUEST_POLICIES: tuple[PullRequestPolicy, ...] = ("none", "head", "head_and_merge")
BRANCH_PATTERNS_MAX = 50
PATTERN_CHARS_MAX = 250
KEEP_MAX = 100_000  # days, and revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoPolicy:
    """`branches` are glob patterns (`release/*`) of branches that are indexed beside the default one.

    A revision goes when it is older than `keep_days` and `keep_revisions` newer ones of the repository stay, unless a
    branch still stands there or an answer of those days leans on it.
    """

    branches: Sequence[str] = ()
    pull_requests: PullRequestPolicy = "head"
    keep_days: int = 30
    keep_revisions: int = 50


class PolicyChange(TypedDict, total=False):
    """What is absent stays as it is."""

    branches: Sequence[str]
    pull_requests: PullRequestPolicy
    keep_days: int
    keep_revisions: int


class PolicyStore:
    """Reads policies."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, repo_id: UUID) -> RepoPolicy:
        """The repository's own, or the defaults."""
        row = await self._session.scalar(select(RepoPolicyRow).where(RepoPolicyRow.repo_id == repo_id))
        if row is None:
            return RepoPolicy()
        return RepoPolicy(
            branches=tuple(row.branches),
            pull_requests=cast("PullRequestPolicy", row.pull_requests),
            keep_days=row.keep_days,
            keep_revisions=row.keep_revisions,
        )


class PolicyWriter(PolicyStore):
    """Changes policies; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, repo_id: UUID, policy: RepoPolicy) -> None:
        """From the next fetch and the next sweep on. Raises InvalidError."""
        check_policy(policy)
        values = {**asdict(policy), "branches": list(policy.branches)}
        statement = insert(RepoPolicyRow).values(repo_id=repo_id, **values)
        await self._session.execute(statement.on_conflict_do_update(index_elements=["repo_id"], set_=values))


def check_policy(policy: RepoPolicy) -> None:
    """Raises InvalidError for what no repository can be kept by."""
    if policy.pull_requests not in PULL_REQUEST_POLICIES:
        raise InvalidError(
            f"{policy.pull_requests!r} says nothing about pull requests.",
            hint=f"Give one of {', '.join(PULL_REQUEST_POLICIES)}.",
        )
    if len(policy.branches) > BRANCH_PATTERNS_MAX:
        raise InvalidError(
            f"More than {BRANCH_PATTERNS_MAX} patterns of branches.", hint="Give fewer: `release/*` covers many."
        )
    if any(not 0 < len(pattern) <= PATTERN_CHARS_MAX or "\0" in pattern for pattern in policy.branches):
        raise InvalidError(
            "A pattern of branches is empty or too long.", hint=f"Give 1 to {PATTERN_CHARS_MAX} characters each."
        )
    if not 0 <= policy.keep_days <= KEEP_MAX or not 1 <= policy.keep_revisions <= KEEP_MAX:
        raise InvalidError(
            f"Kept are 1 to {KEEP_MAX:,} revisions, for 0 to {KEEP_MAX:,} days.", hint="Give a number between these."
        )
