"""Which ref an answer follows, and where that stands: its age is told against the newest revision of it."""

from dataclasses import dataclass
from uuid import UUID

from repochat.catalog.age_store import AgeStore
from repochat.catalog.answer_store import StoredAnswer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.chat.asking import Ask
from repochat.chat.pinned import Pinned
from repochat.core.database import ReadSession

BRANCHES = "refs/heads/"
PULL_REQUESTS = "refs/pull/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a ref of a repository stands; `revision` is None when nothing of it is indexed."""

    repo: Repo
    ref: str
    revision: Revision | None

    @property
    def branch(self) -> str:
        return name_branch(self.ref)


def choose_ref(ref: str) -> str:
    """What an answer asked at the ref of a revision follows; "" is the default branch, for tags and bare commits."""
    return ref if ref.startswith((BRANCHES, PULL_REQUESTS)) else ""


def name_branch(ref: str) -> str:
    return ref.removeprefix(BRANCHES).removeprefix("refs/")


async def choose_followed(session: ReadSession, ask: Ask, pinned: Pinned) -> str:
    """What an answer follows: the branch or pull request that was named, or as which its commit was indexed."""
    if ask.follows is not None:
        return ask.follows
    if ask.rev is None:
        return ""
    repo = ask.repos[0]
    named = ask.rev if ask.rev.startswith("refs/") else f"{BRANCHES}{ask.rev}"
    is_ref = await AgeStore(session).find_head(repo.id, named) is not None
    ref = choose_ref(named if is_ref else pinned.revision.ref)
    return "" if ref == default_ref(repo) else ref


def follow(answer: StoredAnswer, repo_id: UUID) -> str:
    """Another repository that the answer cites is followed on its default branch."""
    return answer.ref if repo_id == answer.repo_id else ""


class Heads:
    """Looks up each ref once, in one session."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session
        self._found: dict[tuple[UUID, str], Head | None] = {}

    async def find(self, repo_id: UUID, ref: str) -> Head | None:
        """None for a repository that is gone. A branch that is gone, or was never indexed, is the default branch."""
        key = (repo_id, ref)
        if key not in self._found:
            self._found[key] = await self._find(repo_id, ref)
        return self._found[key]

    async def _find(self, repo_id: UUID, ref: str) -> Head | None:
        repo = await RepoStore(self._session).find(str(repo_id))
        if repo is None:
            return None
        if ref and (revision := await AgeStore(self._session).find_head(repo_id, ref)):
            return Head(repo=repo, ref=ref, revision=revision)
        revision = await RevisionStore(self._session).find_newest(repo_id, repo.default_branch)
        return Head(repo=repo, ref=default_ref(repo), revision=revision)


def default_ref(repo: Repo) -> str:
    return f"{BRANCHES}{repo.default_branch}" if repo.default_branch else "HEAD"
