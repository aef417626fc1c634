"""Sends an HTTP request to a model provider again when that may help, and turns what is left into our errors."""

import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import httpx
import structlog

from repochat.core.errors import InvalidError, RepochatError, UnavailableError
from repochat.llm.backoff import Backoff

log = structlog.get_logger()

_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, kw_only=True)
class RetryPolicy(Backoff):
    """How often, how long apart, and by which clock."""

    attempts_max: int = 5
    sleep: Callable[[float], None] = time.sleep


def send_with_retries(client: httpx.Client, request: httpx.Request, policy: RetryPolicy) -> httpx.Response:
    """A response of status 2xx. Raises InvalidError when refused, UnavailableError after the last attempt."""
    for attempt in range(1, policy.attempts_max + 1):
        outcome = _send(client, request)
        if isinstance(outcome, httpx.Response) and outcome.is_success:
            return outcome
        wait_s = _find_wait_s(outcome, attempt, policy)
        if wait_s is None:
            raise _explain(outcome, attempt)
        log.info("llm.request_retried", attempt=attempt, reason=_name(outcome), wait_s=round(wait_s, 3))
        policy.sleep(wait_s)
    raise AssertionError("unreachable: the last attempt has no wait")


def parse_retry_after_s(value: str | None, *, now_s: float) -> float | None:
    """Seconds from `now_s` by RFC 9110, section 10.2.3 (seconds or a date); None when absent or unreadable."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now_s)
    except ValueError:
        return None


def _send(client: httpx.Client, request: httpx.Request) -> httpx.Response | httpx.TransportError:
    try:
        return client.send(request)
    except httpx.TransportError as error:
        return error


def _find_wait_s(outcome: httpx.Response | httpx.TransportError, attempt: int, policy: RetryPolicy) -> float | None:
    """None when another attempt is pointless or not allowed."""
    if attempt == policy.attempts_max or not _may_pass(outcome):
        return None
    asked_s = None
    if isinstance(outcome, httpx.Response):
        asked_s = parse_retry_after_s(outcome.headers.get("Retry-After"), now_s=time.time())
    return policy.find_wait_s(attempt, asked_s)


def _may_pass(outcome: httpx.Response | httpx.TransportError) -> bool:
    if isinstance(outcome, httpx.Response):
        return outcome.is_server_error or outcome.status_code in _PASSING
    return not isinstance(outcome, httpx.UnsupportedProtocol)


def _name(outcome: httpx.Response | httpx.TransportError) -> str:
    """A status or an error's class: bodies and messages may repeat texts or keys."""
    return f"status {outcome.status_code}" if isinstance(outcome, httpx.Response) else type(outcome).__name__


def _explain(outcome: httpx.Response | httpx.TransportError, attempts: int) -> RepochatError:
    if _may_pass(outcome):
        return UnavailableError(
            f"The model provider did not answer ({_name(outcome)}, {attempts} attempts).",
            hint="Check LLM_BASE_URL and the provider's status, then try again; EMBEDDING_MODEL=static needs neither.",
        )
    if isinstance(outcome, httpx.Response) and outcome.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return InvalidError(
            f"The model provider refused the key ({_name(outcome)}).",
            hint="Set LLM_API_KEY to a key that may use this model.",
        )
    return InvalidError(
        f"The model provider refused the request ({_name(outcome)}).",
        hint="Check that the model's name and LLM_BASE_URL belong together.",
    )
