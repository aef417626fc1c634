"""What a Thought finds: facts, insights on evidence, artifacts, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from repochat.catalog.thinking.risk_store import NewRiskMap

Ending = Literal["changed", "nothing", "unknown"]
"""`unknown`: it could not tell. That is not `nothing`, and repeating it alerts."""
Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
InsightKind = Literal["smell", "hypothesis", "review", "risk", "map", "dependency", "secret", "engine"]
"""`engine` is of thinking itself, like a Thought that can never tell."""
InsightStatus = Literal["hypothesis", "reproduced", "minimised", "verified", "accepted", "rejected", "duplicate"]
"""How far it is proven. Only what stands by itself (`verified`) or was settled by a person notifies."""
InsightState = Literal["new", "persisting", "moved", "fixed", "suppressed", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Lines that an insight leans on. They are proven against git before the insight is stored: bytes, not looks.

    `snippet_sha256` is of exactly the bytes of lines `start_line` to `end_line` (from 1, both in, with their ends) of
    `blob`, which stands at `path` in `sha`. `why` says in a few words what the lines show.
    """

    sha: str
    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repro:
    """Another kind of evidence: what to run again. `argv` is a command of ours, never one of the repository."""

    argv: Sequence[str]
    artifact: str = ""  # the name of what it left
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitQuote:
    """A commit that an insight leans on: git has it, and `text` stands in its message."""

    sha: str
    text: str
    why: str = ""


Evidence = Quote | Repro | CommitQuote


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Something that a person may want to know, before it is admitted (`thinking.insights`).

    `identity` says which insight it is, wherever its lines move: never the line number (THINKING contract). `title` is
    one short sentence, `body` plain sentences; `[1]` in it leans on the first piece of `evidence`, of which there is at
    least one. `confidence` is 0 to 1. `falsifier` of a hypothesis says what would settle it.
    """

    identity: str
    kind: InsightKind
    rule: str
    title: str
    body: str
    severity: Severity
    confidence: float
    evidence: Sequence[Evidence]
    status: InsightStatus = "hypothesis"
    cwe: str = ""
    path: str = ""
    symbol: str = ""
    start_line: int = 0
    end_line: int = 0
    falsifier: str = ""
    is_baseline: bool = False  # it was there before anybody looked: listed, never notified
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something known, by kind and subject (a path, a qualified name, "" for the repository).

    `digest` is of what it was made of: the same digest again costs nothing and writes nothing.
    """

    kind: str
    subject: str
    digest: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Bytes that a run leaves under a name that is its own within the run."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended. `summary` is one sentence for people; of `unknown` it says why.

    `scope` tells which earlier insights this run looked for again: those of the same Thought whose path is in it and
    that are not among `insights` are fixed. None: all of the Thought's; (): none.
    `removed_facts` are (kind, subject) that are no more. `reward` is 0 or more; None lets `thinking.insights` say.
    """

    ending: Ending
    summary: str
    facts: Sequence[Fact] = ()
    insights: Sequence[Insight] = ()
    artifacts: Sequence[Artifact] = ()
    removed_facts: Sequence[tuple[str, str]] = ()
    risk_maps: Sequence[NewRiskMap] = ()
    scope: Sequence[str] | None = ()
    reward: float | None = None
