"""A request that is sent again when that may help, as long as nothing of its answer came."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog

from repochat.llm.backoff import Backoff
from repochat.llm.chat_model import ModelLimits, RetryScheduled, TextDelta
from repochat.llm.remote.client import Client
from repochat.llm.remote.clock import Clock
from repochat.llm.remote.exchange import Exchange, Prompt
from repochat.llm.remote.failures import Failure, explain_failure

log = structlog.get_logger()


class ProviderError(Exception):
    """The request failed for good."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Sending:
    """Sent once, by `stream`; `exchange` is the last attempt."""

    def __init__(self, client: Client, prompt: Prompt, *, limits: ModelLimits, clock: Clock, backoff: Backoff) -> None:
        self._client = client
        self._prompt = prompt
        self._limits = limits
        self._clock = clock
        self._backoff = backoff
        self.exchange = self._begin()

    async def stream(self) -> AsyncGenerator[TextDelta | RetryScheduled]:
        """Raises ProviderError."""
        for attempt in range(1, self._limits.attempts_max + 1):
            self.exchange = self._begin()
            try:
                async with aclosing(self.exchange.stream_texts()) as texts:
                    async for text in texts:
                        yield TextDelta(text=text)
            except Exception as error:  # noqa: BLE001  # whatever a provider's library raises ends as an event
                failure = explain_failure(error, self._client.endpoint)
            else:
                return
            wait_s = self._find_wait_s(failure, attempt)
            if wait_s is None:
                raise ProviderError(failure)
            log.info("llm.request_retried", attempt=attempt, reason=failure.reason, wait_s=round(wait_s, 3))
            yield RetryScheduled(reason=failure.reason, attempt=attempt, wait_s=wait_s)
            await asyncio.sleep(wait_s)

    def _begin(self) -> Exchange:
        return Exchange(self._client, self._prompt, self._clock)

    def _find_wait_s(self, failure: Failure, attempt: int) -> float | None:
        """None when another attempt is pointless or not allowed."""
        if self.exchange.began or not failure.may_pass or attempt == self._limits.attempts_max:
            return None
        wait_s = self._backoff.find_wait_s(attempt, failure.retry_after_s)
        return wait_s if wait_s is not None and wait_s < self._clock.left_s else None
