"""What goes into the analysers and what comes out: files, hits, and how each tool fared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "low", "medium", "high", "critical"]
Confidence = Literal["low", "medium", "high"]
RuleKind = Literal["correctness", "security", "dead code", "complexity", "secret", "dependency"]
ToolState = Literal["ran", "not_installed", "failed", "cut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of a revision: its path there, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What one tool said about lines (from 1, both in) of a file. Columns are from 0, in characters; None: unknown.

    `rule` is the tool's own name for it. `symbol` is set where the tool itself names the function.
    """

    tool: str
    rule: str
    message: str
    path: str
    start_line: int
    end_line: int
    start_column: int | None = None
    end_column: int | None = None
    symbol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReport:
    """How one tool fared over all files that it was given. `unread` are files that it could not say anything about."""

    tool: str
    version: str
    state: ToolState
    hits: Sequence[Hit] = ()
    problems: Sequence[str] = ()
    unread: frozenset[str] = frozenset()
    cpu_s: float = 0.0
