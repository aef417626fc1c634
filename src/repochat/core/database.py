"""The engine and its sessions. One transaction per request or job; nobody else commits.

Every session that reads or writes a tenant's rows is opened for that tenant, and where it is for a person's eyes for
that person: PostgreSQL's row-level security hides all else, whatever the query says.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Text, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from repochat.core.errors import ConflictError, UnavailableError

POOL_CONNECTIONS = 16  # opened when they are first needed, and kept: opening one costs more than most transactions
POOL_WAIT_S = 15
LOCK_POLL_S = 0.1

_ENTER = "SELECT set_config('repochat.tenant_id', :tenant, true), set_config('repochat.user_id', :user, true)"
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_ENTER_ALONE = text(_ENTER)
_ENTER_LOCKED = text(
    f"{_ENTER}, set_config('plan_cache_mode', 'force_generic_plan', true),"
    " pg_advisory_xact_lock(hashtextextended(:lock, 0))"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a session sees: one tenant's, and of these only what `user_id` may see; None sees them all."""

    tenant_id: UUID
    user_id: UUID | None = None


class Table(DeclarativeBase):
    """The parent of every mapped table, and the holder of the schema that migrations are compared with."""

    type_annotation_map: ClassVar = {str: Text()}  # PostgreSQL's text has no length to guess


class ReadSession(AsyncSession):
    """A session whose transaction is read only in PostgreSQL too."""


class WriteSession(ReadSession):
    """A session that commits once, when its `with` block ends well."""


class Database:
    """Owns the connection pool. Build one per process and pass it; close it with `await close()`."""

    def __init__(self, url: str, *, pool_connections: int = POOL_CONNECTIONS) -> None:
        """`url` is a SQLAlchemy URL of the `postgresql+psycopg` dialect."""
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_connections,
            max_overflow=0,
            pool_timeout=POOL_WAIT_S,
            pool_pre_ping=True,
        )
        self._read = async_sessionmaker(self.engine, class_=ReadSession, expire_on_commit=False)
        self._write = async_sessionmaker(self.engine, class_=WriteSession, expire_on_commit=False)

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def read(self, scope: Scope | UUID) -> AsyncGenerator[ReadSession]:
        """A read-only snapshot that sees `scope` alone; a UUID is a whole tenant, for work that is nobody's request.

        Raises UnavailableError when PostgreSQL is away.
        """
        with _away_is_unavailable():
            async with self._read() as session, session.begin():
                await session.execute(_SNAPSHOT)
                await _enter(session, scope)
                yield session

    @asynccontextmanager
    async def write(self, scope: Scope | UUID, *, lock: str | None = None) -> AsyncGenerator[WriteSession]:
        """A transaction that sees and writes `scope` alone; commits at the end. Raises UnavailableError.

        It holds `lock` from before its first look until its end: others of the same name follow one after another.
        Such a one says the same few things each time: they are planned once for a connection, not for their values,
        as policies of rows make planning cost more than the rest of a short statement.
        """
        with _away_is_unavailable():
            async with self._write() as session, session.begin():
                await _enter(session, scope, lock)
                yield session

    @asynccontextmanager
    async def lock(self, name: str, *, should_stop: Callable[[], bool]) -> AsyncGenerator[bool]:
        """Holds the lock `name` across processes; PostgreSQL frees it when this process dies.

        Yields whether somebody else had to be waited for. Raises ConflictError when `should_stop` says so first.
        """
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        with _away_is_unavailable():
            async with self.engine.connect() as plain:
                connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
                waited = False
                while not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
                    waited = True
                    if should_stop():
                        raise ConflictError(f"Stopped while waiting for {name}.", hint="Start it again when you like.")
                    await asyncio.sleep(LOCK_POLL_S)
                try:
                    yield waited
                finally:
                    await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


async def _enter(session: AsyncSession, scope: Scope | UUID, lock: str | None = None) -> None:
    entered = scope if isinstance(scope, Scope) else Scope(scope)
    values = {"tenant": str(entered.tenant_id), "user": str(entered.user_id or "")}
    if lock is None:
        await session.execute(_ENTER_ALONE, values)
    else:
        await session.execute(_ENTER_LOCKED, {**values, "lock": lock})


@contextmanager
def _away_is_unavailable() -> Generator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise UnavailableError(
            "The database did not answer.",
            hint="Run `repochat doctor`; if it is down, `repochat up` starts the embedded one.",
        ) from error
