"""What may have happened at a forge. Ids are the forge's own; `installation_id` is None without a GitHub App."""

from dataclasses import dataclass
from typing import Literal

from repochat.forge.pull_request import PullRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRepository:
    repo_id: int
    full_name: str
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PushEvent:
    """`before` and `after` are object ids; all zeros where the ref was not, or is no more."""

    repo_id: int
    full_name: str
    is_private: bool
    default_branch: str | None
    ref: str
    before: str
    after: str
    created: bool
    deleted: bool
    forced: bool
    installation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestEvent:
    """`action` is GitHub's own word: opened, synchronize, closed, reopened, edited and others."""

    action: str
    repo_id: int
    full_name: str
    pull_request: PullRequest
    installation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefEvent:
    """A branch or tag came or went; `ref` is its full name."""

    action: Literal["create", "delete"]
    repo_id: int
    full_name: str
    ref: str
    installation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryEvent:
    """`action`: created, deleted, archived, unarchived, edited, renamed, transferred, publicized, privatized.

    Names and rights are those after it; `old_full_name` is set when they changed, `old_default_branch` likewise.
    """

    action: str
    repo_id: int
    full_name: str
    is_private: bool
    default_branch: str | None
    old_full_name: str | None = None
    old_default_branch: str | None = None
    installation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationEvent:
    """`action`: created, deleted, suspend, unsuspend, new_permissions_accepted. `repositories` may be left out."""

    action: str
    installation_id: int
    app_id: int | None
    account: str
    account_id: int
    repositories: tuple[NamedRepository, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationRepositoriesEvent:
    installation_id: int
    added: tuple[NamedRepository, ...]
    removed: tuple[NamedRepository, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEvent:
    """A collaborator's right to a repository changed; what it is now has to be asked for. `user_id` is GitHub's."""

    action: str
    repo_id: int
    full_name: str
    user_id: int
    login: str
    installation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PingEvent:
    """The hook was made or tested; `repo_id` is None for a hook of an organization or an app."""

    hook_id: int
    repo_id: int | None
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent:
    """Nothing that is acted on. `problem` says what is missing from an event of a kind that is."""

    kind: str
    action: str | None = None
    repo_id: int | None = None
    installation_id: int | None = None
    problem: str | None = None


ForgeEvent = (
    PushEvent
    | PullRequestEvent
    | RefEvent
    | RepositoryEvent
    | InstallationEvent
    | InstallationRepositoriesEvent
    | MemberEvent
    | PingEvent
    | UnknownEvent
)
