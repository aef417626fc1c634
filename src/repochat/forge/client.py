"""One way to ask GitHub: authorised, bounded, tried again where that may help, and never faster than it allows.

Plain httpx rather than githubkit 0.16: of that library we would use the one method that sends a request. Its models
refuse a third of real payloads, it sleeps through a rate limit where a job must go back to the queue, two callers at
once make two installation tokens, it takes no correction for clocks that differ, and it needs an older hishel.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
import structlog
from pydantic import SecretStr

from repochat.core.clock import Clock, read_clock
from repochat.core.errors import RepochatError, UnavailableError
from repochat.forge.address import ForgeAddress
from repochat.forge.allowance import name_asker
from repochat.forge.app_identity import sign_assertion
from repochat.forge.credential import AppCredential, Credential, InstallationCredential, TokenCredential
from repochat.forge.exchange import Answer, exchange, open_http
from repochat.forge.failures import RateLimitedError, build_limited, build_unavailable, explain, parse_date
from repochat.forge.fields import Fields, MissingFieldError
from repochat.forge.installation_tokens import InstallationToken, InstallationTokens
from repochat.forge.limits import ForgeLimits
from repochat.forge.writes import may_send

log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]

_REDIRECTS = frozenset({301, 302, 307, 308})
_REDIRECTS_OF_ALL = frozenset({307, 308})


class GitHubClient:
    """Use in an `async with` block, or call `close`. `credential` None asks as nobody, sixty times an hour.

    Give all clients of a process the same `tokens`: they share those of installations, and one another's waiting.
    """

    def __init__(
        self,
        address: ForgeAddress,
        credential: Credential | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        limits: ForgeLimits | None = None,
        tokens: InstallationTokens | None = None,
        clock: Clock = read_clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Sends nothing yet."""
        self.address = address
        self.limits = limits or ForgeLimits()
        self._credential = credential
        self._http = open_http(transport, self.limits)
        self._tokens = tokens or InstallationTokens(clock=clock, limits=self.limits)
        self._clock = clock
        self._sleep = sleep
        self._skew = timedelta()
        self._asker = name_asker(address.api_url, credential)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def get(
        self, path: str, *, what: str, params: Mapping[str, str | int] | None = None, etag: str | None = None
    ) -> Answer:
        """With `etag` the answer may be `is_unchanged`, which costs nothing of the rate limit.

        Raises UnavailableError (`retry_after_s` where it is known), ForbiddenError, NotFoundError, and the others of
        `failures.explain`. `what` names in their messages what was asked for.
        """
        headers = {"If-None-Match": etag} if etag else {}
        return await self.send("GET", path, what=what, params=params, headers=headers)

    async def send(
        self,
        method: str,
        path: str,
        *,
        what: str,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Any other method, if it stands in `writes`. What may have been done is not sent twice."""
        if not may_send(method, path):
            raise AssertionError(f"{method} is not among the requests that this product may send")
        request = self._http.build_request(
            method, self.address.api_url + path, params=params, json=body, headers=dict(headers or {})
        )
        return await self._send_authorised(request, what)

    async def get_token(self, *, refused: SecretStr | None = None) -> SecretStr | None:
        """What git may show as a password over https; None when this client asks as nobody, or as an App itself.

        `refused` is a token that git's host did not take: an installation's is made anew then.
        """
        if isinstance(self._credential, InstallationCredential):
            if refused is not None:
                self._tokens.forget(self._key(self._credential), refused)
            return (await self._get_installation_token(self._credential)).token
        return self._credential.token if isinstance(self._credential, TokenCredential) else None

    async def _send_authorised(self, request: httpx.Request, what: str) -> Answer:
        for is_last in (False, True):
            token = await self._find_token()
            skew = self._skew
            answer = await self._send_with_retries(request, token, what)
            if answer.status != HTTPStatus.UNAUTHORIZED or is_last or not self._may_recover(token, skew):
                break
        return self._check(answer, what)

    def _may_recover(self, token: SecretStr | None, skew: timedelta) -> bool:
        """Whether another token, or a better idea of the forge's time, is to be had."""
        if isinstance(self._credential, InstallationCredential) and token is not None:
            self._tokens.forget(self._key(self._credential), token)
            return True
        return isinstance(self._credential, AppCredential) and self._skew != skew

    async def _find_token(self) -> SecretStr | None:
        if isinstance(self._credential, AppCredential):
            return self._sign(self._credential)
        return await self.get_token()

    def _sign(self, app: AppCredential) -> SecretStr:
        return SecretStr(sign_assertion(app, now=self._clock() + self._skew, limits=self.limits))

    def _key(self, credential: InstallationCredential) -> tuple[str, int, int]:
        return self.address.api_url, credential.app_id, credential.installation_id

    async def _get_installation_token(self, credential: InstallationCredential) -> InstallationToken:
        async def renew() -> InstallationToken:
            return await self._create_installation_token(credential)

        return await self._tokens.get(self._key(credential), renew, skew=self._skew)

    async def _create_installation_token(self, credential: InstallationCredential) -> InstallationToken:
        what = f"a token for installation {credential.installation_id}"
        url = f"{self.address.api_url}/app/installations/{credential.installation_id}/access_tokens"
        request = self._http.build_request("POST", url)
        skew = self._skew
        answer = await self._send_with_retries(request, self._sign(credential.app), what)
        if answer.status == HTTPStatus.UNAUTHORIZED and self._skew != skew:
            answer = await self._send_with_retries(request, self._sign(credential.app), what)
        fields = Fields(self._check(answer, what).body)
        log.info("forge.token_renewed", installation_id=credential.installation_id)
        try:
            return InstallationToken(token=SecretStr(fields.text("token")), expires_at=fields.moment("expires_at"))
        except MissingFieldError as error:
            raise build_unavailable(what, f"{error} is missing") from None

    async def _send_with_retries(self, request: httpx.Request, token: SecretStr | None, what: str) -> Answer:
        """Any answer but those that another attempt may mend."""
        if token is not None:
            request.headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        for attempt in range(1, self.limits.attempts_max + 1):
            outcome = await self._send_once(request, what)
            if isinstance(outcome, Answer):
                return outcome
            wait_s = self._find_wait_s(outcome, attempt)
            if wait_s is None:
                raise outcome.error
            log.info("forge.request_retried", attempt=attempt, reason=outcome.error.message, wait_s=round(wait_s, 3))
            await self._sleep(wait_s)
        raise AssertionError("unreachable: the last attempt has no wait")

    async def _send_once(self, request: httpx.Request, what: str) -> "Answer | _Failure":
        self._check_allowance()
        try:
            answer = await self._follow(request)
        except httpx.TransportError as error:
            was_sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
            failure = build_unavailable(what, type(error).__name__)
            return _Failure(failure, may_repeat=request.method == "GET" or not was_sent)
        except httpx.InvalidURL:
            raise build_unavailable(what, "a redirect that leads nowhere") from None
        self._learn_skew(answer)
        error = None if answer.is_success else self._explain(answer, what)
        if isinstance(error, RateLimitedError):
            self._tokens.allowances.close(self._asker, error.retry_after_s or 0)
            return _Failure(error, may_repeat=True)
        if isinstance(error, UnavailableError):
            may_pass = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            return _Failure(error, may_repeat=may_pass and request.method == "GET")
        return answer

    async def _follow(self, request: httpx.Request) -> Answer:
        """Renamed and transferred repositories are redirects; only to the same host, where the token belongs."""
        answer = await exchange(self._http, request, self.limits)
        for _ in range(self.limits.redirects_max):
            target = urljoin(str(request.url), answer.headers.get("location", ""))
            may_follow = request.method == "GET" or answer.status in _REDIRECTS_OF_ALL
            if answer.status not in _REDIRECTS or not may_follow or not _is_same_origin(target, str(request.url)):
                break
            headers = {name: value for name, value in request.headers.items() if name != "host"}
            request = self._http.build_request(request.method, target, headers=headers, content=request.content)
            answer = await exchange(self._http, request, self.limits)
        return answer

    def _check_allowance(self) -> None:
        wait_s = self._tokens.allowances.find_wait_s(self._asker)
        if wait_s is not None:
            raise build_limited(wait_s)

    def _find_wait_s(self, failure: "_Failure", attempt: int) -> float | None:
        """None when another attempt is pointless or not allowed; else full jitter, or what the forge asked for."""
        asked_s = failure.error.retry_after_s
        if attempt == self.limits.attempts_max or not failure.may_repeat:
            return None
        if asked_s is not None:
            return asked_s if asked_s <= self.limits.wait_max_s else None
        ceiling_s = min(self.limits.backoff_max_s, self.limits.backoff_base_s * 2**attempt)
        return random.uniform(0, ceiling_s)  # noqa: S311  # jitter needs no secrecy

    def _learn_skew(self, answer: Answer) -> None:
        date = parse_date(answer.headers.get("date"))
        if date is not None:
            skew = date - self._clock()
            self._skew = skew if abs(skew.total_seconds()) >= self.limits.skew_min_s else timedelta()

    def _check(self, answer: Answer, what: str) -> Answer:
        if answer.is_success:
            return answer
        raise self._explain(answer, what)

    def _explain(self, answer: Answer, what: str) -> RepochatError:
        return explain(answer.status, answer.headers, answer.body, what=what, limits=self.limits)


class _Failure:
    def __init__(self, error: UnavailableError, *, may_repeat: bool) -> None:
        self.error = error
        self.may_repeat = may_repeat


def _is_same_origin(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)
