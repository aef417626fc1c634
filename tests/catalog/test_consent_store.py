from decimal import Decimal
from uuid import uuid4

import pytest

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.accounts.audit_store import AuditEntry, AuditStore
from repochat.catalog.budget import Budget, BudgetChange
from repochat.catalog.consent_store import ConsentStore, ConsentWriter
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.core.database import Database
from repochat.core.errors import ConflictError

VIEWER = local_viewer()


@pytest.fixture
async def repo(database: Database) -> Repo:
    return await connect(database, "one")


async def connect(database: Database, name: str) -> Repo:
    async with database.write(LOCAL_TENANT_ID) as session:
        writer = RepoWriter(session)
        return await writer.connect(tenant_id=LOCAL_TENANT_ID, name=name, source=f"/{name}", source_kind="path")


async def allow(database: Database, repo: Repo, host: str) -> bool:
    async with database.write(LOCAL_TENANT_ID) as session:
        return await ConsentWriter(session).allow(VIEWER, repo, host)


async def deny(database: Database, repo: Repo, host: str | None = None) -> list[str]:
    async with database.write(LOCAL_TENANT_ID) as session:
        return await ConsentWriter(session).deny(VIEWER, repo, host)


async def set_budget(database: Database, repo: Repo, change: BudgetChange) -> Budget:
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).set_budget(VIEWER, repo, change)
        return await ConsentStore(session).get_budget(repo.id)


async def list_audit(database: Database) -> list[AuditEntry]:
    """The oldest first."""
    async with database.read(LOCAL_TENANT_ID) as session:
        return (await AuditStore(session).list_entries())[::-1]


async def test_a_yes_is_for_one_repository_and_one_host(database: Database, repo: Repo) -> None:
    other = await connect(database, "two")
    assert await allow(database, repo, "api.openai.com")
    async with database.read(LOCAL_TENANT_ID) as session:
        store = ConsentStore(session)
        assert await store.list_hosts([repo.id, other.id]) == {(repo.id, "api.openai.com")}
        (consent,) = await store.list_consents(repo.id)
        assert (consent.host, consent.granted_by) == ("api.openai.com", "local")
        assert await store.list_consents(other.id) == []


async def test_each_decision_is_recorded_with_who_where_and_what(database: Database, repo: Repo) -> None:
    await allow(database, repo, "b.example")
    await allow(database, repo, "a.example")
    await deny(database, repo)
    entries = await list_audit(database)
    assert [(entry.action, entry.detail["host"]) for entry in entries] == [
        ("model.allowed", "b.example"),
        ("model.allowed", "a.example"),
        ("model.denied", "a.example"),
        ("model.denied", "b.example"),
    ]
    assert {(entry.actor, entry.subject, entry.detail["repo_id"]) for entry in entries} == {
        ("local", "one", str(repo.id))
    }


async def test_what_changes_nothing_is_not_recorded(database: Database, repo: Repo) -> None:
    assert await allow(database, repo, "a.example")
    assert not await allow(database, repo, "a.example")
    assert await deny(database, repo, "other.example") == []
    await set_budget(database, repo, {})
    assert [entry.action for entry in await list_audit(database)] == ["model.allowed"]


async def test_one_host_can_be_denied_alone(database: Database, repo: Repo) -> None:
    await allow(database, repo, "a.example")
    await allow(database, repo, "b.example")
    assert await deny(database, repo, "a.example") == ["a.example"]
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await ConsentStore(session).list_hosts([repo.id]) == {(repo.id, "b.example")}


async def test_a_decision_that_cannot_be_recorded_is_not_made(database: Database, repo: Repo) -> None:
    """The transaction breaks after the yes: neither it nor its entry stays."""

    async def allow_and_break() -> None:
        async with database.write(LOCAL_TENANT_ID) as session:
            await ConsentWriter(session).allow(VIEWER, repo, "a.example")
            raise ConflictError("x", hint="y")

    with pytest.raises(ConflictError):
        await allow_and_break()
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await ConsentStore(session).list_hosts([repo.id]) == set()
    assert await list_audit(database) == []


async def test_a_bound_that_is_not_named_stays(database: Database, repo: Repo) -> None:
    await set_budget(database, repo, {"tokens_per_day": 1000})
    budget = await set_budget(database, repo, {"usd_per_day": Decimal("2.5")})
    assert budget == Budget(tokens_per_day=1000, usd_per_day=Decimal("2.5"))
    budget = await set_budget(database, repo, {"tokens_per_day": None})
    assert budget == Budget(tokens_per_day=None, usd_per_day=Decimal("2.5"))
    assert [entry.detail for entry in await list_audit(database)] == [
        {"repo_id": str(repo.id), "tokens_per_day": 1000},
        {"repo_id": str(repo.id), "usd_per_day": "2.5"},
        {"repo_id": str(repo.id), "tokens_per_day": None},
    ]


async def test_without_a_budget_there_is_no_bound(database: Database) -> None:
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await ConsentStore(session).get_budget(uuid4()) == Budget()
