"""What forges send by themselves: proof of who sent it, and the few fields that are acted on.

Pure: bytes and JSON in, values out. No route, no row and no reaction may enter. An event is a hint that something may
have changed, never the truth about it: whoever acts on one asks the forge, or git.
"""

from repochat.forge.webhooks.events import (
    ForgeEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    MemberEvent,
    NamedRepository,
    PingEvent,
    PullRequestEvent,
    PushEvent,
    RefEvent,
    RepositoryEvent,
    UnknownEvent,
)
from repochat.forge.webhooks.github import parse_event
from repochat.forge.webhooks.gitlab import parse_gitlab_event
from repochat.forge.webhooks.signature import sign_body, verify_gitlab_token, verify_signature

__all__ = [
    "ForgeEvent",
    "InstallationEvent",
    "InstallationRepositoriesEvent",
    "MemberEvent",
    "NamedRepository",
    "PingEvent",
    "PullRequestEvent",
    "PushEvent",
    "RefEvent",
    "RepositoryEvent",
    "UnknownEvent",
    "parse_event",
    "parse_gitlab_event",
    "sign_body",
    "verify_gitlab_token",
    "verify_signature",
]
