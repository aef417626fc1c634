"""What the server knows: accounts, repositories, rights, tokens, Apps and hooks. No HTTP in here."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from repochat.forge.testing.objects import GitStore, MemoryGit

Role = Literal["read", "write", "admin"]


@dataclass(kw_only=True)
class Account:
    account_id: int
    login: str
    name: str = ""
    is_organization: bool = False


@dataclass(kw_only=True)
class HookRecord:
    """`hook_id` 0 is that of an App."""

    hook_id: int
    url: str
    secret: str
    events: tuple[str, ...]
    is_active: bool = True


@dataclass(kw_only=True)
class PullRecord:
    number: int
    title: str
    body: str
    author: str
    head_ref: str
    base_ref: str
    is_draft: bool
    created_at: datetime
    updated_at: datetime
    head_sha: str
    base_sha: str
    state: Literal["open", "closed"] = "open"
    merged_at: datetime | None = None


@dataclass(kw_only=True)
class RepositoryRecord:
    repo_id: int
    owner: str
    name: str
    is_private: bool
    default_branch: str
    git: GitStore
    pushed_at: datetime
    description: str = ""
    is_archived: bool = False
    supports_drafts: bool = True
    collaborators: dict[str, Role] = field(default_factory=dict[str, Role])
    protected: set[str] = field(default_factory=set[str])
    pulls: dict[int, PullRecord] = field(default_factory=dict[int, PullRecord])
    hooks: dict[int, HookRecord] = field(default_factory=dict[int, HookRecord])
    old_names: set[str] = field(default_factory=set[str])

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass(kw_only=True)
class InstallationRecord:
    installation_id: int
    app_id: int
    account: str
    repo_ids: set[int]
    permissions: dict[str, str]
    suspended_at: datetime | None = None


@dataclass(kw_only=True)
class AppRecord:
    """`public_key` is PEM; `hook` None: the App is told of nothing."""

    app_id: int
    slug: str
    name: str
    client_id: str
    client_secret: str
    public_key: str
    permissions: dict[str, str]
    redirect_uris: tuple[str, ...]
    hook: HookRecord | None = None
    is_oauth_only: bool = False


@dataclass(kw_only=True)
class TokenRecord:
    """Of a person (`login`), or of an installation."""

    token: str = ""
    login: str | None = None
    installation_id: int | None = None
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    refresh_token: str | None = None
    client_id: str | None = None


@dataclass(kw_only=True)
class LoginCode:
    """What an authorize page gave out; good once."""

    client_id: str
    login: str
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]


@dataclass(kw_only=True)
class World:
    """All of it. Times are by `now`, which tests may move."""

    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    repositories: dict[int, RepositoryRecord] = field(default_factory=dict[int, RepositoryRecord])
    installations: dict[int, InstallationRecord] = field(default_factory=dict[int, InstallationRecord])
    apps: dict[int, AppRecord] = field(default_factory=dict[int, AppRecord])
    tokens: dict[str, TokenRecord] = field(default_factory=dict[str, TokenRecord])
    codes: dict[str, LoginCode] = field(default_factory=dict[str, LoginCode])
    manifests: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])
    skew: timedelta = timedelta()
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1001))

    def now(self) -> datetime:
        """To the second, as GitHub's times are."""
        return (datetime.now(UTC) + self.skew).replace(microsecond=0)

    def add_account(self, login: str, *, is_organization: bool = False) -> Account:
        """The account, made when there is none."""
        if login not in self.accounts:
            self.accounts[login] = Account(
                account_id=next(self.ids), login=login, name=login.title(), is_organization=is_organization
            )
        return self.accounts[login]

    def add_repository(
        self, full_name: str, *, is_private: bool, default_branch: str, git: GitStore | None
    ) -> RepositoryRecord:
        owner, _, name = full_name.partition("/")
        self.add_account(owner)
        record = RepositoryRecord(
            repo_id=next(self.ids),
            owner=owner,
            name=name,
            is_private=is_private,
            default_branch=default_branch,
            git=git or MemoryGit(),
            pushed_at=self.now(),
            collaborators={owner: "admin"},
        )
        self.repositories[record.repo_id] = record
        return record

    def add_pull(self, record: RepositoryRecord, *, head: str, base: str, title: str, author: str) -> PullRecord:
        """With the ref that a real one has."""
        refs, now = record.git.list_refs(), self.now()
        pull = PullRecord(
            number=max(record.pulls, default=0) + 1,
            title=title,
            body="",
            author=author,
            head_ref=head,
            base_ref=base,
            is_draft=False,
            created_at=now,
            updated_at=now,
            head_sha=refs[f"refs/heads/{head}"],
            base_sha=refs[f"refs/heads/{base}"],
        )
        record.pulls[pull.number] = pull
        record.git.set_ref(f"refs/pull/{pull.number}/head", pull.head_sha)
        return pull

    def add_token(self, prefix: str, record: TokenRecord) -> TokenRecord:
        """`record` with a token of its own, which is as long as GitHub's."""
        record.token = f"{prefix}_{secrets.token_hex(18)}"
        self.tokens[record.token] = record
        return record

    def find_repository(self, full_name: str) -> RepositoryRecord | None:
        """By its name of today, without regard to case."""
        wanted = full_name.lower()
        return next((found for found in self.repositories.values() if found.full_name.lower() == wanted), None)

    def find_renamed(self, full_name: str) -> RepositoryRecord | None:
        """By a name that it once had."""
        wanted = full_name.lower()
        return next((found for found in self.repositories.values() if wanted in found.old_names), None)

    def find_role(self, record: RepositoryRecord, token: TokenRecord | None) -> Role | None:
        """What the token's owner may do there; None: it does not exist for them."""
        open_to_all: Role | None = None if record.is_private else "read"
        if token is None:
            return open_to_all
        if token.installation_id is not None:
            installation = self.installations.get(token.installation_id)
            if installation is None or record.repo_id not in installation.repo_ids:
                return open_to_all
            return "write" if installation.permissions.get("contents") == "write" else "read"
        role = record.collaborators.get(token.login or "")
        may_see_private = "repo" in token.scopes or self._is_installed(record, token)
        return role if role is not None and (may_see_private or not record.is_private) else open_to_all

    def _is_installed(self, record: RepositoryRecord, token: TokenRecord) -> bool:
        """The token of a login through an App sees what the person and the App both see."""
        app = next((found for found in self.apps.values() if found.client_id == token.client_id), None)
        return app is not None and any(
            record.repo_id in found.repo_ids
            for found in self.installations.values()
            if found.app_id == app.app_id and found.suspended_at is None
        )
