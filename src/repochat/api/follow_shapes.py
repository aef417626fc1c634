"""The JSON of following."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from repochat.api.shapes import Input, Shape
from repochat.catalog.follow_store import FollowPath


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
