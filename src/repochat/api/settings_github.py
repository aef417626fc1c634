"""`/settings/github`: what GitHub is asked for and why, and a GitHub App of one's own."""

import json
from html import escape
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from repochat.accounts.credential_store import CredentialStore
from repochat.api.exposure import is_exposed
from repochat.api.guard import CONTENT_POLICY
from repochat.api.services import OwnerDep, Services, ServicesDep, ViewerDep
from repochat.api.shapes import Shape
from repochat.api.webhooks import list_github_secrets
from repochat.forge.permissions import NEEDS, Need, list_lacking
from repochat.workspace.forge_app import ForgeApp

router = APIRouter(tags=["settings"], prefix="/settings")

ORGANIZATION = r"[A-Za-z0-9][A-Za-z0-9-]{0,99}"
CODE_CHARS_MAX = 500

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Make a GitHub App - repochat</title>
<body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem"><main>
<h1>Make a GitHub App</h1>
<p>GitHub shows what it may do and lets you name it. Its keys come back here and are stored encrypted.</p>
<form method="post" action="{url}"><input type="hidden" name="manifest" value="{manifest}">
<button style="font: inherit; padding: .5rem 1rem">Go on at {host}</button></form>
<p><a href="/settings">Back to the settings</a></p></main></body></html>
"""


class NeedShape(Shape):
    """What a feature needs to be allowed; `lacking` is what your login was not granted (null: you have none)."""

    feature: str
    title: str
    why: str
    scopes: list[str]
    permissions: dict[str, str]
    lacking: list[str] | None


class AppShape(Shape):
    """`source`: set in the settings, or made here; then there is a page where it is installed."""

    source: Literal["settings", "made"]
    app_id: int
    install_url: str | None


class GithubSettings(Shape):
    """`webhook_secrets` counts those that may sign; `is_reachable`: GitHub can send webhooks here."""

    forge: str
    has_login: bool
    scopes: list[str] | None
    needs: list[NeedShape]
    app: AppShape | None
    webhook_secrets: int
    is_reachable: bool
    is_owner: bool


@router.get("/github")
async def get_github_settings(services: ServicesDep, viewer: ViewerDep) -> GithubSettings:
    """What is set up, what each feature asks of GitHub and why, and what your login was granted."""
    vault = services.resources.vault
    async with services.database.read(viewer.scope) as session:
        scopes = await CredentialStore(session, vault.sealer).find_scopes(viewer.user_id) if viewer.user_id else None
    return GithubSettings(
        forge=vault.address.url,
        has_login=await services.forge_login.is_ready(),
        scopes=scopes,
        needs=[_describe(need, scopes) for need in NEEDS],
        app=await _find_app(services, viewer_app=ForgeApp(services.database, vault, viewer)),
        webhook_secrets=len(await list_github_secrets(services)),
        is_reachable=is_exposed(services.settings),
        is_owner=viewer.role == "owner",
    )


@router.get("/github-app", include_in_schema=False)
async def begin_github_app(
    request: Request,
    services: ServicesDep,
    owner: OwnerDep,
    organization: Annotated[str | None, Query(pattern=f"^{ORGANIZATION}$")] = None,
) -> Response:
    """A page whose one button posts the App's manifest to GitHub."""
    vault = services.resources.vault
    begun = ForgeApp(services.database, vault, owner).begin(
        _base_of(request, services), organization=organization, may_be_told=is_exposed(services.settings)
    )
    page = PAGE.format(
        url=escape(begun.url), manifest=escape(json.dumps(dict(begun.manifest))), host=escape(vault.address.host)
    )
    policy = CONTENT_POLICY.format(scripts="").replace("form-action 'self'", f"form-action 'self' {vault.address.url}")
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


@router.get("/github-app/callback", include_in_schema=False)
async def finish_github_app(
    services: ServicesDep,
    owner: OwnerDep,
    code: Annotated[str, Query(max_length=CODE_CHARS_MAX)] = "",
    state: Annotated[str, Query(max_length=CODE_CHARS_MAX)] = "",
) -> Response:
    """Back from GitHub: the App is stored, and the page where it is installed comes next."""
    app = await ForgeApp(services.database, services.resources.vault, owner).finish(code, state)
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": app.url, "Cache-Control": "no-store"})


@router.delete("/github-app", status_code=204)
async def forget_github_app(services: ServicesDep, owner: OwnerDep) -> None:
    """Forget the App's keys. At GitHub it stays until it is deleted there."""
    await ForgeApp(services.database, services.resources.vault, owner).drop()


async def _find_app(services: Services, *, viewer_app: ForgeApp) -> AppShape | None:
    settings = services.settings
    if settings.github_app_id is not None:
        return AppShape(source="settings", app_id=settings.github_app_id, install_url=None)
    made = await viewer_app.find()
    return AppShape(source="made", app_id=made.app_id, install_url=made.url) if made else None


def _describe(need: Need, scopes: list[str] | None) -> NeedShape:
    return NeedShape(
        feature=need.feature,
        title=need.title,
        why=need.why,
        scopes=list(need.scopes),
        permissions=dict(need.permissions),
        lacking=None if scopes is None else list(list_lacking(need.feature, scopes=scopes)),
    )


def _base_of(request: Request, services: Services) -> str:
    given = services.settings.web_url
    return given.rstrip("/") if given else f"http://{request.headers.get('host', '')}"
