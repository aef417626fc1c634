"""A forge's refusals, as errors that say what to do next.

Messages name what was asked for, never a path or a body: these may hold a code, a token or a key.
"""

import email.utils
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from repochat.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RepochatError,
    UnavailableError,
)
from repochat.forge.fields import Fields
from repochat.forge.limits import ForgeLimits

_SAID_CHARS_MAX = 200
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})
_INVALID = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})


class RateLimitedError(UnavailableError):
    """We ask too often. Nothing was done; `retry_after_s` is always set."""


class TokenRevokedError(ForbiddenError):
    """The forge no longer takes the token: revoked, expired or replaced. Asking again with it is useless."""


def explain(status: int, headers: Mapping[str, str], body: object, *, what: str, limits: ForgeLimits) -> RepochatError:
    """The error that fits an answer that is not a success; `headers` are in lower case."""
    said = Fields(body).find_text("message") or ""
    limited_s = find_limited_s(status, headers, said, limits)
    if limited_s is not None:
        return build_limited(limited_s)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return build_unavailable(what, f"status {status}", retry_after_s=_find_retry_after_s(headers))
    if status == HTTPStatus.FORBIDDEN:
        return ForbiddenError(f"The forge does not allow it: {what}{_quote(said)}.", hint=_hint_at_rights(headers))
    return _explain_by_status(status, said, what)


def _explain_by_status(status: int, said: str, what: str) -> RepochatError:
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRevokedError(
            f"The token was refused (asked for {what}): it was revoked or has expired.",
            hint="Log in again, or give a new token in the settings.",
        )
    if status in _GONE:
        return NotFoundError(
            f"The forge does not show {what}: it is gone, or there is no right to see it any more.",
            hint="Check its name, and that the login or the App may still see it.",
        )
    if status == HTTPStatus.CONFLICT:
        return ConflictError(f"The forge is in no state for {what}{_quote(said)}.", hint="Look there, then try again.")
    if status in _INVALID:
        return InvalidError(f"The forge refused {what}{_quote(said)}.", hint="Check what was asked for.")
    return build_unavailable(what, f"status {status}")


def build_unavailable(what: str, reason: str, *, retry_after_s: float | None = None) -> UnavailableError:
    return UnavailableError(
        f"The forge did not answer as it should ({reason}, asked for {what}).",
        hint="Check the network and the forge's status page. What is indexed stays usable; it is tried again.",
        retry_after_s=retry_after_s,
    )


def build_limited(retry_after_s: float) -> RateLimitedError:
    return RateLimitedError(
        f"The forge wants fewer requests; it may be asked again in {round(retry_after_s)} s.",
        hint="Wait that long. A login or a GitHub App may ask far more often than nobody in particular.",
        retry_after_s=retry_after_s,
    )


def find_limited_s(status: int, headers: Mapping[str, str], said: str, limits: ForgeLimits) -> float | None:
    """Seconds to wait when we asked too often, None when that is not it.

    Source: "Rate limits for the REST API", docs.github.com. The primary limit says when it ends by the forge's own
    clock, which is why its Date is what "now" means here. A secondary limit sends Retry-After, or words alone.
    """
    if status not in {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}:
        return None
    asked_s = _find_retry_after_s(headers)
    if asked_s is not None:
        return asked_s
    reset, now = headers.get("x-ratelimit-reset", ""), parse_date(headers.get("date"))
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal() and now is not None:
        return max(1.0, float(reset) - now.timestamp())
    is_secondary = status == HTTPStatus.TOO_MANY_REQUESTS or "rate limit" in said.lower()
    return limits.limited_wait_s if is_secondary else None


def parse_date(value: str | None) -> datetime | None:
    """The moment of an HTTP date; None when absent or unreadable."""
    try:
        return email.utils.parsedate_to_datetime(value) if value else None
    except ValueError:
        return None


def _find_retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds, by RFC 9110, section 10.2.3: a number, or a date by the forge's own clock."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return max(1.0, float(value))
    then, now = parse_date(value), parse_date(headers.get("date"))
    return max(1.0, (then - now).total_seconds()) if then is not None and now is not None else None


def _quote(said: str) -> str:
    """The forge's own words, on one line and bounded."""
    plain = "".join(char if char.isprintable() else " " for char in said)[:_SAID_CHARS_MAX].rstrip(". ")
    return f" ({plain})" if plain else ""


def _hint_at_rights(headers: Mapping[str, str]) -> str:
    scopes, rights = headers.get("x-accepted-oauth-scopes"), headers.get("x-accepted-github-permissions")
    if rights:
        return f"Grant the App or the token this permission: {rights[:_SAID_CHARS_MAX]}."
    if scopes:
        return f"Log in again and grant one of these scopes: {scopes[:_SAID_CHARS_MAX]}."
    return "Ask the repository's owner for the right, or check whether an organization has to approve the login."
