"""What the clients of a process share: tokens of installations, renewed before they end, and who may ask when."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from repochat.core.clock import Clock, read_clock
from repochat.forge.allowance import Allowances
from repochat.forge.limits import ForgeLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationToken:
    """`expires_at` is by the forge's clock."""

    token: SecretStr
    expires_at: datetime


class InstallationTokens:
    """Build one per process and give it to every client; belongs to one event loop.

    However many ask at once, one request is made: a token that is thrown away still counts against GitHub's limits.
    `allowances` is who has to wait.
    """

    def __init__(self, *, clock: Clock = read_clock, limits: ForgeLimits | None = None) -> None:
        self.allowances = Allowances(clock)
        self._clock = clock
        self._limits = limits or ForgeLimits()
        self._tokens: dict[tuple[str, int, int], InstallationToken] = {}
        self._locks: dict[tuple[str, int, int], asyncio.Lock] = {}

    async def get(
        self, key: tuple[str, int, int], renew: Callable[[], Awaitable[InstallationToken]], *, skew: timedelta
    ) -> InstallationToken:
        """`key` is the API's address, the App's id and the installation's; `skew` is the forge's clock less ours."""
        async with self._locks.setdefault(key, asyncio.Lock()):
            found = self._tokens.get(key)
            if found is None or not self._lasts(found, skew):
                found = self._tokens[key] = await renew()
            return found

    def forget(self, key: tuple[str, int, int], token: SecretStr) -> None:
        """The forge refused `token`; whatever came in its place since then stays."""
        found = self._tokens.get(key)
        if found is not None and found.token == token:
            del self._tokens[key]

    def _lasts(self, token: InstallationToken, skew: timedelta) -> bool:
        margin = timedelta(seconds=self._limits.token_renew_before_s)
        return token.expires_at - (self._clock() + skew) > margin
