"""Which repositories of the forge somebody may pick from: those of their login, of the App, or of GITHUB_TOKEN."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from repochat.accounts import Viewer
from repochat.accounts.forge_tokens import ForgeTokens
from repochat.forge import AppCredential, Credential, ForgeLimits, InstallationCredential, TokenCredential
from repochat.workspace.resources import Resources

if TYPE_CHECKING:
    from repochat.forge.repositories import ForgeRepository

Origin = Literal["login", "app", "token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgeListingLimits:
    """A person waits for the listing. Reaching a bound makes it `is_cut`."""

    repositories_max: int = 1_000
    installations_max: int = 20


LISTING_LIMITS = ForgeListingLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgeListing:
    """`origin` is what let us see them, None where there is nothing to ask with; lately pushed ones come first."""

    origin: Origin | None
    repositories: "tuple[ForgeRepository, ...]" = ()
    is_cut: bool = False


async def list_visible(resources: Resources, viewer: Viewer) -> ForgeListing:
    """What the forge of the settings shows to `viewer`. No connection to the database is held meanwhile.

    Somebody who logged in sees what their own token sees. The owner of this machine sees what its App does, failing
    that its GITHUB_TOKEN. Raises ForbiddenError for a token that no longer holds, UnavailableError while the forge is
    away.
    """
    if viewer.user_id is not None:
        token = await ForgeTokens(resources.database, resources.vault).get(viewer.tenant_id, viewer.user_id)
        return await _list_of_token(resources, TokenCredential(token=token), "login")
    if viewer.role != "owner":
        return ForgeListing(origin=None)
    async with resources.database.read(viewer.scope) as session:
        app = await resources.vault.find_app(session, resources.vault.address.url)
    if app is not None:
        return await _list_of_app(resources, app)
    token = resources.settings.github_token
    if token is not None:
        return await _list_of_token(resources, TokenCredential(token=token), "token")
    return ForgeListing(origin=None)


async def _list_of_token(resources: Resources, credential: Credential, origin: Origin) -> ForgeListing:
    from repochat.forge.client import GitHubClient  # noqa: PLC0415  HTTP, only where it is needed
    from repochat.forge.repositories import list_repositories  # noqa: PLC0415  see above

    async with GitHubClient(resources.vault.address, credential, limits=_choose_limits()) as client:
        found = await list_repositories(client)
    return ForgeListing(origin=origin, repositories=found.items, is_cut=found.is_cut)


async def _list_of_app(resources: Resources, app: AppCredential) -> ForgeListing:
    from repochat.forge import installations  # noqa: PLC0415  see above
    from repochat.forge.client import GitHubClient  # noqa: PLC0415  see above

    vault, limits = resources.vault, _choose_limits()
    async with GitHubClient(vault.address, app, limits=limits, tokens=vault.tokens) as client:
        installed = [each for each in (await installations.list_installations(client)).items if not each.is_suspended]
    repositories: list[ForgeRepository] = []
    is_cut = len(installed) > LISTING_LIMITS.installations_max
    for each in installed[: LISTING_LIMITS.installations_max]:
        seat = InstallationCredential(
            app_id=app.app_id, private_key=app.private_key, installation_id=each.installation_id
        )
        async with GitHubClient(vault.address, seat, limits=limits, tokens=vault.tokens) as client:
            found = await installations.list_installation_repositories(client)
        repositories += found.items
        is_cut = is_cut or found.is_cut
    lately = sorted(repositories, key=_pushed, reverse=True)
    top = tuple(lately[: LISTING_LIMITS.repositories_max])
    return ForgeListing(origin="app", repositories=top, is_cut=is_cut or len(lately) > len(top))


def _choose_limits() -> ForgeLimits:
    return replace(ForgeLimits(), items_max=LISTING_LIMITS.repositories_max)


def _pushed(repository: "ForgeRepository") -> float:
    return repository.pushed_at.timestamp() if repository.pushed_at else 0.0
