import asyncio
from collections.abc import AsyncGenerator

import psycopg
import pytest

from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.jobs import LIMITS, EventBus

WAIT_S = 20


@pytest.fixture
async def bus(database_url: str) -> AsyncGenerator[EventBus]:
    """A bus that listens to `news`."""
    bus = EventBus(database_url, ("news",))
    listening = asyncio.create_task(bus.run())
    yield bus
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_every_subscriber_gets_what_is_notified(bus: EventBus, database_url: str) -> None:
    async with bus.subscribe("news") as first, bus.subscribe("news") as second:
        assert await _next(first) == await _next(second) == ""
        await _execute(database_url, "NOTIFY news, 'hello'")
        assert await _next(first) == await _next(second) == "hello"


async def test_a_lost_connection_is_made_again_and_told_by_an_empty_payload(
    bus: EventBus, database_urls: DatabaseUrls
) -> None:
    async with bus.subscribe("news") as payloads:
        assert await _next(payloads) == ""
        await _execute(
            database_urls.owner,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()",
        )
        assert await _next(payloads) == ""
        await _execute(database_urls.app, "NOTIFY news, 'again'")
        assert await _next(payloads) == "again"


async def test_a_slow_subscriber_loses_the_oldest_only(bus: EventBus, database_url: str) -> None:
    async with bus.subscribe("news") as payloads:
        assert await _next(payloads) == ""
        assert LIMITS.bus_payloads_max < 300
        await _execute(database_url, "SELECT pg_notify('news', n::text) FROM generate_series(1, 300) n")
        async with asyncio.timeout(WAIT_S):
            while not payloads.full():  # noqa: ASYNC110  a queue has no event for being full
                await asyncio.sleep(0.01)
        assert await _next(payloads) == str(300 - LIMITS.bus_payloads_max + 1)


async def _next(payloads: asyncio.Queue[str]) -> str:
    return await asyncio.wait_for(payloads.get(), WAIT_S)


async def _execute(url: str, statement: str) -> None:
    connection = await psycopg.AsyncConnection.connect(conninfo_of(url), autocommit=True)
    async with connection:
        await connection.execute(statement.encode())
