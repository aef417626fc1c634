"""Budgets hold whatever happens at once, and what was used stays counted."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.catalog.budget import Budget
from repochat.catalog.consent_store import ConsentWriter
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.spend_store import (
    Overrun,
    SpendLimits,
    SpendReport,
    SpendStore,
    SpendWriter,
    Spent,
    Today,
    Used,
    Wanted,
)
from repochat.core.database import Database

VIEWER = local_viewer()
FREE = Budget()


@pytest.fixture
async def repo(database: Database) -> Repo:
    return await connect(database, "one")


async def connect(database: Database, name: str) -> Repo:
    async with database.write(LOCAL_TENANT_ID) as session:
        writer = RepoWriter(session)
        return await writer.connect(tenant_id=LOCAL_TENANT_ID, name=name, source=f"/{name}", source_kind="path")


def want(repo: Repo, tokens: int = 100, usd: str | None = "0", model: str = "openai:m") -> Wanted:
    price = None if usd is None else Decimal(usd)
    return Wanted(repo_id=repo.id, answer_id=uuid4(), model=model, tokens=tokens, usd=price)


async def reserve(database: Database, wanted: Wanted, budget: Budget = FREE) -> UUID | Overrun:
    async with database.write(LOCAL_TENANT_ID) as session:
        return await SpendWriter(session).reserve(VIEWER, wanted, budget)


async def spend(database: Database, wanted: Wanted, input_tokens: int, output_tokens: int, usd: str | None) -> None:
    reserved = await reserve(database, wanted)
    assert isinstance(reserved, UUID)
    await settle(database, reserved, input_tokens, output_tokens, usd)


async def settle(database: Database, reserved: UUID, input_tokens: int, output_tokens: int, usd: str | None) -> None:
    cost = None if usd is None else Decimal(usd)
    used = Used(input_tokens=input_tokens, output_tokens=output_tokens, cost_usd=cost)
    async with database.write(LOCAL_TENANT_ID) as session:
        await SpendWriter(session).settle(reserved, used)


async def sum_today(database: Database, repo: Repo) -> Today:
    async with database.read(LOCAL_TENANT_ID) as session:
        return await SpendStore(session).sum_today(repo.id)


async def list_spend(database: Database, days: int, limits: SpendLimits | None = None) -> SpendReport:
    async with database.read(LOCAL_TENANT_ID) as session:
        return await SpendStore(session, limits=limits or SpendLimits()).list_spend(days)


async def age(database: Database, *, minutes: int = 0, days: int = 0) -> None:
    """Makes everything so far that much older."""
    older = text(
        "UPDATE model_usage SET created_at = created_at - make_interval(mins => :minutes, days => :days),"
        " day = day - :days"
    )
    async with database.write(LOCAL_TENANT_ID) as session:
        await session.execute(older, {"minutes": minutes, "days": days})


async def test_fifty_reservations_at_once_never_pass_the_budget(database: Database, repo: Repo) -> None:
    """Ten fit; of the fifty exactly ten are made, whichever comes first."""
    budget = Budget(tokens_per_day=1_050, usd_per_day=Decimal(50))
    made = await asyncio.gather(*(reserve(database, want(repo, 100, "1"), budget) for _ in range(50)))
    assert sum(isinstance(each, UUID) for each in made) == 10
    assert (await sum_today(database, repo)).tenant == Spent(tokens=1_000, usd=Decimal(10))


async def test_the_repositories_own_budget_holds_under_concurrency_too(database: Database, repo: Repo) -> None:
    other = await connect(database, "two")
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).set_budget(VIEWER, repo, {"usd_per_day": Decimal("0.5")})
    wanted = [want(each, 1, "0.1") for each in (repo, other) for _ in range(10)]
    made = await asyncio.gather(*(reserve(database, each) for each in wanted))
    assert [sum(isinstance(each, UUID) for each in part) for part in (made[:10], made[10:])] == [5, 10]
    assert {(each.scope, each.unit) for each in made if isinstance(each, Overrun)} == {("repository", "usd")}


async def test_a_budget_may_be_used_to_its_last_token(database: Database, repo: Repo) -> None:
    assert isinstance(await reserve(database, want(repo, 100), Budget(tokens_per_day=100)), UUID)
    refused = await reserve(database, want(repo, 1), Budget(tokens_per_day=100))
    assert refused == Overrun(scope="tenant", unit="tokens", bound=100, spent=Spent(tokens=100, usd=Decimal(0)))


async def test_what_was_reserved_and_not_used_is_free_again(database: Database, repo: Repo) -> None:
    await spend(database, want(repo, 1_000, "1"), 30, 12, "0.25")
    assert (await sum_today(database, repo)).repo == Spent(tokens=42, usd=Decimal("0.25"))


async def test_an_answer_that_used_more_than_it_reserved_counts_in_full(database: Database, repo: Repo) -> None:
    await spend(database, want(repo, 10, "0.1"), 500, 500, "3")
    assert (await sum_today(database, repo)).repo == Spent(tokens=1_000, usd=Decimal(3))


async def test_a_reservation_is_settled_once(database: Database, repo: Repo) -> None:
    reserved = await reserve(database, want(repo))
    assert isinstance(reserved, UUID)
    await settle(database, reserved, 10, 5, "1")
    await settle(database, reserved, 0, 0, "0")
    assert (await sum_today(database, repo)).repo == Spent(tokens=15, usd=Decimal(1))


async def test_a_dead_process_blocks_the_budget_for_a_while_only(database: Database, repo: Repo) -> None:
    await reserve(database, want(repo, 100, "2"))
    await spend(database, want(repo, 100, "2"), 30, 0, "0.5")
    await age(database, minutes=14)
    assert (await sum_today(database, repo)).repo == Spent(tokens=130, usd=Decimal("2.5"))
    await age(database, minutes=2)
    assert (await sum_today(database, repo)).repo == Spent(tokens=30, usd=Decimal("0.5"))


async def test_what_is_settled_late_counts_after_all(database: Database, repo: Repo) -> None:
    reserved = await reserve(database, want(repo, 100, "2"))
    assert isinstance(reserved, UUID)
    await age(database, minutes=60)
    await settle(database, reserved, 70, 7, "1.5")
    assert (await sum_today(database, repo)).repo == Spent(tokens=77, usd=Decimal("1.5"))


async def test_a_price_that_nobody_told_counts_as_what_was_feared(database: Database, repo: Repo) -> None:
    await spend(database, want(repo, 100, "2"), 10, 10, None)
    assert (await sum_today(database, repo)).repo == Spent(tokens=20, usd=Decimal(2))


async def test_a_model_without_a_price_counts_in_tokens_alone(database: Database, repo: Repo) -> None:
    budget = Budget(tokens_per_day=5, usd_per_day=Decimal(1))
    assert isinstance(await reserve(database, want(repo, 5, None), budget), UUID)
    refused = await reserve(database, want(repo, 1, None), budget)
    assert isinstance(refused, Overrun)
    assert refused.unit == "tokens"


async def test_dollars_that_nobody_can_count_are_not_spent(database: Database, repo: Repo) -> None:
    """Where none may be spent at all, and where the repository's own budget is in dollars."""
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).set_budget(VIEWER, repo, {"usd_per_day": Decimal(5)})
    for scope, budget in (("tenant", Budget(usd_per_day=Decimal(0))), ("repository", FREE)):
        refused = await reserve(database, want(repo, 1, None), budget)
        assert isinstance(refused, Overrun)
        assert (refused.scope, refused.unit) == (scope, "price")


