"""What an answer used so far, and what it may still use."""

from dataclasses import dataclass
from typing import Literal

from pydantic_ai.usage import RequestUsage

from repochat.llm.chat_model import ModelLimits, Usage
from repochat.llm.endpoint import Endpoint
from repochat.llm.remote.exchange import Exchange
from repochat.llm.remote.prices import find_cost_usd
from repochat.llm.tokens import estimate_tokens

_OUTPUT_TOKENS_MIN = 64  # less than that is no answer


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`without_tools` says why the model may not call tools in this request, though it has some."""

    output_tokens_max: int
    without_tools: Literal["tool_limit", "token_limit"] | None


class Tally:
    """`prompt_tokens` is what the next request sends, measured where the provider told, else estimated."""

    def __init__(self, endpoint: Endpoint, limits: ModelLimits) -> None:
        self._endpoint = endpoint
        self._limits = limits
        self._input_tokens = 0
        self._output_tokens = 0
        self._cost_usd: float | None = 0.0
        self.requests = 0
        self.tool_calls = 0
        self.masked = 0
        self.prompt_tokens = 0

    @property
    def usage(self) -> Usage:
        return Usage(
            input_tokens=self._input_tokens,
            output_tokens=self._output_tokens,
            requests=self.requests,
            tool_calls=self.tool_calls,
            cost_usd=self._cost_usd,
            masked=self.masked,
        )

    @property
    def tool_calls_left(self) -> int:
        return max(0, self._limits.tool_calls_max - self.tool_calls)

    def plan_request(self, *, has_tools: bool) -> Plan | None:
        """None when `tokens_max` leaves no room. The last request that there is room for goes without tools."""
        left = self._limits.tokens_max - self._input_tokens - self._output_tokens - self.prompt_tokens
        if left < _OUTPUT_TOKENS_MIN:
            return None
        output = min(self._limits.output_tokens_max, left)
        return Plan(output_tokens_max=output, without_tools=self._find_reason(left) if has_tools else None)

    def count_exchange(self, exchange: Exchange) -> None:
        """Also of one that broke: what it sent and said is counted, by estimate where nobody told."""
        self.requests += 1
        usage = self._measure(exchange)
        self._input_tokens += usage.input_tokens
        self._output_tokens += usage.output_tokens
        cost_usd = find_cost_usd(usage, self._endpoint)
        self._cost_usd = None if cost_usd is None or self._cost_usd is None else self._cost_usd + cost_usd
        self.prompt_tokens = usage.input_tokens + usage.output_tokens

    def _find_reason(self, left: int) -> Literal["tool_limit", "token_limit"] | None:
        if not self.tool_calls_left or self.requests + 1 >= self._limits.requests_max:
            return "tool_limit"
        # Another one sends this one's prompt and reply again, and what the tools said.
        another = self.prompt_tokens + 2 * self._limits.output_tokens_max
        return "token_limit" if left < self._limits.output_tokens_max + another else None

    def _measure(self, exchange: Exchange) -> RequestUsage:
        told, is_whole = exchange.usage, exchange.response is not None
        if is_whole and told.input_tokens and told.output_tokens and not told.unmeasured_requests:
            return told
        if not exchange.began:
            return RequestUsage()
        return RequestUsage(
            input_tokens=told.input_tokens or self.prompt_tokens,
            output_tokens=max(told.output_tokens, estimate_tokens(exchange.text)),
        )
