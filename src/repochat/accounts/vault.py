"""What we may show to a git host or a forge for a repository: its own credential, its installation's, or the default.

Everybody who fetches or asks a forge gets it here, at the time of need, and keeps it nowhere.
"""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import SecretStr

from repochat.accounts.credential_store import CredentialStore, RepoCredentialKind, Secrets
from repochat.core.crypto import Sealer, open_sealer
from repochat.core.database import Database, ReadSession
from repochat.core.home import Home
from repochat.core.settings import Settings
from repochat.forge import AppCredential, Credential, ForgeAddress, InstallationCredential, TokenCredential
from repochat.git import Source
from repochat.git.credentials import DeployKey, GitCredential

if TYPE_CHECKING:
    from repochat.forge.client import GitHubClient
    from repochat.forge.installation_tokens import InstallationTokens
    from repochat.forge.oauth import OAuthApp

GIT_USER = "x-access-token"  # GitHub's name for the bearer of any token; other hosts take any name


class Vault:
    """Build one per process. Holds no connection of the database while a forge is asked."""

    def __init__(self, database: Database, settings: Settings, home: Home) -> None:
        self._database = database
        self._settings = settings
        self._home = home

    @cached_property
    def sealer(self) -> Sealer:
        """Raises ForbiddenError when others may read the key file, InvalidError when it is damaged."""
        return open_sealer(self._settings, self._home)

    @cached_property
    def address(self) -> ForgeAddress:
        """The forge of the settings: GitHub, or an Enterprise server."""
        return ForgeAddress(self._settings.github_url)

    async def equip(self, tenant_id: UUID, repo_id: UUID, source: Source) -> Source:
        """`source` with what git may show to its host, if we have anything. Raises UnavailableError."""
        if source.kind == "path":
            return source
        async with self._database.read(tenant_id) as session:
            own = await CredentialStore(session, self.sealer).find_repo_credential(repo_id)
            fallback = None if own or source.kind == "ssh" else await self.find_credential(session, repo_id)
        if own is not None:
            return replace(source, credential=read_git_credential(*own))
        token = await self._find_token(fallback, source)
        return source if token is None else replace(source, credential=token)

    async def open_client(self, tenant_id: UUID, repo_id: UUID, forge: str) -> "GitHubClient | None":
        """A client of `forge` with the repository's credential, to be closed; None when there is none.

        Raises InvalidError for a forge that is not GitHub's.
        """
        from repochat.forge.client import GitHubClient  # noqa: PLC0415  HTTP, only where it is needed

        address = ForgeAddress(forge)
        async with self._database.read(tenant_id) as session:
            credential = await self.find_credential(session, repo_id)
        return None if credential is None else GitHubClient(address, credential, tokens=self.tokens)

    @cached_property
    def tokens(self) -> "InstallationTokens":
        """What all clients of this process share."""
        from repochat.forge.installation_tokens import InstallationTokens  # noqa: PLC0415  see above

        return InstallationTokens()

    async def find_credential(self, session: ReadSession, repo_id: UUID) -> Credential | None:
        """What a forge is shown for a repository: its own token, its installation's App, or GITHUB_TOKEN.

        `session` is one of nobody in particular. None for a repository of a forge that we have nothing for.
        """
        store = CredentialStore(session, self.sealer)
        own = await store.find_repo_credential(repo_id)
        if own is not None and own[0] == "token":
            return TokenCredential(token=SecretStr(own[1]["token"]))
        place = await store.find_place(repo_id)
        if place is not None and place.installation_id is not None:
            app = await self.find_app(session, place.forge)
            if app is not None:
                key, number = app.private_key, place.installation_id
                return InstallationCredential(app_id=app.app_id, private_key=key, installation_id=number)
        is_ours = place is None or place.forge == self.address.url
        token = self._settings.github_token
        return TokenCredential(token=token) if token is not None and is_ours else None

    async def find_app(self, session: ReadSession, forge: str) -> AppCredential | None:
        """The GitHub App of the settings, or the one that was made on the settings page."""
        settings = self._settings
        if forge == self.address.url and settings.github_app_id is not None and settings.github_app_key is not None:
            return AppCredential(app_id=settings.github_app_id, private_key=SecretStr(settings.github_app_key))
        found = await CredentialStore(session, self.sealer).find_app(forge)
        if found is None:
            return None
        app, secrets = found
        return AppCredential(app_id=app.app_id, private_key=SecretStr(secrets["private_key"]))

    async def find_login_app(self, session: ReadSession) -> "OAuthApp | None":
        """What people log in with: GITHUB_CLIENT_ID and its secret, or the App that was made on the settings page."""
        from repochat.forge.oauth import OAuthApp  # noqa: PLC0415  see above

        settings = self._settings
        if settings.github_client_id is not None and settings.github_client_secret is not None:
            return OAuthApp(client_id=settings.github_client_id, client_secret=settings.github_client_secret)
        found = await CredentialStore(session, self.sealer).find_app(self.address.url)
        if found is None:
            return None
        return OAuthApp(client_id=found[0].client_id, client_secret=SecretStr(found[1]["client_secret"]))

    async def list_webhook_secrets(self, session: ReadSession) -> list[SecretStr]:
        """Those of GITHUB_WEBHOOK_SECRET, and that of the App that was made on the settings page."""
        found = await CredentialStore(session, self.sealer).find_app(self.address.url)
        made = found[1]["webhook_secret"] if found else ""
        return [*self._settings.github_webhook_secrets, *([SecretStr(made)] if made else [])]

    async def _find_token(self, credential: Credential | None, source: Source) -> GitCredential | None:
        """Only for the forge's own host: a token goes nowhere else."""
        from repochat.forge.client import GitHubClient  # noqa: PLC0415  see above

        if credential is None or not source.url.startswith(f"{self.address.url}/"):
            return None
        async with GitHubClient(self.address, credential, tokens=self.tokens) as client:
            token = await client.get_token()
        return None if token is None else GitCredential(username=GIT_USER, secret=token)


def read_git_credential(kind: RepoCredentialKind, secrets: Secrets) -> GitCredential | DeployKey:
    """Raises InvalidError for what cannot be one."""
    if kind == "deploy_key":
        key = SecretStr(secrets["private_key"].replace("\r\n", "\n"))
        return DeployKey(private_key=key, known_hosts=secrets.get("known_hosts", ""))
    return GitCredential(username=secrets.get("username") or GIT_USER, secret=SecretStr(secrets["token"]))
