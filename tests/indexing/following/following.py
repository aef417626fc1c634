"""Connects repositories of a forge, delivers events of them, and reads what came of it."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from pydantic import SecretStr
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.catalog.link_store import LinkStore, RepoLink
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.core.database import Database
from repochat.forge import ForgeAddress, TokenCredential
from repochat.forge.client import GitHubClient
from repochat.git import Source
from repochat.indexing.connect import connect_repo
from repochat.indexing.following import RawDelivery, receive_delivery
from repochat.indexing.following.checking import RepoChecker
from repochat.indexing.following.forge_desk import ForgeDesk
from repochat.indexing.following.handling import EventHandler

FORGE = "https://github.com"
VIEWER = local_viewer()
SHA = "a" * 40
OTHER_SHA = "b" * 40
_numbers = itertools.count(1)


@dataclass
class Forge:
    """GitHub's API as far as it is asked here: `answers` maps paths to a status and JSON; None: nobody may ask."""

    answers: dict[str, tuple[int, Any]] | None = None
    asked: list[str] = field(default_factory=list[str])

    async def open_client(self, _tenant_id: UUID, _repo_id: UUID, forge: str) -> GitHubClient | None:
        if self.answers is None:
            return None
        credential = TokenCredential(token=SecretStr("t"))
        transport = httpx.MockTransport(self._answer)

        async def skip(_seconds: float) -> None:
            return None

        return GitHubClient(ForgeAddress(forge), credential, transport=transport, sleep=skip)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        status, body = (self.answers or {}).get(request.url.path, (404, {"message": "Not Found"}))
        return httpx.Response(status, json=body)


@dataclass(kw_only=True)
class Following:
    """A database with a forge beside it."""

    database: Database
    forge: Forge = field(default_factory=Forge)

    @property
    def desk(self) -> ForgeDesk:
        return ForgeDesk(self.forge.open_client, forge=FORGE)

    @property
    def handler(self) -> EventHandler:
        return EventHandler(database=self.database, desk=self.desk)

    @property
    def checker(self) -> RepoChecker:
        return RepoChecker(self.database, self.desk, _as_it_is)

    async def connect(self, source: str = "ann/one") -> Repo:
        return await connect_repo(self.database, VIEWER, source)

    async def deliver(self, kind: str, payload: Mapping[str, Any], *, delivery_id: str | None = None) -> str:
        raw = RawDelivery(
            forge_kind="github",
            forge=FORGE,
            delivery_id=delivery_id or f"delivery-{next(_numbers)}",
            kind=kind,
            content_type="application/json",
            body=json.dumps(payload).encode(),
        )
        return await receive_delivery(self.database, LOCAL_TENANT_ID, raw)

    async def handle_all(self) -> int:
        """What a worker does when it takes the jobs of all lanes."""
        lanes = await self.rows("SELECT DISTINCT lane FROM events WHERE state = 'waiting'")
        return sum([await self.handler.handle_lane(LOCAL_TENANT_ID, row[0], should_stop=_go_on) for row in lanes])

    async def tell(self, kind: str, payload: Mapping[str, Any]) -> tuple[str, str]:
        """Delivers, handles, and returns the state and reason of that event."""
        await self.deliver(kind, payload)
        await self.handle_all()
        return await self.last_outcome()

    async def last_outcome(self) -> tuple[str, str]:
        (row,) = await self.rows("SELECT state, reason FROM events ORDER BY id DESC LIMIT 1")
        return row[0], row[1]

    async def runs(self) -> list[str | None]:
        """The revisions that runs were asked for, in their order."""
        return [row[0] for row in await self.rows("SELECT rev FROM index_runs ORDER BY created_at, id")]

    async def triggers(self) -> list[str]:
        """What the runs were asked for, in their order."""
        return [row[0] for row in await self.rows("SELECT trigger FROM index_runs ORDER BY created_at, id")]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.database.read(LOCAL_TENANT_ID) as session:
            return [tuple(row) for row in await session.execute(text(query))]

    async def execute(self, statement: str, **values: Any) -> None:
        async with self.database.write(LOCAL_TENANT_ID) as session:
            await session.execute(text(statement), values)

    async def find(self, name: str) -> Repo | None:
        async with self.database.read(VIEWER.scope) as session:
            return await RepoStore(session).find(name)

    async def link(self, repo: Repo) -> RepoLink | None:
        async with self.database.read(VIEWER.scope) as session:
            return await LinkStore(session).find(repo.id)


def name_repository(repo_id: int = 1, full_name: str = "ann/one", **changes: Any) -> dict[str, Any]:
    """As it stands in every payload."""
    named = {"id": repo_id, "full_name": full_name, "private": False, "default_branch": "main", "html_url": ""}
    return {**named, **changes}


def build_push(
    ref: str = "refs/heads/main", *, repository: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    flags = {"created": False, "deleted": False, "forced": False}
    pushed = {"ref": ref, "before": OTHER_SHA, "after": SHA, **flags}
    return {**pushed, "repository": repository or name_repository(), **changes}


def describe_repository(full_name: str = "ann/one", *, repo_id: int = 1, private: bool = False) -> dict[str, Any]:
    """As the API tells it."""
    return {
        "id": repo_id,
        "full_name": full_name,
        "owner": {"login": full_name.partition("/")[0]},
        "private": private,
        "archived": False,
        "default_branch": "main",
        "html_url": f"{FORGE}/{full_name}",
        "clone_url": f"{FORGE}/{full_name}.git",
        "permissions": {"pull": True},
        "pushed_at": None,
    }


async def _as_it_is(_tenant_id: UUID, _repo_id: UUID, source: Source) -> Source:
    return source


def _go_on() -> bool:
    return False
