"""The operations on connected repositories, as every entry point offers them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.run_store import IndexRun
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError
from repochat.core.home import Home
from repochat.core.settings import Settings, load_settings
from repochat.indexing.connect import connect_repo, find_repo
from repochat.indexing.progress import IndexReport, OnProgress, ShouldStop
from repochat.workspace.resources import Resources, open_resources
from repochat.workspace.status import RepoStatus, read_status

if TYPE_CHECKING:
    from repochat.catalog.revision_store import Revision
    from repochat.chat import Answer, Answerer, AnswerEvent, Ask, AskMode, EarlierTurn
    from repochat.search import Searcher, SearchReport
    from repochat.workspace.reading import FileText

# What an operation needs beyond this is imported when it runs: a status must wait for neither numpy nor the parsers.

NAMES_SHOWN_MAX = 20


def _ignore(_: object) -> None:
    """Progress that nobody watches."""


def _go_on() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What a viewer may do with connected repositories. `repo` is everywhere a name, path, address or id.

    Every operation raises NotFoundError for a repository or revision that is not known, with the command that makes it
    known, and UnavailableError while the database is away.
    """

    resources: Resources
    viewer: Viewer

    @property
    def settings(self) -> Settings:
        return self.resources.settings

    @property
    def database(self) -> Database:
        return self.resources.database

    @property
    def home(self) -> Home:
        return self.resources.home

    @property
    def searcher(self) -> "Searcher":
        return self.resources.searcher

    @property
    def answerer(self) -> "Answerer":
        return self.resources.answerer

    async def connect(self, source: str, *, name: str | None = None) -> Repo:
        """The repository of a path, URL or owner/name, new or known. Nothing is fetched yet.

        Raises InvalidError and ForbiddenError.
        """
        return await connect_repo(self.database, self.viewer, source, name=name)

    async def find_repo(self, repo: str) -> Repo:
        return await find_repo(self.database, self.viewer, repo)

    async def list_repos(self) -> list[Repo]:
        """By name, at most 500."""
        async with self.database.read(self.viewer.tenant_id) as session:
            return await RepoStore(session).list_repos()

    async def choose_repo(self, repo: str | None) -> Repo:
        """The one that is named, or the only one. Raises InvalidError that lists what there is to choose from."""
        if repo is not None:
            return await self.find_repo(repo)
        repos = await self.list_repos()
        if not repos:
            hint = "Run `repochat index PATH_OR_URL` first."
            raise NotFoundError("No repository is connected.", hint=hint)
        if len(repos) > 1:
            names = ", ".join(each.name for each in repos[:NAMES_SHOWN_MAX])
            raise InvalidError("Several repositories are connected; name one.", hint=f"There are {names}.")
        return repos[0]

    async def find_revision(self, repo: Repo, rev: str | None = None) -> "Revision":
        """The indexed revision that `rev` (a branch, a tag, a SHA) names; None: the newest."""
        return await self.searcher.find_revision(self.viewer, repo, rev)

    async def index(
        self,
        repo: Repo,
        *,
        rev: str | None = None,
        on_progress: OnProgress = _ignore,
        should_stop: ShouldStop = _go_on,
    ) -> IndexReport:
        """Index `rev` (default: the default branch) in this process; only what changed is read.

        `on_progress` and `should_stop` are called from other threads. Raises IndexCancelledError when told to stop, or
        cancelled by another process, and what git raises; the next run resumes.
        """
        from repochat.workspace.indexing import index_here  # noqa: PLC0415  see above

        return await index_here(
            self.resources, self.viewer, repo, rev, on_progress=on_progress, should_stop=should_stop
        )

    async def request_index(self, repo: Repo, *, rev: str | None = None) -> IndexRun:
        """Ask a worker to index `rev`. Raises LimitError when the queue is full."""
        from repochat.indexing.request import request_index  # noqa: PLC0415  see above

        async with self.database.write(self.viewer.tenant_id) as session:
            return await request_index(session, self.viewer, repo, rev)

    async def await_index(self, run: IndexRun, *, on_progress: OnProgress = _ignore) -> IndexRun:
        """The run when a worker has ended it. Without a worker that is never: bound it with `asyncio.timeout`."""
        from repochat.workspace.indexing import await_run  # noqa: PLC0415  see above

        return await await_run(self.database, self.viewer, run, on_change=on_progress)

    async def status(self, repo: Repo, *, skips: str | None = None) -> RepoStatus:
        """What is indexed, how fresh, what was skipped; `skips` is a reason whose files are listed too."""
        return await read_status(self.resources, self.viewer, repo, skips=skips)

    async def search(
        self,
        query: str,
        *,
        repo: Repo,
        rev: str | None = None,
        limit: int = 10,
        path_prefix: str = "",
    ) -> "SearchReport":
        """The `limit` (at most 100) best places for `query`, with the arithmetic of their scores."""
        if not query.strip():
            raise InvalidError("The query is empty.", hint="Give a name, a phrase or a question.")
        return await self.searcher.search(self.viewer, repo, query, rev=rev, limit=limit, path_prefix=path_prefix)

    async def read_lines(
        self, path: str, *, repo: Repo, rev: str | None = None, start: int = 1, end: int | None = None
    ) -> "FileText":
        """Lines `start` to `end` of a file as they stand in git, at most 20,000, with its definitions.

        Raises InvalidError when there are no such lines.
        """
        from repochat.workspace.reading import read_file  # noqa: PLC0415  see above

        revision = await self.find_revision(repo, rev)
        return await read_file(self.resources, self.viewer, repo, revision, path, start=start, end=end)

    def answer(self, ask: "Ask") -> "AsyncGenerator[AnswerEvent]":
        """The events of an answer, the last of which is Finished. Closing it early stores the answer as cancelled."""
        return self.answerer.answer(self.viewer, ask)

    async def ask(
        self,
        question: str,
        *,
        repos: Sequence[Repo],
        rev: str | None = None,
        mode: "AskMode" = "auto",
        strict: bool = False,
        earlier: "Sequence[EarlierTurn]" = (),
    ) -> "Answer":
        """The whole answer, checked and stored. Raises InvalidError for a question without a word."""
        from repochat.chat import Ask  # noqa: PLC0415  see above

        ask = Ask(question=question, repos=tuple(repos), rev=rev, mode=mode, strict=strict, earlier=tuple(earlier))
        return await self.answerer.collect(self.viewer, ask)


@asynccontextmanager
async def open_workspace(settings: Settings | None = None) -> AsyncGenerator[Workspace]:
    """The workspace of this machine's user, on everything that `settings` (default: the environment's) name.

    Attaches to the embedded database, and starts it where it does not run. Raises what the lower layers raise.
    """
    async with open_resources(settings or load_settings()) as resources:
        yield Workspace(resources=resources, viewer=local_viewer())
