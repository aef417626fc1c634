"""Tokens of people's logins are renewed before they end."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.forge_tokens import ForgeTokens, TokenGoneError
from repochat.core.database import Database
from repochat.core.ids import create_id
from tests.api.github import Hosted, hosted

NEXT_DAY = datetime.now(UTC) + timedelta(hours=9)  # a login through an App lasts eight hours


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    async with hosted(database, tmp_path) as world:
        yield world


def open_tokens(world: Hosted, now: datetime) -> ForgeTokens:
    services = world.product.services
    return ForgeTokens(services.database, services.resources.vault, clock=lambda: now)


async def test_a_token_that_lasts_stays_and_one_that_ends_is_exchanged_once(world: Hosted) -> None:
    await world.log_in("ada")
    user_id = (await world.find_viewer("ada")).user_id
    assert user_id is not None
    first = await open_tokens(world, datetime.now(UTC)).get(LOCAL_TENANT_ID, user_id)
    assert await open_tokens(world, datetime.now(UTC)).get(LOCAL_TENANT_ID, user_id) == first
    renewed = await open_tokens(world, NEXT_DAY).get(LOCAL_TENANT_ID, user_id)
    assert renewed != first
    assert await open_tokens(world, datetime.now(UTC)).get(LOCAL_TENANT_ID, user_id) == renewed


async def test_who_has_no_token_has_to_log_in_again(world: Hosted) -> None:
    with pytest.raises(TokenGoneError, match="no longer vouches"):
        await open_tokens(world, NEXT_DAY).get(LOCAL_TENANT_ID, create_id())
