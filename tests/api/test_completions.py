from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam

from repochat.api.completion_history import read_turns
from repochat.api.completion_shapes import CompletionMessage
from tests.api.serving import Product
from tests.git.repositories import Repository

MESSAGES: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "What does greet_all do?"},
]


@pytest.fixture
def client_of_others(product: Product, indexed: str) -> AsyncOpenAI:
    """The client that everybody else uses, against a real server on which a repository is indexed."""
    assert indexed == "greetings"
    return AsyncOpenAI(base_url=f"{product.address}/v1", api_key=product.token, max_retries=0)


async def test_connected_repositories_are_listed_as_models(client_of_others: AsyncOpenAI) -> None:
    assert [model.id async for model in client_of_others.models.list()] == ["repochat/greetings"]
    assert (await client_of_others.models.retrieve("repochat/greetings@main")).id == "repochat/greetings@main"


async def test_a_completion_answers_with_sources_in_its_text_and_receipts_beside_it(
    client_of_others: AsyncOpenAI, repository: Repository
) -> None:
    completion = await client_of_others.chat.completions.create(model="repochat/greetings", messages=MESSAGES)
    text = completion.choices[0].message.content or ""
    receipts = _extension(completion)
    assert completion.id == f"chatcmpl-{receipts['answer_id']}"
    assert receipts["confidence"]["reasons"]
    assert all(statement["text"] in text for statement in receipts["statements"])
    cited = receipts["citations"][0]
    assert cited["commit"] == repository.sha()
    assert f"- [1] `{cited['path']}:{cited['start_line']}-{cited['end_line']} @ {repository.sha()[:12]}`" in text
    assert completion.usage is not None
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens


async def test_a_stream_holds_the_same_text_as_the_completion(client_of_others: AsyncOpenAI) -> None:
    whole = await client_of_others.chat.completions.create(model="repochat/greetings", messages=MESSAGES)
    stream = await client_of_others.chat.completions.create(
        model="repochat/greetings", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    told = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert told == whole.choices[0].message.content
    assert len({chunk.id for chunk in chunks}) == 1
    *_, last, usage = chunks
    assert last.choices[0].finish_reason == "stop"
    assert _extension(last)["statements"] == _extension(whole)["statements"]
    assert (usage.choices, usage.usage is not None) == ([], True)


async def test_usage_is_streamed_only_to_who_asks_for_it(client_of_others: AsyncOpenAI) -> None:
    stream = await client_of_others.chat.completions.create(model="greetings", messages=MESSAGES, stream=True)
    assert all(chunk.usage is None and chunk.choices for chunk in [chunk async for chunk in stream])


async def test_a_model_may_name_a_revision(client_of_others: AsyncOpenAI, repository: Repository) -> None:
    completion = await client_of_others.chat.completions.create(
        model=f"repochat/greetings@{repository.sha()[:10]}", messages=MESSAGES
    )
    assert _extension(completion)["revision"] == repository.sha()


async def test_what_goes_wrong_raises_the_error_that_the_client_knows(client_of_others: AsyncOpenAI) -> None:
    completions = client_of_others.chat.completions
    with pytest.raises(openai.NotFoundError, match="GET /v1/models") as unknown:
        await completions.create(model="gpt-5", messages=MESSAGES)
    assert unknown.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError, match="These exist: main"):
        await completions.create(model="repochat/greetings@no-such-branch", messages=MESSAGES, stream=True)
    with pytest.raises(openai.UnprocessableEntityError, match="last message"):
        await completions.create(model="greetings", messages=[{"role": "system", "content": "x"}])
    with pytest.raises(openai.UnprocessableEntityError) as malformed:
        await completions.create(model="greetings", messages=[])
    assert malformed.value.param == "messages"
    with pytest.raises(openai.APIStatusError) as long:
        await completions.create(model="greetings", messages=[{"role": "user", "content": "x" * 50_000}])
    assert (long.value.status_code, long.value.code) == (413, "question_chars_max")


async def test_no_other_site_may_ask(product: Product, client_of_others: AsyncOpenAI) -> None:
    async with httpx.AsyncClient(base_url=product.address, headers={"Origin": "https://evil.example"}) as stranger:
        body = {"model": "greetings", "messages": MESSAGES}
        assert (await stranger.post("/v1/chat/completions", json=body)).status_code == 403


async def test_the_places_of_earlier_answers_are_read_back_from_their_text(client_of_others: AsyncOpenAI) -> None:
    completion = await client_of_others.chat.completions.create(model="greetings", messages=MESSAGES)
    text = completion.choices[0].message.content or ""
    spoken = [("user", "What does greet_all do?"), ("assistant", text), ("tool", "42"), ("user", "Who calls it?")]
    (turn,) = read_turns([CompletionMessage(role=role, content=said) for role, said in spoken])
    citations = _extension(completion)["citations"]
    assert turn.question == "What does greet_all do?"
    assert turn.answer == text.partition("\n\nSources:")[0]
    assert turn.paths == tuple(dict.fromkeys(each["path"] for each in citations))
    assert turn.symbols == tuple(dict.fromkeys(each["symbol"] for each in citations if each["symbol"]))


def test_history_from_elsewhere_is_taken_as_it_is() -> None:
    said = CompletionMessage.model_validate({"role": "assistant", "content": [{"type": "text", "text": "Hello."}]})
    (turn,) = read_turns([said, CompletionMessage(role="user", content="Hi?"), said])
    assert (turn.question, turn.answer, turn.paths) == ("Hi?", "Hello.", ())


def _extension(completion: Any) -> dict[str, Any]:
    return completion.model_extra["repochat"]
