"""The OpenAI-compatible client against a real server on loopback: batches, retries, refusals, silence."""

import json
import time

import numpy as np
import pytest
import structlog
from pydantic import SecretStr

from repochat.core.errors import InvalidError, RepochatError, UnavailableError
from repochat.llm.openai_embedding import OpenAIEmbeddingLimits, OpenAIEmbeddingModel
from repochat.llm.retrying import RetryPolicy, parse_retry_after_s
from repochat.llm.testing import EmbeddingServer, Scripted, embed_by_hash, run_embedding_server

KEY = "sk-very-secret"
TEXT = "def unspeakable(): ..."


class Waits(list[float]):
    """Stands in for the clock: keeps how long the client wanted to sleep."""

    def policy(self, **limits: float) -> RetryPolicy:
        return RetryPolicy(sleep=self.append, **limits)  # pyright: ignore[reportArgumentType]  # all limits are numbers


def open_model(
    server: EmbeddingServer, waits: Waits | None = None, limits: OpenAIEmbeddingLimits | None = None
) -> OpenAIEmbeddingModel:
    retries = (Waits() if waits is None else waits).policy()
    return OpenAIEmbeddingModel(
        "small", base_url=server.base_url, api_key=SecretStr(KEY), limits=limits, retries=retries
    )


def test_rows_come_back_normalised_and_in_the_order_of_the_texts() -> None:
    with run_embedding_server() as server, open_model(server) as model:
        rows = model.embed_documents(["a", "b", "c"])
    expected = np.array([embed_by_hash(text, 8) for text in "abc"])
    assert np.allclose(rows, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)
    assert rows.dtype == np.float32
    [request] = server.received
    assert (request.path, request.model, request.authorization) == ("/v1/embeddings", "small", f"Bearer {KEY}")


def test_without_a_key_no_authorization_is_sent() -> None:
    with run_embedding_server() as server, OpenAIEmbeddingModel("small", base_url=server.base_url) as model:
        model.embed_query("a")
    assert server.received[0].authorization is None


def test_requests_stay_within_the_bounds_of_count_and_characters() -> None:
    limits = OpenAIEmbeddingLimits(batch_texts_max=3, batch_chars_max=10, text_chars_max=8)
    with run_embedding_server() as server, open_model(server, limits=limits) as model:
        rows = model.embed_documents(["a", "b", "c", "d", "eeeee", "fffff", "g" * 50, ""])
    batches = [request.texts for request in server.received]
    assert batches == [["a", "b", "c"], ["d", "eeeee"], ["fffff"], ["g" * 8, " "]]
    assert len(rows) == 8


def test_cut_texts_are_reported_without_their_words() -> None:
    limits = OpenAIEmbeddingLimits(text_chars_max=4)
    with (
        structlog.testing.capture_logs() as events,
        run_embedding_server() as server,
        open_model(server, limits=limits) as model,
    ):
        model.embed_documents([TEXT, "ok"])
    [event] = events
    assert (event["event"], event["texts"], event["limit"]) == ("llm.embedding_texts_cut", 1, "text_chars_max")
    assert "unspeakable" not in json.dumps(events)


def test_the_dimensions_are_learnt_by_one_request() -> None:
    with run_embedding_server() as server, open_model(server) as model:
        assert (model.dimensions, model.dimensions) == (8, 8)
        assert model.embed_documents([]).shape == (0, 8)
    assert len(server.received) == 1


def test_a_server_that_says_when_to_come_back_is_obeyed() -> None:
    waits = Waits()
    script = (Scripted(status=429, headers={"Retry-After": "7"}), Scripted())
    with run_embedding_server(*script) as server, open_model(server, waits) as model:
        assert model.embed_query("a").shape == (1, 8)
    assert waits == [7.0]


def test_waiting_grows_with_full_jitter_and_ends() -> None:
    waits = Waits()
    with (
        run_embedding_server(Scripted(status=500)) as server,
        open_model(server, waits) as model,
        pytest.raises(UnavailableError, match="status 500, 5 attempts"),
    ):
        model.embed_query("a")
    assert len(server.received) == 5
    assert [0 <= wait <= 0.5 * 2**number for number, wait in enumerate(waits, start=1)] == [True] * 4


