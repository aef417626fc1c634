"""The operations on connected repositories, as every entry point offers them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.run_store import IndexRun
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError
from repochat.core.home import Home
from repochat.core.logging import quiet_unconfigured_logging
from repochat.core.settings import Settings, load_settings
from repochat.indexing.connect import connect_repo, find_repo
from repochat.indexing.progress import IndexReport, OnProgress, ShouldStop
from repochat.workspace.resources import Resources, open_resources
from repochat.workspace.status import RepoStatus, read_status

if TYPE_CHECKING:
    from repochat.catalog.draft_store import StoredDraft
    from repochat.catalog.follow_store import FollowPath, FollowState
    from repochat.catalog.policy_store import PolicyChange, RepoPolicy
    from repochat.catalog.revision_store import Revision
    from repochat.chat import Answer, Answerer, AnswerEvent, Ask, AskMode, Citation, EarlierTurn
    from repochat.chat.age.reading import AgeReader
    from repochat.chat.why import Why
    from repochat.search import Searcher, SearchReport
    from repochat.workspace.draft_proposal import DraftProposal
    from repochat.workspace.drafts import DraftAccess
    from repochat.workspace.finding import (
        Finder,
        FoundDefinitions,
        FoundLinks,
        LinkKind,
        RevisionComparison,
        TestsWanted,
    )
    from repochat.workspace.reading import FileText

# What an operation needs beyond this is imported when it runs: a status must wait for neither numpy nor the parsers.

NAMES_SHOWN_MAX = 20

AnyRepo = Repo | str


def ignore_progress(_: object) -> None:
    """Progress that nobody watches."""


def _go_on() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What a viewer may do with connected repositories.

    `repo` is everywhere a repository, or its name, path, address or id; None: the only one that is connected.

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

    @property
    def ages(self) -> "AgeReader":
        return self.resources.ages

    async def connect(self, source: str, *, name: str | None = None) -> Repo:
        """The repository of a path, URL or owner/name, new or known. Nothing is fetched yet.

        Raises InvalidError and ForbiddenError.
        """
        return await connect_repo(self.database, self.viewer, source, name=name)

    async def find_repo(self, repo: str) -> Repo:
        return await find_repo(self.database, self.viewer, repo)

    async def list_repos(self) -> list[Repo]:
        """By name, at most 500."""
        async with self.database.read(self.viewer.scope) as session:
            return await RepoStore(session).list_repos()

    async def choose_repo(self, repo: AnyRepo | None) -> Repo:
        """The one that is named, or the only one. Raises InvalidError that lists what there is to choose from."""
        if isinstance(repo, Repo):
            return repo
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

    async def find_revision(self, repo: AnyRepo | None = None, rev: str | None = None) -> "Revision":
        """The indexed revision that `rev` (a branch, a tag, a SHA) names; None: the newest."""
        return await self.searcher.find_revision(self.viewer, await self.choose_repo(repo), rev)

    async def index(
        self,
        repo: AnyRepo | None = None,
        *,
        rev: str | None = None,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = _go_on,
    ) -> IndexReport:
        """Index `rev` (default: the default branch) in this process; only what changed is read.

        `on_progress` and `should_stop` are called from other threads. Raises IndexCancelledError when told to stop, or
        cancelled by another process, and what git raises; the next run resumes.
        """
        from repochat.workspace.indexing import index_here  # noqa: PLC0415  see above

        found = await self.choose_repo(repo)
        return await index_here(
            self.resources, self.viewer, found, rev, on_progress=on_progress, should_stop=should_stop
        )

    async def request_index(self, repo: AnyRepo | None = None, *, rev: str | None = None) -> IndexRun:
        """Ask a worker to index `rev`. Raises LimitError when the queue is full."""
        from repochat.indexing.request import request_index  # noqa: PLC0415  see above

        found = await self.choose_repo(repo)
        async with self.database.write(self.viewer.scope) as session:
            return await request_index(session, self.viewer, found, rev)

    async def await_index(self, run: IndexRun, *, on_progress: OnProgress = ignore_progress) -> IndexRun:
        """The run when a worker has ended it. Without a worker that is never: bound it with `asyncio.timeout`."""
        from repochat.workspace.indexing import await_run  # noqa: PLC0415  see above

        return await await_run(self.database, self.viewer, run, on_change=on_progress)

    async def status(self, repo: AnyRepo | None = None, *, skips: str | None = None) -> RepoStatus:
        """What is indexed, how fresh, what was skipped; `skips` is a reason whose files are listed too."""
        return await read_status(self.resources, self.viewer, await self.choose_repo(repo), skips=skips)

    async def follow(self, repo: AnyRepo | None, path: "FollowPath") -> "FollowState":
        """Learn of the repository's changes by `path` from now on. Raises InvalidError for one that it cannot have."""
        from repochat.indexing.following.choosing import choose_path  # noqa: PLC0415  see above

        return await choose_path(self.database, self.viewer, await self.choose_repo(repo), path)

    async def read_policy(self, repo: AnyRepo | None = None) -> "RepoPolicy":
        """Which branches and pull requests are indexed beside the default branch, and how long revisions are kept."""
        from repochat.catalog.policy_store import PolicyStore  # noqa: PLC0415  see above

        found = await self.choose_repo(repo)
        async with self.database.read(self.viewer.scope) as session:
            return await PolicyStore(session).get(found.id)

    async def change_policy(self, repo: AnyRepo | None, change: "PolicyChange") -> "RepoPolicy":
        """What is absent in `change` stays as it is. Raises InvalidError."""
        from repochat.indexing.following.choosing import change_policy  # noqa: PLC0415  see above

        return await change_policy(self.database, self.viewer, await self.choose_repo(repo), change)

    async def disconnect(self, repo: AnyRepo) -> None:
        """Forget the repository with all that was indexed and said of it."""
        from repochat.indexing.following.choosing import disconnect_repo  # noqa: PLC0415  see above

        await disconnect_repo(self.database, self.home.mirrors, self.viewer, await self.choose_repo(repo))

    async def search(
        self,
        query: str,
        *,
        repo: AnyRepo | None = None,
        rev: str | None = None,
        limit: int = 10,
        path_prefix: str = "",
    ) -> "SearchReport":
        """The `limit` (at most 100) best places for `query`, with the arithmetic of their scores."""
        if not query.strip():
            raise InvalidError("The query is empty.", hint="Give a name, a phrase or a question.")
        return await self.searcher.search(
            self.viewer, await self.choose_repo(repo), query, rev=rev, limit=limit, path_prefix=path_prefix
        )

    async def read_lines(
        self, path: str, *, repo: AnyRepo | None = None, rev: str | None = None, start: int = 1, end: int | None = None
    ) -> "FileText":
        """Lines `start` to `end` of a file as they stand in git, at most 20,000, with its definitions.

        Raises InvalidError when there are no such lines.
        """
        from repochat.workspace.reading import read_file  # noqa: PLC0415  see above

        found = await self.choose_repo(repo)
        revision = await self.find_revision(found, rev)
        return await read_file(self.resources, self.viewer, found, revision, path, start=start, end=end)

    async def read_texts(
        self, spans: "Sequence[tuple[str, int, int]]", *, repo: AnyRepo | None = None, rev: str | None = None
    ) -> tuple[str, ...]:
        """The lines of each `(path, first, last)` of one revision, without the last end; "" for what is no text."""
        return await (await self._find(repo, rev)).read_texts(spans)

    async def read_cited(self, citation: "Citation") -> str:
        """The lines that an answer cites, without the last end, whether or not their commit is indexed."""
        from repochat.workspace.cited import read_cited  # noqa: PLC0415  see above

        repo = await self.choose_repo(citation.repo)
        return await read_cited(self.home.mirrors / f"{repo.id}.git", citation)

    async def find_definitions(
        self, name: str, *, repo: AnyRepo | None = None, rev: str | None = None, path: str = ""
    ) -> "FoundDefinitions":
        """Definitions of `name`, plain or qualified, below `path`, the likeliest first.

        Raises NotFoundError that names the nearest names.
        """
        return await (await self._find(repo, rev)).find_definitions(name, path=path)

    async def find_links(
        self,
        name: str,
        *,
        kind: "LinkKind" = "references",
        repo: AnyRepo | None = None,
        rev: str | None = None,
        path: str = "",
        tests: "TestsWanted" = "any",
        skip: int = 0,
    ) -> "FoundLinks":
        """What refers to the likeliest definition of `name`, calls it, or is called by it; 12 after `skip`."""
        return await (await self._find(repo, rev)).find_links(kind, name, path=path, tests=tests, skip=skip)

    async def compare(
        self, base: str, head: str | None = None, *, repo: AnyRepo | None = None, path: str = "", skip: int = 0
    ) -> "RevisionComparison":
        """What turns the revision `base` into `head` (default: the newest indexed): files, definitions, a patch.

        The patch is of `path`, or of the only file. Neither has to be indexed.
        """
        return await (await self._find(repo, None)).compare(base, head, path=path, skip=skip)

    async def why(self, answer_id: UUID | str, *, without: str | None = None) -> "Why":
        """Why an answer says what it says, as it was logged when the answer was made.

        With `without`, groups or features parted by commas, what would have been found without these. Raises
        InvalidError for an id or a name that cannot be.
        """
        from repochat.chat.stored import get_stored_answer  # noqa: PLC0415  see above
        from repochat.chat.why import Recomputer, explain_answer, parse_without  # noqa: PLC0415  see above

        stored, log = await get_stored_answer(self.database, self.viewer, _read_id(answer_id))
        why = explain_answer(stored, log)
        if without is None:
            return why
        return await Recomputer(self.database, self.searcher).tell(self.viewer, why, log, parse_without(without))

    async def _find(self, repo: AnyRepo | None, rev: str | None) -> "Finder":
        from repochat.chat.tools.limits import ToolLimits  # noqa: PLC0415  see above
        from repochat.workspace.finding import Finder  # noqa: PLC0415  see above

        return Finder(self.resources, self.viewer, await self.choose_repo(repo), rev, ToolLimits())

    def answer(self, ask: "Ask") -> "AsyncGenerator[AnswerEvent]":
        """The events of an answer, the last of which is Finished. Closing it early stores the answer as cancelled."""
        return self.answerer.answer(self.viewer, ask)

    async def ask(
        self,
        question: str,
        *,
        repo: AnyRepo | Sequence[AnyRepo] | None = None,
        rev: str | None = None,
        mode: "AskMode" = "auto",
        strict: bool = False,
        earlier: "Sequence[EarlierTurn]" = (),
    ) -> "Answer":
        """The whole answer, checked and stored. Several repositories may be asked at once; `rev` is of the first.

        Raises InvalidError for a question without a word.
        """
        from repochat.chat import Ask  # noqa: PLC0415  see above

        asked = [repo] if repo is None or isinstance(repo, Repo | str) else repo
        repos = tuple([await self.choose_repo(each) for each in asked])
        ask = Ask(question=question, repos=repos, rev=rev, mode=mode, strict=strict, earlier=tuple(earlier))
        return await self.answerer.collect(self.viewer, ask)

    async def draft_access(self, repo: AnyRepo | None = None) -> "DraftAccess":
        """Whether draft pull requests may be opened in the repository, and who said so."""
        from repochat.workspace.drafts import read_draft_access  # noqa: PLC0415  see above

        return await read_draft_access(self.resources, self.viewer, await self.choose_repo(repo))

    async def allow_drafts(self, repo: AnyRepo | None = None) -> "DraftAccess":
        """Lets draft pull requests be opened, on record. Raises ForbiddenError for whoever is not the owner there."""
        from repochat.workspace.drafts import allow_drafts  # noqa: PLC0415  see above

        return await allow_drafts(self.resources, self.viewer, await self.choose_repo(repo))

    async def forbid_drafts(self, repo: AnyRepo | None = None) -> "DraftAccess":
        """Takes the permission back, on record: no further draft is opened, and those that are open stay so."""
        from repochat.workspace.drafts import forbid_drafts  # noqa: PLC0415  see above

        return await forbid_drafts(self.resources, self.viewer, await self.choose_repo(repo))

    async def open_draft(self, repo: AnyRepo | None, proposal: "DraftProposal") -> "StoredDraft":
        """The draft pull request of `proposal.key`; the same key never opens a second one.

        Raises ForbiddenError unless the repository's owner has allowed it, and what the forge refuses.
        """
        from repochat.workspace.drafts import open_draft  # noqa: PLC0415  see above

        return await open_draft(self.resources, self.viewer, await self.choose_repo(repo), proposal)

    async def list_drafts(self, repo: AnyRepo | None = None) -> "list[StoredDraft]":
        """Those that were asked for, the newest first, at most 200, each as its forge told of it last."""
        from repochat.workspace.drafts import list_drafts  # noqa: PLC0415  see above

        return await list_drafts(self.resources, self.viewer, await self.choose_repo(repo))


def _read_id(answer_id: UUID | str) -> UUID:
    try:
        return answer_id if isinstance(answer_id, UUID) else UUID(answer_id)
    except ValueError as error:
        raise InvalidError("That is no id of an answer.", hint="Give `answer_id` as the answer told it.") from error


@asynccontextmanager
async def open_workspace(settings: Settings | None = None) -> AsyncGenerator[Workspace]:
    """The workspace of this machine's user, on everything that `settings` (default: the environment's) name.

    Attaches to the embedded database, and starts it where it does not run. Raises what the lower layers raise.
    """
    quiet_unconfigured_logging()
    async with open_resources(settings or load_settings()) as resources:
        yield Workspace(resources=resources, viewer=local_viewer())
