"""What went wrong at a provider, in our words. A body or a message of theirs may repeat the prompt: neither enters."""

from dataclasses import dataclass
from typing import Literal

from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelOverloadedError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelServerError,
    ModelUnavailableError,
    UserError,
)

from repochat.llm.endpoint import Endpoint
from repochat.llm.remote.clock import WaitedTooLongError

_PASSING = (ModelRateLimitError, ModelUnavailableError, ModelServerError, ModelConnectionError)
_PASSING_STATUSES = frozenset({408, 409, 425})
_TIMEOUTS = {
    "first_event_timeout_s": "The model did not begin to answer in time.",
    "idle_timeout_s": "The model stopped in the middle of its answer.",
    "total_timeout_s": "The answer took longer than it may.",
}


@dataclass(frozen=True, kw_only=True)
class Failure:
    """`reason` is a word for logs and for who waits; `may_pass` says that sending it again may help."""

    kind: Literal["unavailable", "invalid", "limit"]
    reason: str
    message: str
    hint: str
    may_pass: bool = False
    retry_after_s: float | None = None


def explain_failure(error: Exception, endpoint: Endpoint) -> Failure:
    """Any error of a request, told with the provider's name and never with its words."""
    if isinstance(error, WaitedTooLongError):
        return _explain_timeout(error)
    if isinstance(error, ModelAPIError) and _may_pass(error):
        return _explain_passing(error, endpoint)
    if isinstance(error, ModelQuotaExceededError | ModelContextWindowExceededError):
        return _explain_limit(error, endpoint)
    if isinstance(error, ModelHTTPError | UserError):
        return _explain_refusal(error, endpoint)
    return Failure(
        kind="unavailable",
        reason=_name(error),
        message=f"What {endpoint.host} answered is not what {_PROTOCOLS[endpoint.provider]} says.",
        hint="Check that LLM_BASE_URL leads to a server of LLM_PROVIDER's kind, then ask again.",
    )


_PROTOCOLS = {
    "openai": "OpenAI's protocol",
    "anthropic": "Anthropic's protocol",
    "ollama": "OpenAI's protocol",
    "compatible": "OpenAI's protocol",
}


def _may_pass(error: ModelAPIError) -> bool:
    if isinstance(error, ModelHTTPError) and error.provider_retry_hint is False:
        return False
    return isinstance(error, _PASSING) or (isinstance(error, ModelHTTPError) and error.status_code in _PASSING_STATUSES)


def _explain_passing(error: ModelAPIError, endpoint: Endpoint) -> Failure:
    busy = isinstance(error, ModelRateLimitError | ModelOverloadedError)
    what = "is busy" if busy else "did not answer"
    address = "" if busy else "Check LLM_BASE_URL and that the server runs. "
    return Failure(
        kind="unavailable",
        reason=_name(error),
        message=f"{endpoint.host} {what} ({_name(error)}).",
        hint=f"{address}Ask again in a while.",
        may_pass=True,
        retry_after_s=error.retry_after,
    )


def _explain_limit(error: ModelAPIError, endpoint: Endpoint) -> Failure:
    if isinstance(error, ModelContextWindowExceededError):
        message = f"The question with its context is longer than {endpoint.model} reads."
        hint = "Set LLM_CONTEXT_TOKENS lower, or LLM_MODEL to a model with a larger window."
    else:
        message = f"The account at {endpoint.host} has nothing left to spend."
        hint = "Raise its quota there, or set another LLM_PROVIDER."
    return Failure(kind="limit", reason=_name(error), message=message, hint=hint)


def _explain_refusal(error: ModelHTTPError | UserError, endpoint: Endpoint) -> Failure:
    message = f"{endpoint.host} refused the request ({_name(error)})."
    hint = "Check that LLM_MODEL and LLM_BASE_URL belong together."
    if isinstance(error, ModelAuthenticationError):
        message, hint = f"{endpoint.host} refused the key.", "Set LLM_API_KEY to a key that may use this model."
    elif isinstance(error, ModelNotFoundError):
        message = f"{endpoint.host} has no model {endpoint.model}."
        hint = "Set LLM_MODEL to a model that it serves, and check LLM_BASE_URL."
    return Failure(kind="invalid", reason=_name(error), message=message, hint=hint)


def _explain_timeout(error: WaitedTooLongError) -> Failure:
    is_ours = error.limit == "total_timeout_s"
    return Failure(
        kind="limit" if is_ours else "unavailable",
        reason=error.limit,
        message=f"{_TIMEOUTS[error.limit].rstrip('.')} ({error.limit}).",
        hint="Ask again, or ask for less at once." if is_ours else "Ask again; the server may be overloaded.",
    )


def _name(error: Exception) -> str:
    """A status, or the class of the error beneath: never its words."""
    if isinstance(error, ModelHTTPError):
        return f"status {error.status_code}"
    cause: BaseException = error
    while cause.__cause__ is not None and isinstance(cause, ModelAPIError | ConnectionError):
        cause = cause.__cause__
    return type(cause).__name__
