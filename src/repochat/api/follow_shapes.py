"""The JSON of following."""

from datetime import datetime
from typing import Any, Literal, cast

from pydantic import Field

from repochat.api.shapes import Input, Shape
from repochat.catalog.follow_store import FollowPath
from repochat.catalog.policy_store import PolicyChange, PullRequestPolicy


class FollowInput(Input):
    path: FollowPath


class FollowShape(Shape):
    """How changes are learned of. `problem` is {message, hint}: why the last look failed."""

    path: FollowPath
    is_chosen: bool = Field(description="A person said so; otherwise the first webhook changes polling to webhook.")
    failures: int
    next_check_at: datetime
    last_event_at: datetime | None
    last_checked_at: datetime | None
    last_changed_at: datetime | None
    problem: dict[str, Any] | None


class PolicyShape(Shape):
    """`branches` are glob patterns of what is indexed beside the default branch; `pull_requests`, of open ones.

    A revision goes when it is older than `keep_days` and `keep_revisions` newer ones stay, unless it is still in use.
    """

    branches: list[str]
    pull_requests: PullRequestPolicy
    keep_days: int
    keep_revisions: int


class PolicyInput(Input):
    """What is absent stays as it is."""

    branches: list[str] | None = None
    pull_requests: PullRequestPolicy | None = None
    keep_days: int | None = None
    keep_revisions: int | None = None

    def read(self) -> PolicyChange:
        return cast("PolicyChange", self.model_dump(exclude_none=True))


class EventShape(Shape):
    """`reason` is a constant word, `outcome` a sentence."""

    id: int
    origin: Literal["webhook", "polling", "watching", "reconcile"]
    kind: str
    action: str
    state: Literal["waiting", "done", "ignored", "failed"]
    reason: str
    outcome: str
    received_at: datetime
    handled_at: datetime | None


class EventList(Shape):
    events: list[EventShape]
    next_before: int | None
