"""What an answer is: statements with the lines they lean on, and the events that tell of its making."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from repochat.chat.age_model import Age
from repochat.search import SearchReport

AnswerStatus = Literal["done", "cancelled"]
Status = Literal["supported", "partly", "unsupported"]
StatementKind = Literal["fact", "absence", "heading", "code"]
"""An absence says what was not found, a heading what follows: neither claims a fact, so neither is marked."""
Tier = Literal[0, 1, 2, 3]
"""0 no line is cited, 1 the lines exist, 2 the symbol stands there, 3 the lines carry the statement."""


CitationKind = Literal["code", "commit", "pull_request"]
SHORT_SHA_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Whole lines of a blob at a commit; `snippet_sha256` is of exactly their bytes, line ends included.

    Of a commit the lines are those of its message as git stores it, and it has neither path nor blob. Of a pull request
    they are those of its title, a blank line and its body as the forge told them: `ref` is its `#N`, `commit` its head,
    and `told` holds the lines themselves, since git has no copy that could prove them.
    """

    id: str  # unique within its answer: c1, c2, ...
    repo: str
    commit: str
    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    symbol: str  # qualified name of the definition around the lines, or ""
    url: str  # where a known host shows these lines, or ""
    kind: CitationKind = "code"
    ref: str = ""
    told: str = ""

    @property
    def place(self) -> str:
        """For a person: `path:1-2 @ SHA`, `commit SHA:1-2`, `pull request #3:1-2`."""
        lines, sha = f"{self.start_line}-{self.end_line}", self.commit[:SHORT_SHA_DIGITS]
        if self.kind == "commit":
            return f"commit {sha}:{lines}"
        return f"pull request {self.ref}:{lines}" if self.kind == "pull_request" else f"{self.path}:{lines} @ {sha}"

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "repo": self.repo,
            "commit": self.commit,
            "path": self.path,
            "blob": self.blob,
            "start_line": self.start_line,
            "end_line": self.end_line,
            "snippet_sha256": self.snippet_sha256,
            "symbol": self.symbol,
            "url": self.url,
            "kind": self.kind,
            "ref": self.ref,
            "told": self.told,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence in Markdown. What it takes from the repository is escaped: it can't bring links or markup along."""

    text: str
    citations: tuple[str, ...]
    status: Status
    tier: Tier
    is_item: bool = False  # belongs to the list that the statement before it opens
    kind: StatementKind = "fact"
    missing: tuple[str, ...] = ()  # what the cited lines do not carry, as the check names it

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "citations": list(self.citations),
            "status": self.status,
            "tier": self.tier,
            "is_item": self.is_item,
            "kind": self.kind,
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How far the answer is proven, from its grounding alone, and how such answers fared on this repository so far.

    `value` is in [0, 1]. `judged` answers of the same band were rated by people, `right` of them well.
    """

    value: float
    band: Literal["none", "low", "medium", "high"]
    reasons: tuple[str, ...]
    judged: int = 0
    right: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "band": self.band,
            "reasons": list(self.reasons),
            "judged": self.judged,
            "right": self.right,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A call of a read-only tool of deep mode, and what came back in a line."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]
    summary: str = ""
    is_error: bool = False
    ms: float = 0
    tokens: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "call_id": self.call_id,
            "name": self.name,
            "arguments": dict(self.arguments),
            "summary": self.summary,
            "is_error": self.is_error,
            "ms": self.ms,
            "tokens": self.tokens,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it was shown and stored."""

    answer_id: UUID
    answer: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    revision: str
    mode: str
    policy_version: str
    timings_ms: dict[str, float]
    note: str
    removed: int  # statements that failed their check and are not shown
    confidence: Confidence
    model: str = ""  # provider and model that wrote it; "" when no model did
    usage: Mapping[str, Any] = field(default_factory=dict[str, Any])  # tokens, cost and masked secrets of the model
    unknown_ids: int = 0  # citations of ids that the model made up; dropped
    status: AnswerStatus = "done"
    steps: tuple[Step, ...] = ()
    age: Age | None = None  # None: not looked at

    def as_json(self) -> dict[str, Any]:
        return {
            "answer_id": str(self.answer_id),
            "answer": self.answer,
            "statements": [statement.as_json() for statement in self.statements],
            "citations": [citation.as_json() for citation in self.citations],
            "revision": self.revision,
            "mode": self.mode,
            "policy_version": self.policy_version,
            "timings_ms": self.timings_ms,
            "note": self.note,
            "removed": self.removed,
            "confidence": self.confidence.as_json(),
            "model": self.model,
            "usage": dict(self.usage),
            "unknown_ids": self.unknown_ids,
            "status": self.status,
            "steps": [step.as_json() for step in self.steps],
            "age": self.age.as_json() if self.age else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """What is being done, for a person who waits. `phase` is constant, `detail` may be shown."""

    phase: str
    detail: str = ""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalDone:
    report: SearchReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStarted:
    """A read-only tool of deep mode is called."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished:
    """`summary` says in a line what came back; `tokens` is what it costs in the next request."""

    call_id: str
    name: str
    summary: str
    is_error: bool
    ms: float
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationReady:
    """Comes before the first statement that names the citation."""

    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReady:
    """A statement that was checked, in the order of the answer."""

    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The last event; the answer is stored."""

    answer: Answer


AnswerEvent = Progressed | RetrievalDone | ToolStarted | ToolFinished | CitationReady | StatementReady | Finished
