"""Freshness as a person meets it: from a webhook to a search that finds the new text and no longer the old.

API and worker run as the processes that `repochat up` starts; webhooks are signed and sent over HTTP, and the fetching
is git's own from a repository on this disk, so that the network is the only thing left out.
"""

import asyncio
import hashlib
import hmac
import json
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from bench.doors import START_TIMEOUT_S, running_api
from bench.generated import GeneratedRepository, Pushed
from bench.measure import Measure
from evals.product import Product, build_environment

from repochat.accounts.local_token import load_local_token
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.link_store import LinkWriter
from repochat.catalog.repo_store import Repo
from repochat.core.home import open_home
from repochat.indexing.connect import connect_repo

FORGE = "https://github.com"
SECRET = "measured-by-the-benchmark"  # noqa: S105  of a server that lives for a minute
FILES_PUSHED = 10
WARM_UPS = 3
VISIBLE_P50_S_MAX = 1.0
VISIBLE_P95_S_MAX = 3.0
POLL_S = 0.01
VISIBLE_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A repository of ours, connected and linked to the forge's repository `forge_id`."""

    origin: GeneratedRepository
    repo: Repo
    forge_id: int

    @property
    def full_name(self) -> str:
        return f"bench/{self.origin.path.stem}"


class Serving:
    """API and worker of one home."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send_push(self, followed: Followed, pushed: Pushed, *, delivery: str | None = None) -> float:
        """Delivers what a forge says of a push; milliseconds until it was accepted."""
        body = json.dumps(_describe_push(followed, pushed)).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": "push",
            "X-GitHub-Delivery": delivery or str(uuid4()),
            "X-Hub-Signature-256": f"sha256={signature}",
        }
        began = time.perf_counter()
        response = await self._client.post("/webhooks/github", content=body, headers=headers)
        response.raise_for_status()
        return 1000 * (time.perf_counter() - began)

    async def await_visible(self, followed: Followed, pushed: Pushed) -> float:
        """When a search found the new word at its place and the old one nowhere, by `time.perf_counter`."""
        deadline = time.perf_counter() + VISIBLE_TIMEOUT_S
        while time.perf_counter() < deadline:
            if await self._shows(followed, pushed):
                return time.perf_counter()
            await asyncio.sleep(POLL_S)
        raise TimeoutError(f"{followed.origin.path.name} did not show {pushed.commit} in {VISIBLE_TIMEOUT_S:g} s")

    async def _shows(self, followed: Followed, pushed: Pushed) -> bool:
        found = await self._search(followed, pushed.new_word)
        places = [hit["path"] for hit in found["hits"] if hit["explain"]["features"].get("lexical")]
        if found["revision"] != pushed.commit or places != [pushed.path]:
            return False
        old = await self._search(followed, pushed.old_word)
        return old["candidates"].get("lexical", 0) == 0

    async def _search(self, followed: Followed, word: str) -> dict[str, Any]:
        response = await self._client.get("/search", params={"repo": str(followed.repo.id), "q": word, "k": 3})
        return response.raise_for_status().json()


@asynccontextmanager
async def serving(home: Path) -> AsyncGenerator[Serving]:
    """`repochat api` and `repochat worker` on the home."""
    environment = {**build_environment(home), "GITHUB_WEBHOOK_SECRET": SECRET}
    headers = {"Authorization": f"Bearer {load_local_token(open_home(home))}"}
    with running_api(environment) as address, running_worker(environment):
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=VISIBLE_TIMEOUT_S) as client:
            yield Serving(client)


@contextmanager
def running_worker(environment: dict[str, str]) -> Generator[None]:
    """`repochat worker`; what was sent before it is up waits for it."""
    process = subprocess.Popen([sys.executable, "-m", "repochat.cli", "worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_TIMEOUT_S)


async def follow(product: Product, origin: GeneratedRepository, forge_id: int) -> Followed:
    """Connected, indexed and linked, as a repository of the forge is."""
    repo = await connect_repo(product.database, product.viewer, str(origin.path))
    await product.indexer.run(product.viewer, repo)
    followed = Followed(origin=origin, repo=repo, forge_id=forge_id)
    async with product.database.write(product.viewer.scope) as session:
        await LinkWriter(session).add(
            tenant_id=repo.tenant_id,
            repo_id=repo.id,
            forge=FORGE,
            forge_repo_id=forge_id,
            full_name=followed.full_name,
            is_private=False,
        )
        writer = FollowWriter(session)  # by webhooks alone: a folder of this disk would be watched as well
        await writer.start(repo.id, "webhook", may_reach_local=True)
        await writer.choose(repo.id, "webhook")
    return followed


async def measure_pushes(product: Product, folder: Path, *, files: int, pushes: int, targets: bool) -> list[Measure]:
    """Pushes of ten changed files one after the other, each waited for. With `targets` the figures have to pass."""
    followed = await follow(product, GeneratedRepository(folder / f"pushed-{files}.git", files), forge_id=files)
    accepted: list[float] = []
    taken: list[float] = []
    async with serving(product.home.root) as served:
        for number in range(WARM_UPS + pushes):
            pushed = followed.origin.push(FILES_PUSHED)
            began = time.perf_counter()
            accepted_ms = await served.send_push(followed, pushed)
            visible = await served.await_visible(followed, pushed)
            if number >= WARM_UPS:
                accepted.append(accepted_ms)
                taken.append(visible - began)
    name, subject = "push of ten files, from webhook to search", f"{files:,} files"
    spread = f"{min(taken):.2f} to {max(taken):.2f} s, {pushes} pushes"
    return [
        Measure(
            name=f"{name}, p50",
            subject=subject,
            figure=statistics.median(taken),
            unit="s",
            target=VISIBLE_P50_S_MAX if targets else None,
            detail=spread,
        ),
        Measure(
            name=f"{name}, p95",
            subject=subject,
            figure=statistics.quantiles(taken, n=20)[-1],
            unit="s",
            target=VISIBLE_P95_S_MAX if targets else None,
            detail=f"webhook accepted in {statistics.median(accepted):.0f} ms, worst {max(accepted):.0f} ms",
        ),
    ]


def _describe_push(followed: Followed, pushed: Pushed) -> dict[str, Any]:
    """The fields of GitHub's payload that say what happened to which repository."""
    name = followed.full_name
    return {
        "ref": "refs/heads/main",
        "before": pushed.before,
        "after": pushed.commit,
        "created": False,
        "deleted": False,
        "forced": False,
        "repository": {
            "id": followed.forge_id,
            "full_name": name,
            "name": name.rpartition("/")[2],
            "private": False,
            "default_branch": "main",
            "html_url": f"{FORGE}/{name}",
            "clone_url": f"{FORGE}/{name}.git",
        },
        "commits": [],
        "sender": {"id": 1, "login": "bench"},
    }
