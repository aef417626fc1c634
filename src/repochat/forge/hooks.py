"""Webhooks of a repository: made, listed, tested and removed. GitHub's Apps have their own, made with the App."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from repochat.forge.client import GitHubClient
from repochat.forge.fields import Fields
from repochat.forge.listing import Listing, Question, list_all, read_one
from repochat.forge.names import check_name

HOOK_EVENTS = ("push", "pull_request", "create", "delete", "repository", "member")
"""What a repository's own hook can tell of; installations are told to the App's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    hook_id: int
    url: str
    events: tuple[str, ...]
    is_active: bool


async def create_hook(
    client: GitHubClient,
    full_name: str,
    *,
    url: str,
    secret: SecretStr,
    events: Sequence[str] = HOOK_EVENTS,
    may_be_insecure: bool = False,
) -> Hook:
    """The hook to `url`, made if there is none yet; an older one gets this secret and these events.

    `may_be_insecure` is for a receiver with a certificate that nobody signed. Raises ForbiddenError or NotFoundError
    without the right to administer hooks.
    """
    config = {
        "url": url,
        "content_type": "json",
        "secret": secret.get_secret_value(),
        "insecure_ssl": "1" if may_be_insecure else "0",
    }
    what = f"a webhook of {check_name(full_name)}"
    body = {"active": True, "events": list(events), "config": config}
    existing = next((hook for hook in (await list_hooks(client, full_name)).items if hook.url == url), None)
    if existing is not None:
        answer = await client.send("PATCH", f"/repos/{full_name}/hooks/{existing.hook_id}", what=what, body=body)
    else:
        answer = await client.send("POST", f"/repos/{full_name}/hooks", what=what, body={"name": "web", **body})
    return read_one(answer, _read_hook, what)


async def list_hooks(client: GitHubClient, full_name: str) -> Listing[Hook]:
    question = Question(
        path=f"/repos/{check_name(full_name)}/hooks", what=f"the webhooks of {full_name}", read=_read_hook, params={}
    )
    return await list_all(client, question)


async def ping_hook(client: GitHubClient, full_name: str, hook_id: int) -> None:
    """Makes the forge send a `ping` to the hook."""
    what = f"webhook {hook_id} of {check_name(full_name)}"
    await client.send("POST", f"/repos/{full_name}/hooks/{hook_id}/pings", what=what)


async def try_hook(client: GitHubClient, full_name: str, hook_id: int) -> None:
    """Makes the forge send the latest push again, if the hook wants pushes."""
    what = f"webhook {hook_id} of {check_name(full_name)}"
    await client.send("POST", f"/repos/{full_name}/hooks/{hook_id}/tests", what=what)


async def delete_hook(client: GitHubClient, full_name: str, hook_id: int) -> None:
    """Raises NotFoundError when it is gone already."""
    what = f"webhook {hook_id} of {check_name(full_name)}"
    await client.send("DELETE", f"/repos/{full_name}/hooks/{hook_id}", what=what)


def _read_hook(fields: Fields) -> Hook:
    return Hook(
        hook_id=fields.number("id"),
        url=fields.child("config").find_text("url") or "",
        events=fields.texts("events"),
        is_active=fields.find_flag("active") or False,
    )
