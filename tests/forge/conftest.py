"""A GitHub of one's own for each test, and clients of it that never sleep."""

from collections.abc import Generator

import pytest
from pydantic import SecretStr

from repochat.forge import ForgeLimits, TokenCredential
from repochat.forge.client import GitHubClient
from repochat.forge.credential import Credential
from repochat.forge.testing import GitHubServer, run_github_server


@pytest.fixture
def github() -> Generator[GitHubServer]:
    with run_github_server() as server:
        yield server


class Connections:
    """Clients of one server, and how long they would have slept."""

    def __init__(self, github: GitHubServer) -> None:
        self.github = github
        self.slept: list[float] = []

    def open(self, credential: Credential | None = None, *, limits: ForgeLimits | None = None) -> GitHubClient:
        return GitHubClient(self.github.address, credential, limits=limits, sleep=self._sleep)

    def log_in(self, login: str, *scopes: str) -> GitHubClient:
        return self.open(TokenCredential(token=self.github.do.create_token(login, scopes)))

    def with_token(self, token: SecretStr) -> GitHubClient:
        return self.open(TokenCredential(token=token))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def connections(github: GitHubServer) -> Connections:
    return Connections(github)
