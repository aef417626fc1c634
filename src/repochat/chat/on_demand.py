"""A revision that is asked for and not indexed yet: who brings it, and how long an answer waits for it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDemandLimits:
    """The cost of a revision is its new blobs: most take seconds. What takes longer goes on without the answer."""

    wait_s_max: float = 120
    poll_s: float = 0.25


class OnDemand(Protocol):
    """Indexes one revision."""

    def bring(self, viewer: Viewer, repo: Repo, rev: str) -> AsyncGenerator[str]:
        """What is being done, for a person who waits; at its end `rev` is indexed.

        Raises UnavailableError after `wait_s_max`, NotFoundError for what git does not know, and what indexing raises.
        """
        ...
