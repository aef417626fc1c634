"""Pull requests of a repository, as texts that can be cited."""

from repochat.accounts import Viewer
from repochat.catalog.pull_request_store import PullRequestStore, StoredPullRequest
from repochat.catalog.repo_store import Repo
from repochat.chat.history.limits import LIMITS, HistoryLimits
from repochat.chat.receipts import ToldPull
from repochat.core.database import Database


class PullReader:
    """Reads what forges told. Safe for concurrent use."""

    def __init__(self, database: Database, limits: HistoryLimits = LIMITS) -> None:
        self._database = database
        self._limits = limits

    async def read(self, viewer: Viewer, repo: Repo) -> tuple[ToldPull, ...]:
        """The newest of a repository, at most `pulls_read_max`."""
        async with self._database.read(viewer.scope) as session:
            stored = await PullRequestStore(session).list_pull_requests(repo.id, limit=self._limits.pulls_read_max)
        return tuple(tell_pull(each) for each in stored)

    async def find(self, viewer: Viewer, repo: Repo, number: int) -> StoredPullRequest | None:
        async with self._database.read(viewer.scope) as session:
            return await PullRequestStore(session).find(repo.id, number)


def tell_pull(stored: StoredPullRequest) -> ToldPull:
    """A stored pull request as a text."""
    return ToldPull(
        number=stored.number,
        title=stored.title,
        body=stored.body,
        author=stored.author,
        state=stored.state,
        head_sha=stored.head_sha,
        url=stored.url,
    )
