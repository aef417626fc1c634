"""`/login`, `/logout`, `/me`: how somebody comes in, goes, and who they are."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from repochat.api.login_cookie import LOGIN, render_no_cookie
from repochat.api.services import IdentityDep, ServicesDep
from repochat.api.shapes import Shape

router = APIRouter(tags=["people"])


class LoginMethods(Shape):
    """How to log in: with the forge at `github` (null: not set up), and always by the address that has the token."""

    github: str | None


class MeShape(Shape):
    """Who asks. `user_id` null: the owner of this machine. `by` is what proved it."""

    user_id: UUID | None
    name: str
    role: Literal["owner", "member"]
    by: Literal["login", "key", "token"]


@router.get("/login/methods")
async def list_login_methods(services: ServicesDep) -> LoginMethods:
    """How to log in here."""
    is_ready = await services.forge_login.is_ready()
    return LoginMethods(github=services.settings.github_url if is_ready else None)


@router.get("/me")
async def get_me(identity: IdentityDep) -> MeShape:
    """Who asks."""
    viewer = identity.viewer
    return MeShape(user_id=viewer.user_id, name=viewer.name, role=viewer.role, by=identity.by)


@router.post("/logout", status_code=204)
async def log_out(request: Request, identity: IdentityDep, services: ServicesDep) -> Response:
    """End the login of this browser, here and on the server."""
    if identity.login_id is not None:
        await services.authenticator.log_out(identity.login_id)
    cookie = render_no_cookie(LOGIN, request.headers.get("host", ""))
    return Response(status_code=204, headers={"Set-Cookie": cookie})
