"""`/webhooks`: what forges tell us, from anybody who knows a secret; and how that fares, for people.

Nothing of a body is parsed before its sender is proved, and nothing is done here: a worker acts on what is stored.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import SecretStr

from repochat.accounts import LOCAL_TENANT_ID
from repochat.api.errors import ErrorBody, render_error
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.webhook_shapes import ReceivedShape, WebhookHealthShape
from repochat.catalog.delivery_store import DeliveryStore
from repochat.core.errors import RepochatError
from repochat.forge import ForgeAddress
from repochat.forge.webhooks import verify_gitlab_token, verify_signature
from repochat.indexing.following import LIMITS, RawDelivery, receive_delivery
from repochat.indexing.following.receiving import ForgeKind

router = APIRouter(tags=["webhooks"])

ACCEPTED = 202
SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
GITLAB = "gitlab"


@router.post("/webhooks/github", status_code=ACCEPTED, response_model=ReceivedShape)
async def receive_github(request: Request, services: ServicesDep) -> ReceivedShape | JSONResponse:
    """GitHub's webhooks. The body is signed with one of the secrets of GITHUB_WEBHOOK_SECRET, or of the GitHub App."""
    given = request.headers.get("x-hub-signature-256")
    forge = ForgeAddress(services.settings.github_url).url
    if given is None:
        return _refuse(services, forge, "no_signature")
    if not SIGNATURE.fullmatch(given):
        return _refuse(services, forge, "malformed_signature")
    secrets = await list_github_secrets(services)
    async with services.webhooks.open_body(request) as body:
        if not await _check(body, lambda: verify_signature(body, given, secrets)):
            return _refuse(services, forge, "wrong_signature" if secrets else "no_secret")
        delivery_id, kind = (request.headers.get(name, "") for name in ("x-github-delivery", "x-github-event"))
        return await _receive(request, services, "github", forge, delivery_id=delivery_id, kind=kind, body=body)


@router.post("/webhooks/gitlab", status_code=ACCEPTED, response_model=ReceivedShape)
async def receive_gitlab(request: Request, services: ServicesDep) -> ReceivedShape | JSONResponse:
    """GitLab's webhooks: pushes of branches and tags. The token is one of GITLAB_WEBHOOK_SECRET."""
    secrets: Sequence[SecretStr] = services.settings.gitlab_webhook_secrets
    given = request.headers.get("x-gitlab-token")
    if given is None:
        return _refuse(services, GITLAB, "no_token")
    if not verify_gitlab_token(given, secrets):
        return _refuse(services, GITLAB, "wrong_token" if secrets else "no_secret")
    forge = request.headers.get("x-gitlab-instance", GITLAB).rstrip("/")[: LIMITS.names_chars_max]
    headers = request.headers
    delivery_id = headers.get("idempotency-key") or headers.get("x-gitlab-event-uuid", "")
    kind = request.headers.get("x-gitlab-event", "")
    async with services.webhooks.open_body(request) as body:
        return await _receive(request, services, "gitlab", forge, delivery_id=delivery_id, kind=kind, body=body)


@router.get("/webhooks/health")
async def get_webhook_health(services: ServicesDep, viewer: ViewerDep) -> WebhookHealthShape:
    """When a webhook came last, how many of a day were strange, waiting or failed, and which were refused and why."""
    async with services.database.read(viewer.tenant_id) as session:
        health = await DeliveryStore(session).read_health()
    secrets = await list_github_secrets(services)
    return WebhookHealthShape.from_health(
        health, github_secrets=len(secrets), gitlab_secrets=len(services.settings.gitlab_webhook_secrets)
    )


async def list_github_secrets(services: Services) -> Sequence[SecretStr]:
    """Those of the settings, and that of the GitHub App that was made here; read again every few seconds."""

    async def load() -> Sequence[SecretStr]:
        async with services.database.read(LOCAL_TENANT_ID) as session:
            return await services.resources.vault.list_webhook_secrets(session)

    return await services.webhooks.find_secrets(load)


async def _check(body: bytes, verify: Callable[[], bool]) -> bool:
    """Beside the event loop when it takes long enough to be felt."""
    return await asyncio.to_thread(verify) if len(body) > LIMITS.off_loop_bytes else verify()


async def _receive(
    request: Request, services: Services, forge_kind: ForgeKind, forge: str, *, delivery_id: str, kind: str, body: bytes
) -> ReceivedShape:
    raw = RawDelivery(
        forge_kind=forge_kind,
        forge=forge,
        delivery_id=delivery_id,
        kind=kind,
        content_type=request.headers.get("content-type", ""),
        body=body,
    )
    try:
        status = await receive_delivery(services.database, LOCAL_TENANT_ID, raw)
    except RepochatError as error:
        if error.kind in {"invalid", "limit"}:
            services.webhooks.count_refused(forge, "no_event")
        raise
    return ReceivedShape(status=status)


def _refuse(services: Services, forge: str, reason: str) -> JSONResponse:
    """Nothing is kept of it but the count: whoever cannot sign could fill the disk otherwise."""
    services.webhooks.count_refused(forge, reason)
    body = ErrorBody(
        kind="forbidden",
        message="The webhook is not signed by anybody who is known.",
        hint="Give the forge a secret that stands in GITHUB_WEBHOOK_SECRET or GITLAB_WEBHOOK_SECRET here.",
    )
    return render_error(HTTPStatus.UNAUTHORIZED, body, {"Connection": "close"})
