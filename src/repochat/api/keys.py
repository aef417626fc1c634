"""`/keys`: what programs prove themselves with, for the person who made them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from repochat.accounts.key_store import ApiKey, KeyStore, KeyWriter
from repochat.accounts.limits import LIMITS
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import Input, NoNul, Shape

router = APIRouter(tags=["people"], prefix="/keys")


class KeyInput(Input):
    """What will use it."""

    name: Annotated[str, NoNul, Field(min_length=1, max_length=LIMITS.key_name_chars_max)]


class KeyShape(Shape):
    """A key by its name and its last characters: the rest of it is kept nowhere."""

    id: UUID
    name: str
    ending: str
    created_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        return cls(id=key.id, name=key.name, ending=key.ending, created_at=key.created_at, used_at=key.used_at)


class KeyList(Shape):
    keys: list[KeyShape]


class NewKeyShape(KeyShape):
    """`key` is shown this once."""

    key: str


@router.get("")
async def list_keys(services: ServicesDep, viewer: ViewerDep) -> KeyList:
    """Your keys, the newest first."""
    async with services.database.read(viewer.scope) as session:
        return KeyList(keys=[KeyShape.of(key) for key in await KeyStore(session).list_keys(viewer)])


@router.post("", status_code=201)
async def create_key(key_input: KeyInput, services: ServicesDep, viewer: ViewerDep) -> NewKeyShape:
    """A key that may do what you may, until it is revoked."""
    async with services.database.write(viewer.scope) as session:
        key, token = await KeyWriter(session).create(viewer, key_input.name)
    return NewKeyShape(**KeyShape.of(key).model_dump(), key=token)


@router.delete("/{key_id}", status_code=204)
async def revoke_key(key_id: UUID, services: ServicesDep, viewer: ViewerDep) -> None:
    """Let it in no more, from the next request on."""
    async with services.database.write(viewer.scope) as session:
        await KeyWriter(session).revoke(viewer, key_id)
