"""Sends webhooks as forges do."""

import itertools
import json
from typing import Any
from uuid import UUID

import httpx
from pydantic import SecretStr

from repochat.forge.webhooks import sign_body

SECRET = "first secret of this test"
SECOND = "second secret of this test"
FORGE = "https://github.com"
ZERO = "0" * 40
_numbers = itertools.count(1)


def build_push(
    repo_id: int = 1, full_name: str = "ann/one", *, ref: str = "refs/heads/main", **changes: Any
) -> dict[str, Any]:
    """A push with the fields that are read of it."""
    return {
        "ref": ref,
        "before": "1" * 40,
        "after": "2" * 40,
        "created": False,
        "deleted": False,
        "forced": False,
        "repository": {
            "id": repo_id,
            "full_name": full_name,
            "private": False,
            "default_branch": "main",
            "html_url": f"{FORGE}/{full_name}",
        },
        **changes,
    }


async def deliver(
    client: httpx.AsyncClient,
    payload: dict[str, Any] | bytes,
    *,
    kind: str = "push",
    delivery_id: str | None = None,
    secret: str = SECRET,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """One delivery of GitHub's; each has an id of its own unless one is given."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    sent = {
        "content-type": "application/json",
        "x-github-event": kind,
        "x-github-delivery": delivery_id or str(UUID(int=next(_numbers))),
        "x-hub-signature-256": sign_body(body, SecretStr(secret)),
        **(headers or {}),
    }
    return await client.post("/webhooks/github", content=body, headers=sent)
