"""What passes between proving an outcome, reading git for it, and storing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from repochat.thinking.model import Insight, Outcome
from repochat.thinking.spec import Target


class OutcomeRun(Protocol):
    """The run whose outcome is stored, as far as insights need to know it. No id: it was brought in from elsewhere."""

    @property
    def id(self) -> UUID | None: ...
    @property
    def repo_id(self) -> UUID: ...
    @property
    def thought(self) -> str: ...
    @property
    def target(self) -> Target: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOfOutcome:
    """A plain OutcomeRun."""

    id: UUID | None
    repo_id: UUID
    thought: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenInsight:
    """`insight` holds proven evidence alone, and `evidence` is that as it is stored.

    `digest` is of the quoted code without its blanks: the same code reformatted has the same. "" where there is none,
    or none may be kept.
    """

    insight: Insight
    evidence: tuple[Mapping[str, Any], ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GitFacts:
    """What git says of insights that are stored already, read before anything is written.

    `gone` is insight -> the commit that touched its lines, "" where none was found. `renames` are old path -> new
    path, `missing` paths where insights stood that the commit does not have. `outdated` were last seen at a commit
    that comes after the run's, and `is_aside` is a run off the default branch: neither settles what is stored.
    """

    gone: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    missing: frozenset[str] = frozenset()
    outdated: frozenset[UUID] = frozenset()
    is_aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """An outcome that may be stored. `log` says what was dropped and why, for people."""

    outcome: Outcome
    insights: tuple[ProvenInsight, ...]
    quotes_checked: int
    quotes_dropped: int
    log: tuple[str, ...]
    git: GitFacts = field(default_factory=GitFacts)