def test_a_wait_longer_than_the_bound_is_an_error_at_once() -> None:
    script = Scripted(status=429, headers={"Retry-After": "3600"})
    with run_embedding_server(script) as server, open_model(server) as model, pytest.raises(UnavailableError):
        model.embed_query("a")
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "LLM_API_KEY"), (403, "LLM_API_KEY"), (400, "LLM_BASE_URL"), (404, "model's name")]
)
def test_a_refusal_is_not_repeated_and_says_what_to_set(status: int, hint: str) -> None:
    with (
        run_embedding_server(Scripted(status=status)) as server,
        open_model(server) as model,
        pytest.raises(InvalidError) as raised,
    ):
        model.embed_query("a")
    assert hint in raised.value.hint
    assert len(server.received) == 1


def test_a_slow_server_is_given_up_in_time() -> None:
    limits = OpenAIEmbeddingLimits(request_timeout_s=0.05)
    begin_s = time.monotonic()
    with (
        run_embedding_server(Scripted(delay_s=0.3)) as server,
        open_model(server, limits=limits) as model,
        pytest.raises(UnavailableError, match="ReadTimeout"),
    ):
        model.embed_query("a")
    assert time.monotonic() - begin_s < 5


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with run_embedding_server() as server:
        gone = server.base_url
    model = OpenAIEmbeddingModel("small", base_url=gone, retries=Waits().policy(attempts_max=2))
    with model, pytest.raises(UnavailableError, match="ConnectError, 2 attempts"):
        model.embed_query("a")


def _encode(*vectors: list[float] | list[str], first: int = 0) -> bytes:
    items = [{"index": number, "embedding": vector} for number, vector in enumerate(vectors, start=first)]
    return json.dumps({"data": items}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>sign in</html>",
        b'{"data": [{"index": 0, "embedding": [1.0',
        b'{"data": null}',
        _encode(),
        _encode([1.0], [1.0], [1.0]),
        _encode([1.0], [1.0], first=1),
        _encode([1.0], [1.0, 2.0]),
        _encode([], []),
        _encode(["a"], ["b"]),
        b'{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}',
    ],
)
def test_an_answer_that_is_not_an_embedding_of_each_text_is_refused(body: bytes) -> None:
    with (
        run_embedding_server(Scripted(body=body)) as server,
        open_model(server) as model,
        pytest.raises(UnavailableError, match="server's answer") as raised,
    ):
        model.embed_documents([TEXT, "b"])
    assert "OpenAI-compatible" in raised.value.hint


def test_a_model_that_changes_its_dimensions_is_refused() -> None:
    script = (Scripted(), Scripted(dimensions=9))
    with run_embedding_server(*script) as server, open_model(server) as model:
        model.embed_query("a")
        with pytest.raises(InvalidError, match="9 dimensions, before with 8"):
            model.embed_query("b")


@pytest.mark.parametrize(
    "base_url", ["", "localhost:11434/v1", "ftp://host/v1", "file:///etc", "http://", "http://[::"]
)
def test_an_address_that_is_not_http_is_refused(base_url: str) -> None:
    with pytest.raises(InvalidError) as raised:
        OpenAIEmbeddingModel("small", base_url=base_url)
    assert "LLM_BASE_URL" in raised.value.hint


@pytest.mark.parametrize(
    "script",
    [Scripted(status=500, body=f"{TEXT} {KEY}".encode()), Scripted(status=400, body=f"{TEXT} {KEY}".encode())],
)
def test_neither_texts_nor_keys_reach_errors_or_logs(script: Scripted) -> None:
    with (
        structlog.testing.capture_logs() as events,
        run_embedding_server(script) as server,
        open_model(server) as model,
        pytest.raises(RepochatError) as raised,
    ):
        model.embed_query(TEXT)
    said = f"{raised.value} {raised.value.hint} {events} {vars(model)}"
    assert "unspeakable" not in said
    assert KEY not in said


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        (None, None),
        ("12", 12.0),
        ("soon", None),
        ("-3", None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, wait_s: float | None) -> None:
    assert parse_retry_after_s(value, now_s=10.0) == wait_s
