"""What a Thought is given: what to look at, the means to look, and the ways to say how far it is and to stop."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.core.clock import Clock
from repochat.core.database import Database
from repochat.core.settings import Settings
from repochat.llm import EmbeddingModel
from repochat.llm.chat_model import ChatModel
from repochat.search import Searcher
from repochat.thinking.model import Outcome
from repochat.thinking.spec import Amounts, Level, Target, ThoughtSpec, Trigger


class RunStoppedError(Exception):
    """Raised by `ThoughtContext.check`: somebody cancelled the run, quiet hours began, or the worker shuts down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThoughtServices:
    """What a process opens once and lends to every run."""

    settings: Settings
    database: Database
    mirrors: Path
    searcher: Searcher
    embedding: EmbeddingModel
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ThoughtContext:
    """Of one run. `allowed` is what it may use at most: it is stopped beyond; stop before, and say what was left out.

    `note(line)` writes a line of the run's log (never code, never a secret), `tell(done, total, what)` its progress.
    `model` is None where none is configured, consented to or paid for; it accounts for itself.
    """

    run_id: UUID
    viewer: Viewer
    repo: Repo
    mirror: Path
    target: Target
    trigger: Trigger
    level: Level
    allowed: Amounts
    services: ThoughtServices
    model: ChatModel | None
    note: Callable[[str], None]
    tell: Callable[[int, int, str], None]
    should_stop: Callable[[], bool]

    def check(self) -> None:
        """Call it every 200 ms of work, and pass `should_stop` to what takes longer. Raises RunStoppedError."""
        if self.should_stop():
            raise RunStoppedError


class Thought(Protocol):
    """One file in `thinking.thoughts` each; without state."""

    @property
    def spec(self) -> ThoughtSpec: ...

    async def read_inputs(self, context: ThoughtContext) -> str:
        """A digest of everything that the outcome depends on beside spec and settings: cheap, and nothing is written.

        The same digest as that of a finished run reuses its outcome at no cost.
        """
        ...

    async def run(self, context: ThoughtContext) -> Outcome:
        """Reads only; what it found is written by who called. Raises RunStoppedError, and RepochatError."""
        ...
