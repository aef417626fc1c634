"""`/members`: who is in, which part they have, and that they leave."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from repochat.accounts import Viewer
from repochat.accounts.member_store import MemberStore, MemberWriter
from repochat.accounts.viewer import Role
from repochat.api.services import OwnerDep, Services, ServicesDep, ViewerDep
from repochat.api.shapes import Input, Shape

router = APIRouter(tags=["people"], prefix="/members")


class MemberShape(Shape):
    """`logins` are the browsers that are logged in, `keys` the API keys that may be used."""

    id: UUID
    forge: str
    login: str
    name: str
    role: Role
    created_at: datetime
    seen_at: datetime
    logins: int
    keys: int


class MemberList(Shape):
    """By their login, at most 1,000. The owner of this machine is none of them."""

    members: list[MemberShape]


class RoleInput(Input):
    """An owner decides for all; a member asks and reads."""

    role: Role


@router.get("")
async def list_members(services: ServicesDep, viewer: ViewerDep) -> MemberList:
    """Who has logged in here and may again."""
    return await _list(services, viewer)


@router.patch("/{user}")
async def change_member(user: UUID, role_input: RoleInput, services: ServicesDep, owner: OwnerDep) -> MemberList:
    """For an owner, on record. 409 for the last owner, who stays one."""
    async with services.database.write(owner.scope) as session:
        await MemberWriter(session).change_role(owner, user, role_input.role)
    return await _list(services, owner)


@router.delete("/{user}")
async def remove_member(user: UUID, services: ServicesDep, owner: OwnerDep) -> MemberList:
    """For an owner, on record: their logins and keys stop at once. 409 for the last owner.

    They come in again if they log in and the forge shows them a private repository of this place.
    """
    async with services.database.write(owner.scope) as session:
        await MemberWriter(session).remove(owner, user)
    return await _list(services, owner)


async def _list(services: Services, viewer: Viewer) -> MemberList:
    async with services.database.read(viewer.tenant_id) as session:  # their logins and keys are only counted
        return MemberList.model_validate({"members": await MemberStore(session).list_members()})
