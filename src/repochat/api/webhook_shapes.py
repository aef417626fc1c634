"""The JSON of webhooks."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from repochat.api.shapes import Shape
from repochat.catalog.delivery_store import WebhookHealth


class ReceivedShape(Shape):
    """`known` is a delivery that came before, and is not acted on again."""

    status: Literal["stored", "ignored", "known"]


class RefusalShape(Shape):
    forge: str
    reason: str = Field(description="no_signature, wrong_signature, no_secret and the like.")
    times: int
    last_at: datetime


class WebhookHealthShape(Shape):
    """Counts are of the last 24 hours; refusals of all times."""

    github_secrets: int = Field(description="How many secrets a delivery may be signed with; 0: none can come.")
    gitlab_secrets: int
    last_delivery_at: datetime | None
    deliveries: int
    unknown_kinds: int
    unknown_repositories: int
    failed: int
    waiting: int
    oldest_waiting_at: datetime | None
    refusals: list[RefusalShape]

    @classmethod
    def from_health(cls, health: WebhookHealth, *, github_secrets: int, gitlab_secrets: int) -> Self:
        return cls(
            github_secrets=github_secrets,
            gitlab_secrets=gitlab_secrets,
            last_delivery_at=health.last_delivery_at,
            deliveries=health.deliveries,
            unknown_kinds=health.unknown_kinds,
            unknown_repositories=health.unknown_repositories,
            failed=health.failed,
            waiting=health.waiting,
            oldest_waiting_at=health.oldest_waiting_at,
            refusals=[RefusalShape.model_validate(refusal) for refusal in health.refusals],
        )