async def test_yesterday_does_not_count_today(database: Database, repo: Repo) -> None:
    await spend(database, want(repo, 100), 100, 0, "1")
    await age(database, days=1)
    assert isinstance(await reserve(database, want(repo, 100), Budget(tokens_per_day=100)), UUID)


async def test_the_database_of_a_machine_elsewhere_has_the_same_day(database: Database, repo: Repo) -> None:
    """The day is that of UTC, whatever time zone the session has."""
    async with database.write(LOCAL_TENANT_ID) as session:
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):  # a day and two hours apart: one of them is not at today
            await session.execute(text("SELECT set_config('TimeZone', :zone, true)"), {"zone": zone})
            await SpendWriter(session).reserve(VIEWER, want(repo, 100), FREE)
    async with database.read(LOCAL_TENANT_ID) as session:
        days = (
            await session.execute(text("SELECT DISTINCT day, (now() AT TIME ZONE 'UTC')::date FROM model_usage"))
        ).all()
    assert len(days) == 1
    assert days[0][0] == days[0][1]


async def test_spend_is_told_by_day_repository_and_model(database: Database, repo: Repo) -> None:
    other = await connect(database, "two")
    await spend(database, want(other), 1, 2, "0.1")
    await age(database, days=1)
    await spend(database, want(repo), 10, 1, "0.5")
    await spend(database, want(repo), 10, 1, None)
    await spend(database, want(repo, model="anthropic:n"), 5, 0, "0.25")
    report = await list_spend(database, 2)
    assert not report.is_cut
    assert [(line.repo, line.model, line.answers, line.input_tokens, line.output_tokens) for line in report.lines] == [
        ("one", "openai:m", 2, 20, 2),
        ("one", "anthropic:n", 1, 5, 0),
        ("two", "openai:m", 1, 1, 2),
    ]
    assert [(line.cost_usd, line.unpriced) for line in report.lines] == [
        (Decimal("0.5"), 1), (Decimal("0.25"), 0), (Decimal("0.1"), 0),
    ]  # fmt: skip
    assert [line.repo for line in (await list_spend(database, 1)).lines] == ["one", "one"]
    short = await list_spend(database, 2, replace(SpendLimits(), rows_max=2))
    assert short.is_cut
    assert short.lines == report.lines[:2]
