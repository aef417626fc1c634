"""A model is asked only where its owner said yes and while there is budget; a refusal says what to do."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import event

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.accounts.kill_switch_store import KillSwitchWriter
from repochat.catalog.consent_store import ConsentWriter
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.spend_store import SpendStore, Spent
from repochat.chat.guardrails import Guardrails, Refusal, Reservation
from repochat.core.database import Database
from repochat.core.settings import load_settings
from repochat.llm import ChatModel, Usage, load_chat_model

VIEWER = local_viewer()
BUDGETS = {"LLM_BUDGET_TOKENS_DAY": "1000", "LLM_BUDGET_USD_DAY": "2"}


def open_model(address: str = "https://api.openai.com/v1") -> ChatModel:
    """Asked nothing here: what counts is where it is."""
    env = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "m", "LLM_BASE_URL": address}
    model = load_chat_model(load_settings(env, env_file=None))
    assert model is not None
    return model


MODEL = open_model()
LOCAL_MODEL = open_model("http://127.0.0.1:11434/v1")


@pytest.fixture
def guardrails(database: Database) -> Guardrails:
    return Guardrails(database, load_settings(BUDGETS, env_file=None))


@pytest.fixture
async def repo(database: Database) -> Repo:
    return await connect(database, "team/one")


async def connect(database: Database, name: str) -> Repo:
    async with database.write(LOCAL_TENANT_ID) as session:
        writer = RepoWriter(session)
        return await writer.connect(tenant_id=LOCAL_TENANT_ID, name=name, source=f"/{name}", source_kind="path")


async def allow(database: Database, repo: Repo, host: str = "api.openai.com") -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).allow(VIEWER, repo, host)


async def test_code_leaves_only_after_a_yes_and_not_after_it_is_taken_back(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    assert await guardrails.check(VIEWER, [repo], MODEL)
    await allow(database, repo)
    assert await guardrails.check(VIEWER, [repo], MODEL) is None
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).deny(VIEWER, repo)
    assert await guardrails.check(VIEWER, [repo], MODEL)


async def test_a_refusal_says_how_to_allow_it_by_command_and_by_api(guardrails: Guardrails, database: Database) -> None:
    refusal = await guardrails.check(VIEWER, [await connect(database, "my repo")], MODEL)
    assert refusal is not None
    assert refusal.kind == "consent"
    assert "my repo" in refusal.message
    assert "`repochat model allow 'my repo' --host api.openai.com`" in refusal.hint
    assert 'PUT /repos/my%20repo/model with {"allowed": true, "host": "api.openai.com"}' in refusal.hint


async def test_another_address_of_the_model_needs_another_yes(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    await allow(database, repo)
    for host in ("proxy.example", "api.openai.com:8443"):
        refusal = await guardrails.check(VIEWER, [repo], open_model(f"https://{host}/v1"))
        assert refusal is not None
        assert host in refusal.message
        assert "It may go to api.openai.com only." in refusal.message


async def test_every_repository_that_is_asked_needs_a_yes(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    await allow(database, repo)
    other = await connect(database, "team/two")
    refusal = await guardrails.check(VIEWER, [repo, other], MODEL)
    assert refusal is not None
    assert "team/two" in refusal.message


async def test_the_check_is_two_queries_and_one_for_a_model_on_this_machine(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    assert await guardrails.check(VIEWER, [repo], LOCAL_MODEL) is None
    assert len([statement for statement in seen if "FROM" in statement]) == 1
    await guardrails.check(VIEWER, [repo], MODEL)
    assert len([statement for statement in seen if "FROM" in statement]) == 3


async def test_while_the_kill_switch_is_on_no_model_is_asked_on_this_machine_either(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    await allow(database, repo)
    async with database.write(LOCAL_TENANT_ID) as session:
        assert await KillSwitchWriter(session).stop(VIEWER, "a strange answer.")
    for model in (MODEL, LOCAL_MODEL):
        refusal = await guardrails.check(VIEWER, [repo], model)
        assert refusal is not None
        assert refusal.kind == "stopped"
        assert "by local: a strange answer. So no model was asked" in refusal.message
    async with database.write(LOCAL_TENANT_ID) as session:
        assert await KillSwitchWriter(session).release(VIEWER)
        assert not await KillSwitchWriter(session).release(VIEWER)
    assert await guardrails.check(VIEWER, [repo], MODEL) is None


async def test_an_answer_counts_as_it_may_until_it_counts_as_it_did(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    reserved = await guardrails.reserve(VIEWER, repo, MODEL, 600, 0.5, uuid4())
    assert isinstance(reserved, Reservation)
    assert isinstance(await guardrails.reserve(VIEWER, repo, MODEL, 600, 0.5, uuid4()), Refusal)
    await guardrails.settle(VIEWER, reserved, Usage(input_tokens=100, output_tokens=20, cost_usd=0.0123456789))
    assert await sum_today(database, repo) == Spent(tokens=120, usd=Decimal("0.012346"))
    assert isinstance(await guardrails.reserve(VIEWER, repo, MODEL, 600, 0.5, uuid4()), Reservation)


async def test_an_answer_that_never_reached_the_model_costs_nothing(
    database: Database, guardrails: Guardrails, repo: Repo
) -> None:
    reserved = await guardrails.reserve(VIEWER, repo, MODEL, 600, 0.5, uuid4())
    assert isinstance(reserved, Reservation)
    await guardrails.settle(VIEWER, reserved, Usage())
    assert await sum_today(database, repo) == Spent(tokens=0, usd=Decimal(0))


async def test_a_model_on_this_machine_costs_no_dollars(database: Database, guardrails: Guardrails, repo: Repo) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).set_budget(VIEWER, repo, {"usd_per_day": Decimal(0)})
    reserved = await guardrails.reserve(VIEWER, repo, LOCAL_MODEL, 600, None, uuid4())
    assert isinstance(reserved, Reservation)
    await guardrails.settle(VIEWER, reserved, Usage(input_tokens=500))
    assert await sum_today(database, repo) == Spent(tokens=500, usd=Decimal(0))
    async with database.read(LOCAL_TENANT_ID) as session:
        assert [line.unpriced for line in (await SpendStore(session).list_spend(1)).lines] == [0]


@pytest.mark.parametrize(
    ("tokens", "usd", "told", "advice"),
    [
        (1_001, 0.0, "0 of 1,000 tokens are used or reserved, and it may need 1,001", "LLM_BUDGET_TOKENS_DAY"),
        (1, 2.5, "$0.00 of $2.00 are used or reserved, and it may need $2.50", "LLM_BUDGET_USD_DAY"),
    ],
)
async def test_the_installations_budget_is_told_with_its_setting(
    guardrails: Guardrails, repo: Repo, tokens: int, usd: float, told: str, advice: str
) -> None:
    refusal = await guardrails.reserve(VIEWER, repo, MODEL, tokens, usd, uuid4())
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "budget"
    assert told in refusal.message
    assert advice in refusal.hint


@pytest.mark.parametrize(
    ("usd", "told", "options", "body"),
    [
        (0.25, "$0.00 of $0.10 are used", "--usd N", '{"usd_per_day": N}'),
        (
            None,
            "nobody knows the price of compatible:m",
            "--usd none --tokens N",
            '{"usd_per_day": null, "tokens_per_day": N}',
        ),
    ],
)
async def test_the_repositories_budget_is_told_with_its_command(
    database: Database, guardrails: Guardrails, repo: Repo, usd: float | None, told: str, options: str, body: str
) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await ConsentWriter(session).set_budget(VIEWER, repo, {"usd_per_day": Decimal("0.1")})
    refusal = await guardrails.reserve(VIEWER, repo, MODEL, 1, usd, uuid4())
    assert isinstance(refusal, Refusal)
    assert told in refusal.message
    assert f"`repochat model budget team/one {options}`" in refusal.hint
    assert f"PUT /repos/team/one/model with {body}" in refusal.hint


async def sum_today(database: Database, repo: Repo) -> Spent:
    async with database.read(LOCAL_TENANT_ID) as session:
        return (await SpendStore(session).sum_today(repo.id)).repo
