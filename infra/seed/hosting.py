"""The demo's repository on a local GitHub: its past, and what people do with it while we listen."""

from datetime import timedelta

from infra.seed.bare_git import BareGit
from infra.seed.story import HISTORY, LATER, LATER_MESSAGE, MERGED, MIRA, Proposal
from pydantic import SecretStr

from repochat.forge import TokenCredential
from repochat.forge.client import GitHubClient
from repochat.forge.hooks import create_hook
from repochat.forge.testing import GitHubServer
from repochat.forge.testing.objects import commit_files
from repochat.forge.testing.world import PullRecord, RepositoryRecord

OWNER = "demo"
FULL_NAME = f"{OWNER}/teapot"


class Hosting:
    """`record` is the repository as GitHub has it."""

    def __init__(self, github: GitHubServer, git: BareGit) -> None:
        self._github = github
        self._git = git
        now = int(github.world.now().timestamp())
        for step in HISTORY:
            at = now - int(timedelta(days=step.days_ago).total_seconds())
            commit_files(git, "main", step.files, message=f"{step.message}\n", author=step.author, at=at)
        self.record: RepositoryRecord = github.do.add_repository(FULL_NAME, git=git)
        self.token: SecretStr = github.do.create_token(OWNER)

    @property
    def head(self) -> str:
        return self._git.list_refs()["refs/heads/main"]

    async def tell(self, address: str, secret: SecretStr) -> None:
        """From now on everything that happens is told to `address`, signed with `secret`."""
        async with GitHubClient(self._github.address, TokenCredential(token=self.token)) as client:
            await create_hook(client, FULL_NAME, url=f"{address}/webhooks/github", secret=secret)

    def open_pull(self, proposal: Proposal) -> PullRecord:
        self._github.do.push(
            FULL_NAME, proposal.files, branch=proposal.branch, message=f"{proposal.title}\n", author=proposal.author
        )
        login = proposal.author.split(" ", 1)[0].lower()
        return self._github.do.open_pull(
            FULL_NAME, head=proposal.branch, title=proposal.title, body=proposal.body, author=login
        )

    def merge(self, pull: PullRecord) -> None:
        """By hand, as a maintainer does."""
        message = f"Merge pull request #{pull.number} from {OWNER}/{pull.head_ref}\n\n{pull.title}\n"
        parents = [self.head, pull.head_sha]
        self._github.do.push(FULL_NAME, MERGED.files, message=message, author=MIRA, onto=parents)
        pull.merged_at = self._github.world.now()
        self._github.do.change_pull(FULL_NAME, pull.number, "closed")

    def push_fix(self) -> None:
        """The push that makes answers old."""
        self._github.do.push(FULL_NAME, LATER, message=f"{LATER_MESSAGE}\n", author=MIRA)
