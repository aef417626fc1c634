"""A test of webhooks: one of our own on the public way, one that the forge is asked for, and whether a worker acts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import SecretStr

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.delivery_store import Arrived, DeliveryStore
from repochat.catalog.link_store import LinkStore, RepoLink
from repochat.catalog.repo_store import Repo
from repochat.core.errors import RepochatError
from repochat.indexing.following.receiving import name_repo_lane
from repochat.workspace.resources import Resources

StepName = Literal["own", "worker", "forge"]
StepState = Literal["ok", "failed", "skipped"]
WEBHOOKS = "/webhooks/github"
ACCEPTED = 202


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLimits:
    """How long a test waits for what it caused."""

    arrive_s: float = 10.0
    poll_s: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class TryStep:
    """`hint` says what to do unless it went well; `at` is when something arrived."""

    name: StepName
    state: StepState
    message: str
    hint: str = ""
    at: datetime | None = None
    took_ms: int | None = None


class WebhookTrial:
    """One test of the webhooks of `repo`. `base` is the address that the world knows us by, without a path."""

    def __init__(
        self, resources: Resources, viewer: Viewer, repo: Repo, base: str, limits: TryLimits | None = None
    ) -> None:
        self._resources = resources
        self._viewer = viewer
        self._repo = repo
        self._limits = limits or TryLimits()
        self.url = base.rstrip("/") + WEBHOOKS

    async def run(self) -> list[TryStep]:
        """All that was tried, on record."""
        async with self._resources.database.read(self._viewer.tenant_id) as session:
            secrets = await self._resources.vault.list_webhook_secrets(session)
            link = await LinkStore(session).find(self._repo.id)
        steps = await self._test(link, secrets)
        async with self._resources.database.write(self._viewer.scope) as session:
            detail = {"repo_id": str(self._repo.id), **{step.name: step.state for step in steps}}
            await AuditWriter(session).add(
                self._viewer, action="webhook.tested", subject=self._repo.name, detail=detail
            )
        return steps

    async def _test(self, link: RepoLink | None, secrets: list[SecretStr]) -> list[TryStep]:
        if not secrets:
            hint = "Set GITHUB_WEBHOOK_SECRET and give the forge the same, or make a GitHub App under GitHub."
            return [TryStep(name="own", state="failed", message="No webhook secret is set.", hint=hint)]
        own, arrived, delivery_id = await self._ping_self(link, secrets[0])
        if arrived is None:
            return [own]
        return [own, await self._await_worker(arrived, delivery_id), await self._ping_forge(link, arrived, delivery_id)]

    async def _ping_self(self, link: RepoLink | None, secret: SecretStr) -> tuple[TryStep, Arrived | None, str]:
        from repochat.forge.self_ping import ping_self  # noqa: PLC0415  HTTP, only where it is needed

        try:
            ping = await ping_self(self.url, secret, repo_id=link.forge_repo_id if link else None)
        except RepochatError as error:
            return TryStep(name="own", state="failed", message=error.message, hint=error.hint), None, ""
        arrived = await self._find_own(ping.delivery_id)
        if ping.status != ACCEPTED or arrived is None:
            said = f": {ping.said}" if ping.said else "."
            message = f"{self.url} answered {ping.status}{said}"
            hint = "Something else answers there, or a proxy changes what is sent. Look at WEB_URL and at the proxy."
            return TryStep(name="own", state="failed", message=message, hint=hint, took_ms=ping.took_ms), None, ""
        message = f"A signed ping through {self.url} arrived and was stored."
        step = TryStep(name="own", state="ok", message=message, at=arrived.received_at, took_ms=ping.took_ms)
        return step, arrived, ping.delivery_id

    async def _await_worker(self, arrived: Arrived, delivery_id: str) -> TryStep:
        async def find() -> Arrived | None:
            found = await self._find_own(delivery_id)
            return found if found and found.handled_at else None

        handled = arrived if arrived.handled_at else await self._wait(find)
        if handled is None or handled.handled_at is None:
            message = f"No worker has handled it within {self._limits.arrive_s:.0f} s."
            hint = "Look whether one runs: `repochat status`. `repochat up` starts one, `repochat worker` another."
            return TryStep(name="worker", state="failed", message=message, hint=hint)
        took_ms = round((handled.handled_at - handled.received_at).total_seconds() * 1_000)
        return TryStep(
            name="worker", state="ok", message="A worker handled it.", at=handled.handled_at, took_ms=took_ms
        )

    async def _ping_forge(self, link: RepoLink | None, arrived: Arrived, own: str) -> TryStep:
        if link is None:
            return _skip("GitHub was not asked: the place of the repository there is not known.", "Nothing to do here.")
        lane = name_repo_lane(link.forge, link.forge_repo_id)
        try:
            refusal = await self._ask_forge(link)
        except RepochatError as error:
            return _skip(f"{link.forge} does not let us ask: {error.message}", error.hint)
        if refusal is not None:
            return refusal

        async def find() -> Arrived | None:
            async with self._resources.database.read(self._viewer.tenant_id) as session:
                return await DeliveryStore(session).find_ping(lane, after=arrived.event_id, own=own)

        came = await self._wait(find)
        if came is None:
            message = f"{link.forge} was asked for a ping, and none came within {self._limits.arrive_s:.0f} s."
            hint = f"Look at Recent Deliveries of the webhook, in the settings of {link.full_name} there."
            return TryStep(name="forge", state="failed", message=message, hint=hint)
        return TryStep(name="forge", state="ok", message=f"{link.forge} sent a ping.", at=came.received_at)

    async def _ask_forge(self, link: RepoLink) -> TryStep | None:
        """None once the forge said that it sends a ping."""
        from repochat.forge.hooks import list_hooks, ping_hook  # noqa: PLC0415  see above

        client = await self._resources.vault.open_client(self._repo.tenant_id, self._repo.id, link.forge)
        if client is None:
            hint = "Set GITHUB_TOKEN, or give the repository a token of its own."
            return _skip(f"{link.forge} was not asked: there is nothing to show to it.", hint)
        async with client:
            hooks = (await list_hooks(client, link.full_name)).items
            ours = next((hook for hook in hooks if hook.url.rstrip("/") == self.url and hook.is_active), None)
            if ours is None:
                hint = f"Add one there: payload URL {self.url}, content type application/json, the same secret."
                told = "" if link.installation_id is None else " Its GitHub App tells of pushes instead."
                return _skip(f"{link.full_name} has no active webhook that leads here.{told}", hint)
            await ping_hook(client, link.full_name, ours.hook_id)
        return None

    async def _find_own(self, delivery_id: str) -> Arrived | None:
        forge = self._resources.vault.address.url
        async with self._resources.database.read(self._viewer.tenant_id) as session:
            return await DeliveryStore(session).find_arrived(forge, delivery_id)

    async def _wait(self, find: Callable[[], Awaitable[Arrived | None]]) -> Arrived | None:
        """What `find` finds within `arrive_s`. No connection is held between two looks."""
        until = asyncio.get_running_loop().time() + self._limits.arrive_s
        while True:
            found = await find()
            if found is not None or asyncio.get_running_loop().time() >= until:
                return found
            await asyncio.sleep(self._limits.poll_s)


def _skip(message: str, hint: str) -> TryStep:
    return TryStep(name="forge", state="skipped", message=message, hint=hint)
