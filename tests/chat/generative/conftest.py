from collections.abc import Generator

import pytest

from repochat.chat.pinned import Pinned
from tests.chat.generative.world import World, pin


@pytest.fixture(scope="session")
def pinned(tmp_path_factory: pytest.TempPathFactory) -> Generator[Pinned]:
    """A small commit, read by all tests and changed by none."""
    with pin(tmp_path_factory.mktemp("pinned") / "repo") as opened:
        yield opened


@pytest.fixture
def world(pinned: Pinned) -> World:
    return World(pinned)
