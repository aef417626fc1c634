"""What an answer is: statements with the lines they lean on, and the events that tell of its making."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from repochat.search import SearchReport

Status = Literal["supported", "partly", "unsupported"]
Tier = Literal[0, 1, 2, 3]
"""0 no line is cited, 1 the lines exist, 2 the symbol stands there, 3 the lines carry the statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Whole lines of a blob at a commit; `snippet_sha256` is of exactly their bytes, line ends included."""

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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence in Markdown. What it takes from the repository is escaped: it can't bring links or markup along."""

    text: str
    citations: tuple[str, ...]
    status: Status
    tier: Tier
    is_item: bool = False  # belongs to the list that the statement before it opens

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "citations": list(self.citations), "status": self.status, "tier": self.tier}


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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalDone:
    report: SearchReport


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationReady:
    """Comes before the first statement that names the citation."""

    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReady:
    text: str
    citations: tuple[str, ...]
    status: Status
    tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The last event; the answer is stored."""

    answer: Answer


AnswerEvent = RetrievalDone | CitationReady | StatementReady | Finished
