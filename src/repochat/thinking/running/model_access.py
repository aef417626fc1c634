"""A run's way to a language model: within consent, the day's budget and what the run may use, and counted."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.chat.guardrails import Guardrails
from repochat.chat.refusal import Refusal
from repochat.core.database import Database
from repochat.core.settings import Settings
from repochat.llm import ChatModel, Completed, Failed, ModelEvent, ModelLimits, ModelRequest, Usage, load_chat_model
from repochat.thinking.spec import Amounts

OnUsed = Callable[[int, float], None]


class AccountedModel:
    """As the model that it wraps, until a guardrail or `allowed` says no: then a request fails and says why."""

    def __init__(
        self,
        model: ChatModel,
        guardrails: Guardrails,
        *,
        viewer: Viewer,
        repo: Repo,
        run_id: UUID,
        allowed: Amounts,
        on_used: OnUsed,
    ) -> None:
        """`on_used` is told all that was used so far, in tokens and dollars, after each request."""
        self._model = model
        self._guardrails = guardrails
        self._viewer = viewer
        self._repo = repo
        self._run_id = run_id
        self._allowed = allowed
        self._on_used = on_used
        self.tokens = 0
        self.usd = 0.0

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def host(self) -> str:
        return self._model.host

    @property
    def is_local(self) -> bool:
        return self._model.is_local

    async def stream(self, request: ModelRequest, limits: ModelLimits) -> AsyncGenerator[ModelEvent]:
        """Reserved before, settled however it ends."""
        left = self._allowed.model_tokens - self.tokens
        bounded = replace(limits, tokens_max=min(limits.tokens_max, left))
        if bounded.tokens_max <= 0:
            yield Failed(kind="limit", message="The run has used its model tokens.", hint="Give it a higher budget.")
            return
        refusal = await self._guardrails.check(self._viewer, [self._repo], self._model)
        if refusal is not None:
            yield _fail(refusal)
            return
        output = min(bounded.output_tokens_max, bounded.tokens_max)
        usd = await self._model.price_usd(input_tokens=bounded.tokens_max - output, output_tokens=output)
        reserved = await self._guardrails.reserve(
            self._viewer, self._repo, self._model, bounded.tokens_max, usd, self._run_id
        )
        if isinstance(reserved, Refusal):
            yield _fail(reserved)
            return
        usage = Usage()
        try:
            async for event in self._model.stream(request, bounded):
                if isinstance(event, Completed | Failed):
                    usage = event.usage
                yield event
        finally:
            await self._guardrails.settle(self._viewer, reserved, usage)
            self._count(usage)

    async def price_usd(self, *, input_tokens: int, output_tokens: int) -> float | None:
        return await self._model.price_usd(input_tokens=input_tokens, output_tokens=output_tokens)

    async def warm(self) -> None:
        await self._model.warm()

    async def close(self) -> None:
        await self._model.close()

    def _count(self, usage: Usage) -> None:
        self.tokens += usage.input_tokens + usage.output_tokens
        self.usd += usage.cost_usd or 0.0
        self._on_used(self.tokens, self.usd)


async def find_model(
    settings: Settings,
    database: Database,
    *,
    viewer: Viewer,
    repo: Repo,
    run_id: UUID,
    allowed: Amounts,
    on_used: OnUsed,
) -> AccountedModel | None:
    """None where no model is configured, allowed, or within the run's budget."""
    model = load_chat_model(settings) if allowed.model_tokens > 0 else None
    if model is None:
        return None
    guardrails = Guardrails(database, settings)
    if await guardrails.check(viewer, [repo], model) is not None:
        return None
    return AccountedModel(model, guardrails, viewer=viewer, repo=repo, run_id=run_id, allowed=allowed, on_used=on_used)


def _fail(refusal: Refusal) -> Failed:
    return Failed(kind="limit", message=refusal.message, hint=refusal.hint)
