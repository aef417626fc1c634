"""What stands between an open address and the catalog: bodies within a bound, and a count of who was refused."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from pydantic import SecretStr
from starlette.requests import Request

from repochat.accounts import LOCAL_TENANT_ID
from repochat.api.limits import LIMITS
from repochat.catalog.delivery_store import DeliveryWriter
from repochat.core.database import Database
from repochat.core.errors import LimitError, UnavailableError

log = structlog.get_logger(__name__)

WRITE_EVERY_S = 1.0
SECRETS_S = 5.0
LoadSecrets = Callable[[], Awaitable[Sequence[SecretStr]]]
_HINT = "The forge delivers again, or redeliver it there; a look at the repository finds what was missed."


class WebhookDoor:
    """One for each process. Close it at the end, so that the last refusals are counted too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held_bytes = 0
        self._refused: Counter[tuple[str, str]] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._secrets: Sequence[SecretStr] = ()
        self._secrets_until = 0.0

    @asynccontextmanager
    async def open_body(self, request: Request) -> AsyncGenerator[bytes]:
        """The whole body, held until the block ends.

        Raises LimitError when it comes too slowly, or all bodies together are over `webhook_bytes_held_max`.
        """
        body = bytearray()
        try:
            async with asyncio.timeout(LIMITS.webhook_read_s):
                async for chunk in request.stream():
                    self._held_bytes += len(chunk)
                    body += chunk
                    self._check_held()
            yield bytes(body)
        except TimeoutError as error:
            raise LimitError("The webhook came too slowly.", hint=_HINT, limit="webhook_read_s") from error
        finally:
            self._held_bytes -= len(body)

    async def find_secrets(self, load: LoadSecrets) -> Sequence[SecretStr]:
        """What `load` gave at most `SECRETS_S` ago: a stranger's delivery must not cost a look into the database."""
        now = asyncio.get_running_loop().time()
        if now >= self._secrets_until:
            self._secrets = await load()
            self._secrets_until = now + SECRETS_S
        return self._secrets

    def count_refused(self, forge: str, reason: str) -> None:
        """Adds one; written at once, then at most once a second, so that refusing costs less than asking."""
        self._refused[forge, reason] += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_forever(), name="api.webhook_refusals")

    async def close(self) -> None:
        """Writes what is not written yet."""
        if self._writing is not None:
            self._writing.cancel()
            with suppress(asyncio.CancelledError):
                await self._writing
        await self._write()

    def _check_held(self) -> None:
        if self._held_bytes > LIMITS.webhook_bytes_held_max:
            raise LimitError("Too many webhooks at once.", hint=_HINT, limit="webhook_bytes_held_max")

    async def _write_forever(self) -> None:
        while self._refused:
            await self._write()
            await asyncio.sleep(WRITE_EVERY_S)

    async def _write(self) -> None:
        refused, self._refused = self._refused, Counter()
        if not refused:
            return
        try:
            async with self._database.write(LOCAL_TENANT_ID) as session:
                await DeliveryWriter(session).count_refused(LOCAL_TENANT_ID, refused)
        except UnavailableError:
            self._refused.update(refused)
            log.warning("api.refusals_unwritten")
