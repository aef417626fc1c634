"""How one repository's webhooks fare, and a test of them."""

from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request

from repochat.api.exposure import is_exposed
from repochat.api.follow_shapes import EventShape, FollowShape
from repochat.api.services import Services, ServicesDep, WorkspaceDep, get_owner
from repochat.api.shapes import Input, RepoText, Shape
from repochat.workspace.webhook_health import read_webhook_standing
from repochat.workspace.webhook_trial import WEBHOOKS, WebhookTrial

router = APIRouter(tags=["webhooks"])


class AdviceShape(Shape):
    """What stands in the way, and what to do."""

    message: str
    hint: str


class RepoWebhooksShape(Shape):
    """`url` is where the forge sends; `full_name` is the repository's there, "" when it is not known.

    `deliveries` and `failed` are of the last 24 hours.
    """

    repo: str
    source_kind: str
    url: str
    is_reachable: bool
    secrets: int
    forge: str
    full_name: str
    follow: FollowShape | None
    last_event: EventShape | None
    last_ping_at: datetime | None
    deliveries: int
    failed: int
    waiting: int
    advice: list[AdviceShape]


class WebhookTestInput(Input):
    """Whose webhooks."""

    repo: RepoText


class WebhookStepShape(Shape):
    """`own`: a ping of ours through the public way; `worker`: it was handled; `forge`: the forge sent one."""

    name: Literal["own", "worker", "forge"]
    state: Literal["ok", "failed", "skipped"]
    message: str
    hint: str
    at: datetime | None
    took_ms: int | None


class WebhookTestShape(Shape):
    """In the order in which it was tried; what comes after a failure is not tried."""

    url: str
    steps: list[WebhookStepShape]


@router.get("/repos/{repo:path}/webhooks")
async def get_repo_webhooks(
    repo: RepoText, request: Request, services: ServicesDep, workspace: WorkspaceDep
) -> RepoWebhooksShape:
    """How the repository is followed, what its forge sent, and what to do when nothing comes."""
    found = await workspace.find_repo(repo)
    is_reachable = is_exposed(services.settings)
    standing = await read_webhook_standing(workspace.resources, workspace.viewer, found, is_reachable=is_reachable)
    event = standing.last_event
    return RepoWebhooksShape(
        repo=found.name,
        source_kind=found.source_kind,
        url=_find_base(request, services) + WEBHOOKS,
        is_reachable=is_reachable,
        secrets=standing.secrets,
        forge=standing.link.forge if standing.link else "",
        full_name=standing.link.full_name if standing.link else "",
        follow=FollowShape.model_validate(standing.follow) if standing.follow else None,
        last_event=EventShape.model_validate(event) if event else None,
        last_ping_at=standing.last_ping_at,
        deliveries=standing.counts.deliveries,
        failed=standing.counts.failed,
        waiting=standing.counts.waiting,
        advice=[AdviceShape.model_validate(each) for each in standing.advice],
    )


@router.post("/settings/webhooks/test", dependencies=[Depends(get_owner)])
async def try_webhooks(
    test_input: WebhookTestInput, request: Request, services: ServicesDep, workspace: WorkspaceDep
) -> WebhookTestShape:
    """For an owner, on record: send a signed ping to ourselves by the public way, and have the forge send one.

    Takes as long as what was caused needs to arrive, at most half a minute.
    """
    found = await workspace.find_repo(test_input.repo)
    trial = WebhookTrial(workspace.resources, workspace.viewer, found, _find_base(request, services))
    return WebhookTestShape.model_validate({"url": trial.url, "steps": await trial.run()})


def _find_base(request: Request, services: Services) -> str:
    """WEB_URL, or the address that this process listens at: never one that a request names."""
    given = services.settings.web_url
    if given:
        return given.rstrip("/")
    host, port = request.scope["server"]
    address = urlsplit(f"//[{host}]" if ":" in host else f"//{host}")
    return f"http://{address.netloc}:{port}"
