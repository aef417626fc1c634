"""The workspace without `await`, for scripts and notebooks: its event loop runs in a thread of its own.

A notebook has an event loop already, in which `asyncio.run` is refused; a thread beside it works there too.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Literal, Self, TypeVar
from uuid import UUID

from anyio.from_thread import BlockingPortal, start_blocking_portal

from repochat.catalog.repo_store import Repo
from repochat.chat import Answer, AskMode, EarlierTurn
from repochat.chat.why import Why
from repochat.core.settings import Settings
from repochat.indexing.progress import IndexReport, OnProgress
from repochat.search import SearchReport
from repochat.workspace.finding import FoundDefinitions, FoundLinks, LinkKind, RevisionComparison, TestsWanted
from repochat.workspace.reading import FileText
from repochat.workspace.status import RepoStatus
from repochat.workspace.workspace import Workspace, ignore_progress, open_workspace

Result = TypeVar("Result")
WhenToIndex = Literal["missing", "always", "never"]


def connect(
    source: str,
    *,
    name: str | None = None,
    index: WhenToIndex = "missing",
    settings: Settings | None = None,
    on_progress: OnProgress = ignore_progress,
) -> "Repository":
    """A repository by path, URL or owner/name, that can be asked. Close it, or use it in a `with` block.

    `index` says when to index the default branch first: when nothing is indexed yet, always, or never. `settings`
    default to the environment's. Starts the embedded database where none runs. Raises RepochatError, as every method
    of the repository does.
    """
    repository = Repository(source, name=name, settings=settings)
    try:
        if index == "always" or (index == "missing" and not repository.status().revisions):
            repository.index(on_progress=on_progress)
    except BaseException:
        repository.close()
        raise
    return repository


class Repository:
    """A connected repository. Its methods wait; they may be called from any thread, and stop with Ctrl-C."""

    def __init__(self, source: str, *, name: str | None = None, settings: Settings | None = None) -> None:
        with ExitStack() as stack:
            self._portal: BlockingPortal = stack.enter_context(start_blocking_portal(name="repochat"))
            opening = open_workspace(settings)
            self._workspace: Workspace = stack.enter_context(self._portal.wrap_async_context_manager(opening))
            self._repo: Repo = self._wait(partial(self._workspace.connect, source, name=name))
            self._stack = stack.pop_all()

    @property
    def name(self) -> str:
        return self._repo.name

    def index(self, rev: str | None = None, *, on_progress: OnProgress = ignore_progress) -> IndexReport:
        """Fetch, and index `rev` (default: the default branch); only what changed is read.

        `on_progress` is called from other threads.
        """
        return self._wait(partial(self._workspace.index, self._repo, rev=rev, on_progress=on_progress))

    def ask(
        self,
        question: str,
        *,
        rev: str | None = None,
        mode: AskMode = "auto",
        strict: bool = False,
        earlier: Sequence[EarlierTurn] = (),
    ) -> Answer:
        """The answer with its checked citations. `strict` leaves out what is not supported."""
        ask = partial(self._workspace.ask, question, repo=self._repo, rev=rev, mode=mode, strict=strict)
        return self._wait(partial(ask, earlier=earlier))

    def search(self, query: str, *, rev: str | None = None, limit: int = 10, path_prefix: str = "") -> SearchReport:
        """The `limit` (at most 100) best places, with the arithmetic of their scores."""
        search = partial(self._workspace.search, query, repo=self._repo, rev=rev)
        return self._wait(partial(search, limit=limit, path_prefix=path_prefix))

    def read_lines(self, path: str, *, rev: str | None = None, start: int = 1, end: int | None = None) -> FileText:
        """Lines `start` to `end` of a file as they stand in git, at most 20,000."""
        return self._wait(partial(self._workspace.read_lines, path, repo=self._repo, rev=rev, start=start, end=end))

    def find_definitions(self, name: str, *, rev: str | None = None, path: str = "") -> FoundDefinitions:
        """Definitions of `name`, plain or qualified, below `path`, the likeliest first."""
        return self._wait(partial(self._workspace.find_definitions, name, repo=self._repo, rev=rev, path=path))

    def find_links(
        self,
        name: str,
        *,
        kind: LinkKind = "references",
        rev: str | None = None,
        path: str = "",
        tests: TestsWanted = "any",
        skip: int = 0,
    ) -> FoundLinks:
        """What refers to the likeliest definition of `name`, calls it, or is called by it; 12 after `skip`."""
        find = partial(self._workspace.find_links, name, kind=kind, repo=self._repo, rev=rev)
        return self._wait(partial(find, path=path, tests=tests, skip=skip))

    def compare(self, base: str, head: str | None = None, *, path: str = "", skip: int = 0) -> RevisionComparison:
        """What turns the revision `base` into `head` (default: the newest indexed): files, definitions, a patch."""
        return self._wait(partial(self._workspace.compare, base, head, repo=self._repo, path=path, skip=skip))

    def why(self, answer_id: UUID | str, *, without: str | None = None) -> Why:
        """Why an answer says what it says; `without="graph"`, say: what would have been found without that."""
        return self._wait(partial(self._workspace.why, answer_id, without=without))

    def status(self) -> RepoStatus:
        """What is indexed, how fresh it is, what was skipped and why."""
        return self._wait(partial(self._workspace.status, self._repo))

    def close(self) -> None:
        """Lets go of the database, and stops the embedded one when nobody else uses it."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Ctrl-C cancels the work, not only the waiting for it."""
        future = self._portal.start_task_soon(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise
