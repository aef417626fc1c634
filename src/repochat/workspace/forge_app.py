"""A GitHub App of this installation's own, in two clicks: its manifest, and what GitHub gives back for it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.accounts.credential_store import CredentialStore, CredentialWriter, StoredApp
from repochat.accounts.vault import Vault
from repochat.core.clock import Clock, read_clock
from repochat.core.database import Database
from repochat.core.errors import ForbiddenError, NotFoundError, UnavailableError
from repochat.core.ids import create_id
from repochat.forge.app import AppCredentials, AppPlan, build_manifest, convert_manifest

WAITING_S = 3_600  # as long as GitHub's code is good
PURPOSE = "app that waits for its return of "


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunApp:
    """`manifest` is what the browser posts to `url`."""

    url: str
    manifest: Mapping[str, Any]


class ForgeApp:
    """For one viewer, who is an owner."""

    def __init__(self, database: Database, vault: Vault, viewer: Viewer, *, clock: Clock = read_clock) -> None:
        self._database = database
        self._vault = vault
        self._viewer = viewer
        self._clock = clock

    async def find(self) -> StoredApp | None:
        async with self._database.read(self._viewer.scope) as session:
            found = await CredentialStore(session, self._vault.sealer).find_app(self._vault.address.url)
        return found[0] if found else None

    def begin(self, base_url: str, *, organization: str | None, may_be_told: bool) -> BegunApp:
        """`base_url` is where people open this installation; `may_be_told`: GitHub can reach it, so webhooks work."""
        plan = AppPlan(
            name=f"repochat {create_id().hex[-6:]}",
            web_url=base_url,
            redirect_url=f"{base_url}/settings/github-app/callback",
            callback_urls=(f"{base_url}/login/github/callback",),
            setup_url=f"{base_url}/settings",
            hook_url=f"{base_url}/webhooks/github" if may_be_told else None,
        )
        url = f"{self._vault.address.manifest_url(organization)}?state={self._write_state()}"
        return BegunApp(url=url, manifest=build_manifest(plan))

    async def finish(self, code: str, state: str) -> StoredApp:
        """Stores what GitHub made, sealed and on record. Raises ForbiddenError for another's return or a spent code."""
        self._check_state(state)
        address = self._vault.address
        made = await convert_manifest(address, code)
        app = StoredApp(
            app_id=made.app_id,
            slug=made.slug,
            client_id=made.client_id,
            url=address.install_url(made.slug),
            created_by=self._viewer.name,
        )
        async with self._database.write(self._viewer.scope) as session:
            await CredentialWriter(session, self._vault.sealer).put_app(
                self._viewer, address.url, app, _list_secrets(made)
            )
            detail = {"app_id": made.app_id, "forge": address.url}
            await AuditWriter(session).add(self._viewer, action="github_app.made", subject=made.slug, detail=detail)
        return app

    async def drop(self) -> None:
        """Forgets it here; at GitHub it stays until it is deleted there. Raises NotFoundError."""
        forge = self._vault.address.url
        async with self._database.write(self._viewer.scope) as session:
            if not await CredentialWriter(session, self._vault.sealer).drop_app(forge):
                raise NotFoundError("No GitHub App was made here.", hint="There is nothing to forget.")
            await AuditWriter(session).add(self._viewer, action="github_app.forgotten", subject=forge, detail={})

    def _write_state(self) -> str:
        until = (self._clock() + timedelta(seconds=WAITING_S)).timestamp()
        sealed = self._vault.sealer.seal(json.dumps({"until": until}).encode(), PURPOSE + self._viewer.key)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def _check_state(self, state: str) -> None:
        try:
            sealed = urlsafe_b64decode(state + "=" * (-len(state) % 4))
            until = json.loads(self._vault.sealer.open(sealed, PURPOSE + self._viewer.key))["until"]
        except (UnavailableError, Base64Error, ValueError):
            until = 0.0
        if until < self._clock().timestamp():
            raise ForbiddenError("That return belongs to nothing that you began here.", hint="Begin again in settings.")


def _list_secrets(made: AppCredentials) -> Mapping[str, str]:
    return {
        "private_key": made.private_key.get_secret_value(),
        "client_secret": made.client_secret.get_secret_value(),
        "webhook_secret": made.webhook_secret.get_secret_value() if made.webhook_secret else "",
    }
