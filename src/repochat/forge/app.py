"""A GitHub App of one's own, made in one click: the manifest that the browser posts, and what GitHub gives back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr

from repochat.core.errors import ForbiddenError, InvalidError, NotFoundError
from repochat.forge.address import ForgeAddress
from repochat.forge.client import GitHubClient
from repochat.forge.credential import AppCredential
from repochat.forge.fields import Fields
from repochat.forge.limits import ForgeLimits
from repochat.forge.listing import read_one
from repochat.forge.oauth import OAuthApp
from repochat.forge.permissions import Feature, join_permissions, list_events

_NAME_CHARS_MAX = 34  # GitHub's own bound
_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
_WHAT = "the new App's credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCredentials:
    """Everything that GitHub says once, and never again."""

    app_id: int
    slug: str
    name: str
    client_id: str
    client_secret: SecretStr
    private_key: SecretStr
    webhook_secret: SecretStr | None

    @property
    def credential(self) -> AppCredential:
        return AppCredential(app_id=self.app_id, private_key=self.private_key)

    @property
    def oauth_app(self) -> OAuthApp:
        return OAuthApp(client_id=self.client_id, client_secret=self.client_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPlan:
    """Where the new App lives. `hook_url` None: this machine cannot be reached from there, so it polls."""

    name: str
    web_url: str
    redirect_url: str
    callback_urls: tuple[str, ...]
    setup_url: str | None = None
    hook_url: str | None = None
    features: Sequence[Feature] = ("login", "private_repositories", "webhooks")


def build_manifest(plan: AppPlan) -> Mapping[str, Any]:
    """The JSON to post as the field `manifest` of a form to `ForgeAddress.manifest_url`, with `state` beside it."""
    manifest: dict[str, Any] = {
        "name": plan.name[:_NAME_CHARS_MAX],
        "url": plan.web_url,
        "redirect_url": plan.redirect_url,
        "callback_urls": list(plan.callback_urls),
        "public": False,
        "request_oauth_on_install": False,
        "default_permissions": join_permissions(plan.features),
    }
    if plan.setup_url is not None:
        manifest |= {"setup_url": plan.setup_url, "setup_on_update": True}
    if plan.hook_url is not None:
        manifest["hook_attributes"] = {"url": plan.hook_url, "active": True}
        manifest["default_events"] = list(list_events(plan.features))
    return manifest


async def convert_manifest(
    address: ForgeAddress,
    code: str,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: ForgeLimits | None = None,
) -> AppCredentials:
    """What GitHub made of the manifest; `code` came back to `redirect_url`, and is good once, for an hour.

    Raises ForbiddenError when it is not good, UnavailableError when nobody answers.
    """
    if not _CODE.fullmatch(code):
        raise _refused()
    async with GitHubClient(address, None, transport=transport, limits=limits) as client:
        try:
            answer = await client.send("POST", f"/app-manifests/{code}/conversions", what=_WHAT)
        except (NotFoundError, InvalidError):
            raise _refused() from None
    return read_one(answer, _read_credentials, _WHAT)


def _refused() -> ForbiddenError:
    return ForbiddenError("GitHub does not know this new App.", hint="Begin again: its code is good once, for an hour.")


def _read_credentials(fields: Fields) -> AppCredentials:
    hook_secret = fields.find_text("webhook_secret")
    return AppCredentials(
        app_id=fields.number("id"),
        slug=fields.text("slug"),
        name=fields.text("name"),
        client_id=fields.text("client_id"),
        client_secret=SecretStr(fields.text("client_secret")),
        private_key=SecretStr(fields.text("pem")),
        webhook_secret=SecretStr(hook_secret) if hook_secret else None,
    )
