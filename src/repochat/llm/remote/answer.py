"""The agent loop: ask, run what the model calls, ask again, until it has answered or a bound is reached."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal

import structlog
from pydantic_ai.messages import InstructionPart, ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from repochat.llm.backoff import Backoff
from repochat.llm.chat_model import Completed, Failed, ModelEvent, ModelLimits, ModelRequest, ToolCalled
from repochat.llm.remote.client import Client
from repochat.llm.remote.clock import Clock, WaitedTooLongError
from repochat.llm.remote.exchange import Prompt
from repochat.llm.remote.failures import explain_failure
from repochat.llm.remote.history import answer_calls, define_tools, keep_reply, open_history
from repochat.llm.remote.sending import ProviderError, Sending
from repochat.llm.remote.tally import Plan, Tally
from repochat.llm.remote.tool_calls import CheckedCall, Outcome, check_calls, run_calls
from repochat.llm.tokens import estimate_tokens

log = structlog.get_logger()

_Reason = Literal["stop", "length", "tool_limit", "token_limit", "filtered", "other"]
_CLOSING = "No more tools can be called. Answer now, with what you have."


class Answer:
    """Streamed once, by `stream`. Make it inside the event loop: its time begins then."""

    def __init__(self, client: Client, request: ModelRequest, *, limits: ModelLimits, backoff: Backoff) -> None:
        self._client = client
        self._request = request
        self._limits = limits
        self._backoff = backoff
        self._clock = Clock(limits)
        self._tools = define_tools(request.tools)
        self._tally = Tally(client.endpoint, limits)
        self._instructions: list[InstructionPart] = []
        self._messages: list[ModelMessage] = []
        self._reply: ModelResponse | None = None

    async def stream(self) -> AsyncGenerator[ModelEvent]:
        """Ends with Completed or Failed; raises nothing but CancelledError."""
        try:
            async with aclosing(self._run()) as events:
                async for event in events:
                    yield event
        except (ProviderError, WaitedTooLongError) as error:
            yield self._fail(error)
        except Exception as error:  # noqa: BLE001  # the protocol promises an event for every end
            # Without the traceback, whose last line may quote the prompt.
            log.error("llm.answer_broke", error=type(error).__name__, model=self._client.endpoint.model)  # noqa: TRY400  # see above
            yield Failed(
                kind="unavailable",
                message="The model's answer could not be read.",
                hint="Ask again; the log names the error.",
                usage=self._tally.usage,
            )

    async def _run(self) -> AsyncGenerator[ModelEvent]:
        await self._client.wait_turn()
        self._open()
        while True:
            plan = self._tally.plan_request(has_tools=bool(self._tools))
            if plan is None:
                yield self._end_for_tokens()
                return
            async with aclosing(self._ask(plan)) as events:
                async for event in events:
                    yield event
            calls = self._find_calls(plan)
            if not calls:
                yield Completed(reason=self._find_reason(plan), usage=self._tally.usage)
                return
            async with aclosing(self._call_tools(calls)) as events:
                async for event in events:
                    yield event

    def _open(self) -> None:
        opening = open_history(self._request)
        self._instructions, self._messages = opening.instructions, opening.messages
        self._tally.masked = opening.masked
        schemas = [tool.description + json.dumps(dict(tool.parameters)) for tool in self._request.tools]
        texts = [self._request.system, *(message.text for message in self._request.messages), *schemas]
        self._tally.prompt_tokens = sum(map(estimate_tokens, texts))
        log.debug("llm.answer_started", model=self._client.endpoint.model, prompt_tokens=self._tally.prompt_tokens)

    async def _ask(self, plan: Plan) -> AsyncGenerator[ModelEvent]:
        sending = Sending(
            self._client, self._prepare(plan), limits=self._limits, clock=self._clock, backoff=self._backoff
        )
        try:
            async with aclosing(sending.stream()) as events:
                async for event in events:
                    yield event
        finally:
            self._tally.count_exchange(sending.exchange)
        self._reply = sending.exchange.response

    def _prepare(self, plan: Plan) -> Prompt:
        settings = ModelSettings(max_tokens=plan.output_tokens_max, max_retries=0)
        tools = self._tools
        if plan.without_tools and self._client.endpoint.provider == "anthropic":
            settings["tool_choice"] = "none"  # it wants to know the tools that its history names
        elif plan.without_tools:
            tools = []  # not every server heeds a choice of none, but none calls what it was not given
        parameters = ModelRequestParameters(function_tools=tools, instruction_parts=self._instructions)
        return Prompt(messages=tuple(self._messages), parameters=parameters, settings=settings)

    def _find_calls(self, plan: Plan) -> list[CheckedCall]:
        """None when this request was the last, or when the model was cut off in the middle of them."""
        if self._reply is None or plan.without_tools or self._reply.finish_reason in {"length", "content_filter"}:
            return []
        parts = [part for part in self._reply.parts if isinstance(part, ToolCallPart)]
        return check_calls(parts, self._request.tools, calls_max=self._tally.tool_calls_left)

    async def _call_tools(self, calls: list[CheckedCall]) -> AsyncGenerator[ModelEvent]:
        for call in calls:
            yield ToolCalled(call_id=call.call_id, name=call.name, arguments=call.arguments)
        outcomes: list[Outcome] = []
        async with aclosing(run_calls(calls, self._clock)) as returned:
            async for outcome in returned:
                outcomes.append(outcome)
                self._count(outcome)
                yield outcome.event
        if self._reply is not None:
            self._messages += [keep_reply(self._reply, calls), answer_calls(outcomes, closing=self._find_closing())]

    def _count(self, outcome: Outcome) -> None:
        self._tally.tool_calls += 1 if self._tally.tool_calls_left else 0  # the calls beyond are told, not made
        self._tally.masked += outcome.masked.count
        self._tally.prompt_tokens += estimate_tokens(outcome.masked.text)

    def _find_closing(self) -> str | None:
        plan = self._tally.plan_request(has_tools=True)
        return _CLOSING if plan and plan.without_tools else None

    def _find_reason(self, plan: Plan) -> _Reason:
        match self._reply.finish_reason if self._reply else None:
            case "length":
                return "length"
            case "content_filter":
                return "filtered"
            case "stop" | "tool_call":
                return plan.without_tools or "stop"
            case _:
                return plan.without_tools or "other"

    def _end_for_tokens(self) -> ModelEvent:
        if self._tally.requests:
            return Completed(reason="token_limit", usage=self._tally.usage)
        return Failed(
            kind="limit",
            message=f"The question with its context is longer than {self._limits.tokens_max} tokens (tokens_max).",
            hint="Ask for less at once, or set LLM_CONTEXT_TOKENS lower.",
            usage=self._tally.usage,
        )

    def _fail(self, error: ProviderError | WaitedTooLongError) -> Failed:
        known = isinstance(error, ProviderError)
        failure = error.failure if known else explain_failure(error, self._client.endpoint)
        log.warning("llm.answer_failed", model=self._client.endpoint.model, kind=failure.kind, reason=failure.reason)
        return Failed(kind=failure.kind, message=failure.message, hint=failure.hint, usage=self._tally.usage)
