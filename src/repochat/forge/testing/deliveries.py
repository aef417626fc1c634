"""Webhooks on their way: written, signed, sent, remembered, and sent again."""

import asyncio
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from repochat.forge.testing.world import HookRecord
from repochat.forge.webhooks import sign_body

_SEND_TIMEOUT_S = 10.0  # as GitHub waits


@dataclass(kw_only=True)
class Delivery:
    """`statuses` has one entry for each time it was sent: what the receiver answered, 0 when nobody did."""

    delivery_id: str
    event: str
    url: str
    body: bytes
    headers: dict[str, str]
    statuses: list[int] = field(default_factory=list[int])

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self.body)


class Postman:
    """Sends from the server's own loop, so that whoever caused a delivery never waits for its receiver."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.sent: list[Delivery] = []
        self._loop = loop
        self._waiting = 0
        self._settled = threading.Condition()

    def write(self, event: str, hook: HookRecord, payload: dict[str, Any]) -> Delivery:
        body = json.dumps(payload).encode()
        delivery_id = str(uuid.uuid4())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/local",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": delivery_id,
            "X-GitHub-Hook-ID": str(hook.hook_id),
        }
        if hook.secret:
            headers["X-Hub-Signature-256"] = sign_body(body, SecretStr(hook.secret))
        delivery = Delivery(delivery_id=delivery_id, event=event, url=hook.url, body=body, headers=headers)
        self.sent.append(delivery)
        return delivery

    def send(self, delivery: Delivery) -> None:
        """From any thread; returns at once."""
        with self._settled:
            self._waiting += 1
        asyncio.run_coroutine_threadsafe(self._send(delivery), self._loop)

    def wait(self, timeout_s: float) -> None:
        """Until every receiver has answered. Raises TimeoutError. Not from the receiver's own event loop."""
        with self._settled:
            if not self._settled.wait_for(lambda: not self._waiting, timeout_s):
                raise TimeoutError(f"{self._waiting} deliveries have no answer")

    async def _send(self, delivery: Delivery) -> None:
        status = 0
        try:
            async with httpx.AsyncClient(timeout=_SEND_TIMEOUT_S) as http:
                status = (await http.post(delivery.url, content=delivery.body, headers=delivery.headers)).status_code
        except httpx.HTTPError:
            pass  # nobody answered: that is status 0
        finally:
            self._settle(lambda: delivery.statuses.append(status))

    def _settle(self, note: Callable[[], None]) -> None:
        with self._settled:
            note()
            self._waiting -= 1
            self._settled.notify_all()
