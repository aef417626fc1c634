"""A ping to our own webhook, signed as GitHub signs: whether the public way leads to us, and the secret is right."""

import json
import time
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from repochat.core.errors import UnavailableError
from repochat.core.ids import create_id
from repochat.forge.exchange import exchange, open_http
from repochat.forge.limits import ForgeLimits
from repochat.forge.webhooks import sign_body

TIMEOUT_S = 10.0  # as GitHub waits


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfPing:
    """What answered: `said` is its own message, "" when it is not ours."""

    delivery_id: str
    status: int
    said: str
    took_ms: int


async def ping_self(
    url: str, secret: SecretStr, *, repo_id: int | None, transport: httpx.AsyncBaseTransport | None = None
) -> SelfPing:
    """One delivery to `url`, about the forge's repository `repo_id`. Raises UnavailableError when nobody answers."""
    told = {"zen": "A test of the way to here.", "hook_id": 0, "hook": {"events": ["push"]}}
    about = {} if repo_id is None else {"repository": {"id": repo_id}}
    body = json.dumps({**told, **about}).encode()
    delivery_id = f"test-{create_id()}"
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "ping",
        "X-GitHub-Delivery": delivery_id,
        "X-Hub-Signature-256": sign_body(body, secret),
    }
    limits = ForgeLimits(request_timeout_s=TIMEOUT_S)
    began = time.perf_counter()
    try:
        async with open_http(transport, limits) as http:
            answer = await exchange(http, http.build_request("POST", url, content=body, headers=headers), limits)
    except httpx.TransportError as error:
        raise UnavailableError(
            f"Nobody answers at {url} ({type(error).__name__}).",
            hint="Look whether WEB_URL is right, and whether the proxy in front leads here.",
        ) from error
    took_ms = round(1_000 * (time.perf_counter() - began))
    return SelfPing(delivery_id=delivery_id, status=answer.status, said=_read_message(answer.body), took_ms=took_ms)


def _read_message(body: object) -> str:
    if isinstance(body, dict) and isinstance(error := body.get("error"), dict):
        return str(error.get("message", ""))[:500]
    return ""
