"""Login through a forge (RFC 6749 with PKCE, RFC 7636): where to send a person, and what their return is worth.

Authlib builds and checks what the standards say; the requests go the way of all others, bounded and explained. Who
keeps `state` and `verifier` between the two steps keeps them where only that browser can bring them back.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from pydantic import SecretStr

from repochat.core.clock import Clock, read_clock
from repochat.core.errors import ForbiddenError, InvalidError, RepochatError
from repochat.forge.address import ForgeAddress
from repochat.forge.exchange import Answer, exchange, open_http
from repochat.forge.failures import TokenRevokedError, build_unavailable, explain
from repochat.forge.fields import Fields, MissingFieldError
from repochat.forge.limits import ForgeLimits

_STATE_CHARS = 32
_VERIFIER_CHARS = 64  # RFC 7636, section 4.1: 43 to 128
_LOGIN = "a login"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """What the forge knows us as: an OAuth App, or a GitHub App's own client id and secret."""

    client_id: str
    client_secret: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginStart:
    """`url` is where the browser goes. `state` and `verifier` wait for its return; the verifier never leaves us."""

    url: str
    state: str
    verifier: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthToken:
    """`expires_at` and `refresh_token` are None for a token that lasts until somebody revokes it.

    `scopes` are those that the person granted, which may be fewer than were asked for; a GitHub App has none.
    """

    token: SecretStr
    refresh_token: SecretStr | None
    expires_at: datetime | None
    scopes: tuple[str, ...]


def begin_login(address: ForgeAddress, client_id: str, redirect_uri: str, scopes: Sequence[str] = ()) -> LoginStart:
    """A fresh login; nothing is sent. `scopes` empty asks for who it is, and for what an App was granted."""
    state, verifier = generate_token(_STATE_CHARS), generate_token(_VERIFIER_CHARS)
    url = prepare_grant_uri(
        address.authorize_url,
        client_id,
        "code",
        redirect_uri=redirect_uri,
        scope=" ".join(scopes) or None,
        state=state,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return LoginStart(url=url, state=state, verifier=SecretStr(verifier))


def verify_state(expected: str, given: str | None) -> bool:
    """Whether a return belongs to the login that this browser began."""
    return bool(expected) and hmac.compare_digest(expected.encode(), (given or "").encode("utf-8", "replace"))


async def finish_login(
    address: ForgeAddress,
    app: OAuthApp,
    *,
    code: str,
    verifier: SecretStr,
    redirect_uri: str,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: ForgeLimits | None = None,
    clock: Clock = read_clock,
) -> OAuthToken:
    """What `code` is worth. Raises ForbiddenError when it is worth nothing, UnavailableError when nobody answers."""
    form = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "client_secret": app.client_secret.get_secret_value(),
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier.get_secret_value(),
    }
    return await _ask_for_token(address, form, transport=transport, limits=limits or ForgeLimits(), clock=clock)


async def refresh_login(
    address: ForgeAddress,
    app: OAuthApp,
    refresh_token: SecretStr,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: ForgeLimits | None = None,
    clock: Clock = read_clock,
) -> OAuthToken:
    """The next token, with a new refresh token: the old one is spent. Raises TokenRevokedError when it was before."""
    form = {
        "grant_type": "refresh_token",
        "client_id": app.client_id,
        "client_secret": app.client_secret.get_secret_value(),
        "refresh_token": refresh_token.get_secret_value(),
    }
    return await _ask_for_token(address, form, transport=transport, limits=limits or ForgeLimits(), clock=clock)


async def _ask_for_token(
    address: ForgeAddress,
    form: dict[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None,
    limits: ForgeLimits,
    clock: Clock,
) -> OAuthToken:
    """Once only: a code and a refresh token are each good for one use."""
    async with open_http(transport, limits) as http:
        request = http.build_request("POST", address.token_url, data=form, headers={"Accept": "application/json"})
        try:
            answer = await exchange(http, request, limits)
        except httpx.TransportError as error:
            raise build_unavailable(_LOGIN, type(error).__name__) from None
    return _read_token(answer, limits, clock())


def _read_token(answer: Answer, limits: ForgeLimits, now: datetime) -> OAuthToken:
    fields = Fields(answer.body)
    problem = fields.find_text("error")
    if problem is not None:
        raise _explain_problem(problem)
    if answer.status != HTTPStatus.OK:
        raise explain(answer.status, answer.headers, answer.body, what=_LOGIN, limits=limits)
    try:
        token = fields.text("access_token")
    except MissingFieldError as error:
        raise build_unavailable(_LOGIN, f"{error} is missing from its answer") from None
    refresh, lifetime_s = fields.find_text("refresh_token"), fields.find_number("expires_in")
    return OAuthToken(
        token=SecretStr(token),
        refresh_token=None if refresh is None else SecretStr(refresh),
        expires_at=None if lifetime_s is None else now + timedelta(seconds=lifetime_s),
        scopes=tuple(scope for scope in (fields.find_text("scope") or "").replace(" ", ",").split(",") if scope),
    )


def _explain_problem(problem: str) -> RepochatError:
    """GitHub's words for it. Source: "Troubleshooting OAuth app access token request errors", docs.github.com."""
    if problem == "bad_refresh_token":
        return TokenRevokedError("The login has ended and cannot be renewed.", hint="Log in again.")
    if problem in {"bad_verification_code", "access_denied", "invalid_grant"}:
        return ForbiddenError(
            "The forge did not confirm the login: it took too long, or was denied.", hint="Try again."
        )
    if problem == "unverified_user_email":
        return ForbiddenError(
            "The forge wants a verified address first.", hint="Verify your e-mail address there, then log in again."
        )
    if problem in {"incorrect_client_credentials", "redirect_uri_mismatch", "invalid_client"}:
        return InvalidError(
            f"The forge does not accept this installation's login settings ({problem}).",
            hint="Compare client id, client secret and callback address with those of the App at the forge.",
        )
    return ForbiddenError("The forge refused the login.", hint="Try again; whoever runs this finds the cause there.")
