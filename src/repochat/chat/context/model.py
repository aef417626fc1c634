"""What a model is shown: pieces of pinned files under short ids, and what was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from repochat.chat.model import SHORT_SHA_DIGITS, CitationKind
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import CommitFact

PieceRole = Literal[
    "definition", "passage", "signature", "document", "test", "history", "change", "commit", "pull_request"
]
PieceOrigin = Literal["focus", "hit", "neighbour", "named", "tool", "evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextPiece:
    """Whole lines of a file at a pinned commit. The model sees `id` and the text, and can only cite the id.

    With another `kind` they are lines of a commit's message or of a pull request; with a `commit` of its own, a file's
    lines are those at that commit.
    """

    id: str  # k1, k2, ... unique within an answer
    pinned: Pinned
    path: str
    start_line: int  # 1-based, inclusive
    end_line: int
    symbol: str  # qualified name, or ""
    role: PieceRole
    origin: PieceOrigin
    rank: int  # of the hit that led here, 1-based; 0 when none did
    tokens: int  # estimated
    commits: tuple[CommitFact, ...] = ()  # what git told of these lines, when the piece is about their history
    kind: CitationKind = "code"
    commit: str = ""
    number: int = 0

    @property
    def place(self) -> str:
        """What the lines are of, for a heading: a path, a commit's message, a pull request."""
        if self.kind == "commit":
            return f"message of commit {self.commit[:SHORT_SHA_DIGITS]}"
        if self.kind == "pull_request":
            return f"pull request #{self.number}, as its forge told it"
        return f"{self.path} at {self.commit[:SHORT_SHA_DIGITS]}" if self.commit else self.path

    def as_json(self) -> dict[str, Any]:
        """As the retrieval log keeps it."""
        return {
            "id": self.id,
            "repo": self.pinned.repo.name,
            "commit": self.commit or self.pinned.revision.sha,
            "path": self.path or self.place,
            "start_line": self.start_line,
            "end_line": self.end_line,
            "symbol": self.symbol,
            "role": self.role,
            "origin": self.origin,
            "rank": self.rank,
            "tokens": self.tokens,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedPiece:
    """What would have been shown but for `reason`: budget, duplicate, document_quota, test_quota or unreadable."""

    label: str
    path: str
    start_line: int
    end_line: int
    rank: int
    tokens: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What one request to a model carries. `texts` is by piece id: the lines as shown, without their numbers."""

    pieces: tuple[ContextPiece, ...]
    texts: Mapping[str, str]
    dropped: tuple[DroppedPiece, ...]
    tokens: int
    tokens_max: int
