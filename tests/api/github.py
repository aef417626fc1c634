"""The product beside a GitHub of this machine, and people who log in with it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.accounts.user_store import UserStore
from repochat.catalog.link_store import LinkWriter
from repochat.catalog.repo_store import RepoWriter
from repochat.core.database import Database
from repochat.forge.testing import GitHubServer, RegisteredApp, run_github_server
from tests.api.serving import Product, build_settings, serving


@dataclass(frozen=True, kw_only=True)
class Hosted:
    """`app` is the GitHub App that people log in with."""

    product: Product
    github: GitHubServer
    app: RegisteredApp
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    def open_browser(self) -> httpx.AsyncClient:
        """One that keeps cookies, and follows no redirect by itself."""
        browser = httpx.AsyncClient(base_url=self.product.address, timeout=60)
        self.browsers.append(browser)
        return browser

    async def begin(self, browser: httpx.AsyncClient, login: str, *, to: str = "/") -> str:
        """The address to which GitHub sends the browser of `login` back."""
        self.github.do.add_user(login)
        self.github.visitor = login
        started = await browser.get("/login/github", params={"to": to})
        assert started.status_code == 303, started.text
        return self.github.open_page(started.headers["location"])

    async def log_in(self, login: str) -> httpx.AsyncClient:
        """The browser of a person who has logged in."""
        browser = self.open_browser()
        entered = await browser.get(await self.begin(browser, login))
        assert entered.headers["location"] == "/", entered.headers["location"]
        return browser

    async def find_viewer(self, login: str) -> Viewer:
        async with self.product.services.database.read(LOCAL_TENANT_ID) as session:
            return next(user.viewer for user in await UserStore(session).list_users() if user.login == login)

    async def link(self, repo: str, full_name: str) -> None:
        """Says that the connected repository `repo` is the private `full_name` of GitHub."""
        record = self.github.do.get_repository(full_name)
        async with self.product.services.database.write(LOCAL_TENANT_ID) as session:
            repos = RepoWriter(session)
            found = await repos.find(repo)
            assert found is not None
            await repos.set_restricted(found.id, is_restricted=True)
            await LinkWriter(session).add(
                tenant_id=LOCAL_TENANT_ID,
                repo_id=found.id,
                forge=self.github.address.url,
                forge_repo_id=record.repo_id,
                full_name=full_name,
                is_private=True,
            )


@asynccontextmanager
async def hosted(
    database: Database, folder: Path, *, with_worker: bool = False, env: Mapping[str, str] | None = None
) -> AsyncGenerator[Hosted]:
    """People may log in; nothing is connected yet."""
    with run_github_server() as github:
        app = github.do.add_app(redirect_uris=("http://127.0.0.1",))
        settings = build_settings(
            folder / "home",
            GITHUB_URL=github.address.url,
            GITHUB_CLIENT_ID=app.client_id,
            GITHUB_CLIENT_SECRET=app.client_secret.get_secret_value(),
            **(env or {}),
        )
        async with serving(database, settings, with_worker=with_worker) as product:
            world = Hosted(product=product, github=github, app=app)
            try:
                yield world
            finally:
                for browser in world.browsers:
                    await browser.aclose()
