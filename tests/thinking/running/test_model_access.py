"""A run asks a model within its own bound, and what that used is counted where answers are counted, too."""

from uuid import uuid4

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.accounts.kill_switch_store import KillSwitchWriter
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.spend_store import SpendStore
from repochat.core.database import Database
from repochat.core.settings import load_settings
from repochat.llm import Completed, Failed, ModelEvent, ModelLimits, ModelMessage, ModelRequest
from repochat.llm.testing import run_chat_server, saying
from repochat.thinking.running.model_access import AccountedModel, find_model
from repochat.thinking.spec import Amounts

VIEWER = local_viewer()
REQUEST = ModelRequest(system="You read code.", messages=(ModelMessage(role="user", text="What does it do?"),))


async def open_model(database: Database, address: str, allowed: Amounts) -> tuple[AccountedModel | None, Repo]:
    env = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "m", "LLM_BASE_URL": address}
    async with database.write(LOCAL_TENANT_ID) as session:
        repo = await RepoWriter(session).connect(tenant_id=LOCAL_TENANT_ID, name="a", source="/a", source_kind="path")
    settings = load_settings(env, env_file=None)
    model = await find_model(
        settings,
        database,
        viewer=VIEWER,
        repo=repo,
        run_id=uuid4(),
        allowed=allowed,
        on_used=lambda _tokens, _usd: None,
    )
    return model, repo


async def ask(model: AccountedModel) -> ModelEvent:
    return [event async for event in model.stream(REQUEST, ModelLimits(tokens_max=2_000))][-1]


async def test_what_was_used_is_counted_until_the_run_may_use_no_more(database: Database) -> None:
    with run_chat_server(saying("It adds."), saying("It adds."), saying("It adds.")) as server:
        model, repo = await open_model(database, server.url_of("openai"), Amounts(model_tokens=2_000))
        assert model is not None
        ended = await ask(model)
        assert isinstance(ended, Completed)
        assert model.tokens == ended.usage.input_tokens + ended.usage.output_tokens > 0
        async with database.read(VIEWER.scope) as session:
            spent = await SpendStore(session).sum_today(repo.id)
        assert spent.repo.tokens == model.tokens
        model.tokens = 2_000
        refused = await ask(model)
        await model.close()
    assert isinstance(refused, Failed)
    assert refused.kind == "limit"


async def test_the_kill_switch_holds_from_the_next_request_on(database: Database) -> None:
    with run_chat_server(saying("It adds.")) as server:
        model, _ = await open_model(database, server.url_of("openai"), Amounts(model_tokens=2_000))
        assert model is not None
        async with database.write(LOCAL_TENANT_ID) as session:
            await KillSwitchWriter(session).stop(VIEWER, "a test")
        refused = await ask(model)
        await model.close()
    assert isinstance(refused, Failed)


async def test_without_tokens_there_is_no_model(database: Database) -> None:
    model, _ = await open_model(database, "http://127.0.0.1:1/v1", Amounts())
    assert model is None
