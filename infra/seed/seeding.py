"""Making the demo, once: a repository with a past, events of it, and answers that a push made old."""

import asyncio
import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from infra.seed.bare_git import BareGit
from infra.seed.hosting import FULL_NAME, Hosting
from infra.seed.product import Product, running_product
from infra.seed.settling import await_reports, await_settled
from infra.seed.story import ASKED, MERGED, OPEN, WATCHED
from pydantic import SecretStr

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.user_store import UserStore
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.link_store import LinkWriter
from repochat.catalog.pull_request_store import PullRequestStore, PullRequestWriter
from repochat.catalog.repo_store import Repo, RepoStore, RepoWriter
from repochat.chat.age.desk import WatchDesk
from repochat.core.database import Database
from repochat.core.errors import ConflictError
from repochat.core.settings import Settings
from repochat.forge.testing import GitHubServer, run_github_server
from repochat.workspace import Resources, open_resources

FOLDER = "demo"
MARK = "made.json"
ACCEPTED = 202


@dataclass(frozen=True, kw_only=True)
class SeedReport:
    """`state` is made, known (it was there already), or declined: people log in here, and it is not ours to fill."""

    state: str
    repo: str = ""
    deliveries: int = 0
    reports: int = 0


async def seed(settings: Settings) -> SeedReport:
    """The demo on the installation of `settings`. What an earlier run left half done is made anew."""
    async with open_resources(settings) as resources:
        if await _has_people(resources.database):
            return SeedReport(state="declined")
        folder = resources.home.root / FOLDER
        if await _is_made(resources.database, folder):
            return SeedReport(state="known", repo=FULL_NAME)
        await _clear(resources.database, folder)
    return await _make(settings, folder)


async def _make(settings: Settings, folder: Path) -> SeedReport:
    with run_github_server() as github:
        ours = _point_to(settings, github)
        hosting = Hosting(github, BareGit(_source(folder)))
        ours = ours.model_copy(update={"github_token": hosting.token})
        async with open_resources(ours) as resources, running_product(resources, ours) as product:
            report = await _Making(product, github, hosting, ours).run(_source(folder))
            await _mark(resources, folder)
    return report


def _point_to(settings: Settings, github: GitHubServer) -> Settings:
    """The installation's settings, with the local GitHub in the place of the real one, and no model."""
    known = {
        "github_url": github.url,
        "github_webhook_secret": SecretStr(secrets.token_urlsafe(32)),
        "github_client_id": None,
        "github_client_secret": None,
        "github_app_id": None,
        "github_app_private_key": None,
        "api_host": "127.0.0.1",
    }
    return settings.model_copy(update=known)


class _Making:
    """One run, from a connected repository to an old answer."""

    def __init__(self, product: Product, github: GitHubServer, hosting: Hosting, settings: Settings) -> None:
        self._product = product
        self._workspace = product.workspace
        self._github = github
        self._hosting = hosting
        self._settings = settings

    async def run(self, source: Path) -> SeedReport:
        repo = await self._connect(source)
        await self._workspace.index(repo)
        await self._hosting.tell(self._product.address, self._settings.github_webhook_secrets[0])
        merged = self._hosting.open_pull(MERGED)
        await self._settle(repo, [merged.head_sha])
        self._hosting.merge(merged)
        await self._settle(repo, [self._hosting.head])
        repo = await self._workspace.find_repo(FULL_NAME)
        watch_id = await self._ask(repo)
        opened = self._hosting.open_pull(OPEN)
        self._hosting.push_fix()
        await self._settle(repo, [self._hosting.head, opened.head_sha])
        reports = await await_reports(self._workspace, watch_id)
        await _forget_addresses(self._workspace.resources, repo)
        return SeedReport(state="made", repo=repo.name, deliveries=len(self._github.deliveries), reports=reports)

    async def _connect(self, source: Path) -> Repo:
        """Followed by its local source: the local GitHub is gone afterwards."""
        repo = await self._workspace.connect(str(source), name=FULL_NAME)
        async with self._workspace.database.write(LOCAL_TENANT_ID) as session:
            await FollowWriter(session).choose(repo.id, "watching")
            await LinkWriter(session).add(
                tenant_id=repo.tenant_id,
                repo_id=repo.id,
                forge=self._github.address.url,
                forge_repo_id=self._hosting.record.repo_id,
                full_name=FULL_NAME,
                is_private=False,
            )
        return repo

    async def _ask(self, repo: Repo) -> UUID:
        """Two answers that are true now; the push to come changes what the first cites, and moves the other's lines."""
        watched = await self._workspace.ask(WATCHED, repo=repo, mode="extractive")
        await self._workspace.ask(ASKED, repo=repo, mode="extractive")
        watch = await WatchDesk(self._workspace.database).watch(self._workspace.viewer, watched.answer_id)
        return watch.id

    async def _settle(self, repo: Repo, heads: list[str]) -> None:
        await asyncio.to_thread(self._github.wait_for_deliveries)
        refused = [each.event for each in self._github.deliveries if each.statuses != [ACCEPTED]]
        if refused:
            raise ConflictError(
                f"{len(refused)} webhooks of the demo were refused.", hint="Run `repochat doctor`, then seed again."
            )
        await await_settled(self._workspace, repo, heads)


def _source(folder: Path) -> Path:
    return folder / "teapot.git"


async def _has_people(database: Database) -> bool:
    async with database.read(LOCAL_TENANT_ID) as session:
        return bool(await UserStore(session).list_users())


async def _is_made(database: Database, folder: Path) -> bool:
    """The mark is written last; whoever removes the repository afterwards may have it made again."""
    try:
        marked = json.loads((folder / MARK).read_text())
    except FileNotFoundError:
        return False
    async with database.read(LOCAL_TENANT_ID) as session:
        found = await RepoStore(session).find(str(_source(folder)))
    return found is not None and str(found.id) == marked["repo_id"]


async def _clear(database: Database, folder: Path) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        found = await RepoStore(session).find(str(_source(folder)))
        if found is not None:
            await RepoWriter(session).remove(found.id)


async def _mark(resources: Resources, folder: Path) -> None:
    async with resources.database.read(LOCAL_TENANT_ID) as session:
        found = await RepoStore(session).find(str(_source(folder)))
    if found is not None:
        (folder / MARK).write_text(json.dumps({"repo_id": str(found.id)}))


async def _forget_addresses(resources: Resources, repo: Repo) -> None:
    """Pull requests lead to a server that is gone in a moment."""
    async with resources.database.write(LOCAL_TENANT_ID) as session:
        for pull in await PullRequestStore(session).list_pull_requests(repo.id):
            await PullRequestWriter(session).put(replace(pull, url=""))
