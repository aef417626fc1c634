"""What each feature needs to be allowed at GitHub, and why: the least that works. The settings page shows this table.

Sources: "Scopes for OAuth apps" and "Permissions required for GitHub Apps", docs.github.com.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Feature = Literal["login", "public_repositories", "private_repositories", "webhooks", "draft_pull_requests"]
Access = Literal["read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """`scopes` is for OAuth and classic tokens, `permissions` for GitHub Apps and fine-grained tokens.

    `events` are what a GitHub App has to be told of; installations are always told.
    """

    feature: Feature
    title: str
    why: str
    scopes: tuple[str, ...]
    permissions: Mapping[str, Access]
    events: tuple[str, ...] = ()


NEEDS: tuple[Need, ...] = (
    Need(
        feature="login",
        title="Log in",
        why="To know which account you are. No scope is asked for: your public profile is enough.",
        scopes=(),
        permissions={},
    ),
    Need(
        feature="public_repositories",
        title="Read public repositories",
        why="Everybody may read them; a token only raises how often GitHub may be asked.",
        scopes=(),
        permissions={"metadata": "read"},
    ),
    Need(
        feature="private_repositories",
        title="Read private repositories and their pull requests",
        why=(
            "To fetch code, branches and pull requests, and to ask which repositories you may see. An OAuth login has "
            "no read-only scope for private code: `repo` also allows writing, which is why a GitHub App is the better "
            "choice."
        ),
        scopes=("repo",),
        permissions={"metadata": "read", "contents": "read", "pull_requests": "read"},
    ),
    Need(
        feature="webhooks",
        title="Be told of pushes",
        why=(
            "To make a push searchable within a second. A login has to create a webhook in the repository; a GitHub "
            "App has one of its own and needs nothing more than to read."
        ),
        scopes=("write:repo_hook",),
        permissions={"metadata": "read", "contents": "read", "pull_requests": "read"},
        events=("push", "pull_request", "create", "delete", "repository", "member"),
    ),
    Need(
        feature="draft_pull_requests",
        title="Open draft pull requests",
        why=(
            "To push a branch named repochat/... and open a pull request that is a draft, in repositories whose owner "
            "allowed it here. Nothing in this product can merge, approve, or end a draft."
        ),
        scopes=("repo",),
        permissions={"metadata": "read", "contents": "write", "pull_requests": "write"},
    ),
)


def get_need(feature: Feature) -> Need:
    return next(need for need in NEEDS if need.feature == feature)


def list_scopes(features: Iterable[Feature]) -> tuple[str, ...]:
    """The scopes that these features need together, each once, in order of the alphabet."""
    return tuple(sorted({scope for feature in features for scope in get_need(feature).scopes}))


def join_permissions(features: Iterable[Feature]) -> dict[str, Access]:
    """The permissions that these features need together; write covers read."""
    joined: dict[str, Access] = {}
    for feature in features:
        for name, access in get_need(feature).permissions.items():
            joined[name] = "write" if "write" in (access, joined.get(name)) else "read"
    return joined


def list_events(features: Iterable[Feature]) -> tuple[str, ...]:
    """What an App has to be told of for these features."""
    return tuple(sorted({event for feature in features for event in get_need(feature).events}))


def list_lacking(
    feature: Feature, *, scopes: Iterable[str] | None = None, permissions: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """What `feature` lacks of what was granted: scopes of a login, or permissions of an installation."""
    need = get_need(feature)
    if permissions is not None:
        return tuple(
            f"{name}: {access}"
            for name, access in need.permissions.items()
            if _RANKS.get(permissions.get(name, ""), 0) < _RANKS[access]
        )
    granted = set(scopes or ())
    return tuple(scope for scope in need.scopes if not granted & _COVERS.get(scope, {scope}))


_RANKS = {"read": 1, "write": 2, "admin": 3}
_COVERS = {"write:repo_hook": {"write:repo_hook", "admin:repo_hook", "repo"}}
