"""Embeddings from any server that speaks OpenAI's `POST {base_url}/embeddings`. Logs neither texts nor keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import httpx
import numpy as np
import structlog
from pydantic import BaseModel, SecretStr, ValidationError

from repochat.core.errors import InvalidError, UnavailableError
from repochat.llm.embedding import Vectors, normalise_rows
from repochat.llm.retrying import RetryPolicy, send_with_retries

log = structlog.get_logger()

OPENAI_BASE_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, kw_only=True)
class OpenAIEmbeddingLimits:
    """One request holds at most `batch_texts_max` texts and `batch_chars_max` characters; longer texts are cut."""

    batch_texts_max: int = 64
    batch_chars_max: int = 100_000
    text_chars_max: int = 20_000
    request_timeout_s: float = 60.0


class _Item(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Item]


class OpenAIEmbeddingModel:
    """Use as a context manager, or call `close`."""

    is_local = False
    is_instant = False

    def __init__(
        self,
        model: str,
        *,
        base_url: str = OPENAI_BASE_URL,
        api_key: SecretStr | None = None,
        limits: OpenAIEmbeddingLimits | None = None,
        retries: RetryPolicy | None = None,
    ) -> None:
        """Sends nothing yet. Raises InvalidError when `base_url` is not an http(s) address."""
        self._limits = limits or OpenAIEmbeddingLimits()
        self._retries = retries or RetryPolicy()
        self._model = model
        self._url = _parse_base_url(base_url)
        self._dimensions: int | None = None
        # The address is part of the name: servers may hold different models under one name.
        self.name = f"openai:{model}@{self._url.host}"
        headers = {"Authorization": f"Bearer {api_key.get_secret_value()}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=self._limits.request_timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    @property
    def dimensions(self) -> int:
        """Known after the first answer; until then one short text is sent to learn it."""
        return self._dimensions or int(self.embed_query("dimensions").shape[1])

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions). Raises UnavailableError after the last retry, InvalidError when refused."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        batches = _split_batches(self._cut(texts), self._limits)
        return normalise_rows(np.concatenate([self._embed_batch(batch) for batch in batches]))

    def embed_query(self, text: str) -> Vectors:
        return self.embed_documents([text])

    def _cut(self, texts: Sequence[str]) -> list[str]:
        chars_max = self._limits.text_chars_max
        cut = sum(len(text) > chars_max for text in texts)
        if cut:
            log.warning("llm.embedding_texts_cut", texts=cut, limit="text_chars_max", text_chars_max=chars_max)
        # Servers refuse an empty string; a space stands for it.
        return [text[:chars_max] or " " for text in texts]

    def _embed_batch(self, texts: list[str]) -> Vectors:
        body = {"model": self._model, "input": texts, "encoding_format": "float"}
        request = self._client.build_request("POST", self._url, json=body)
        response = send_with_retries(self._client, request, self._retries)
        rows = _parse_rows(response, len(texts))
        if self._dimensions not in (None, rows.shape[1]):
            raise InvalidError(
                f"{self.name} answered with {rows.shape[1]} dimensions, before with {self._dimensions}.",
                hint="The server changed the model under this name: set another EMBEDDING_MODEL and index again.",
            )
        self._dimensions = int(rows.shape[1])
        return rows


def _parse_base_url(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url.rstrip("/") + "/embeddings")
    except httpx.InvalidURL as error:
        raise _invalid_base_url() from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise _invalid_base_url()
    return url


def _invalid_base_url() -> InvalidError:
    return InvalidError(
        "The address of the embedding server is not an http or https address.",
        hint="Set LLM_BASE_URL to something like https://api.openai.com/v1 or http://localhost:11434/v1.",
    )


def _split_batches(texts: Sequence[str], limits: OpenAIEmbeddingLimits) -> Iterator[list[str]]:
    batch: list[str] = []
    chars = 0
    for text in texts:
        if batch and (len(batch) == limits.batch_texts_max or chars + len(text) > limits.batch_chars_max):
            yield batch
            batch, chars = [], 0
        batch.append(text)
        chars += len(text)
    if batch:
        yield batch


def _parse_rows(response: httpx.Response, count: int) -> Vectors:
    """Shape (count, d > 0), in the order of the texts. The body never enters the message: it may repeat a text."""
    try:
        items = sorted(_Answer.model_validate_json(response.content).data, key=lambda item: item.index)
    except ValidationError:
        raise _unreadable("is not an OpenAI embeddings object") from None
    if [item.index for item in items] != list(range(count)):
        raise _unreadable(f"holds {len(items)} vectors for {count} texts")
    lengths = {len(item.embedding) for item in items}
    if len(lengths) != 1 or 0 in lengths:
        raise _unreadable(f"mixes vectors of {sorted(lengths)} dimensions")
    rows = np.array([item.embedding for item in items], np.float32)
    if not np.isfinite(rows).all():
        raise _unreadable("holds numbers that are not finite")
    return rows


def _unreadable(what: str) -> UnavailableError:
    return UnavailableError(
        f"The embedding server's answer {what}.",
        hint="Check that LLM_BASE_URL leads to an OpenAI-compatible server and that it serves embeddings.",
    )
