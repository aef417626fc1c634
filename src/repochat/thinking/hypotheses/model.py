"""What looking for suspicions reads and tells, as values. None is a fact: its falsifier says what settles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from repochat.syntax import ParsedFile
from repochat.syntax.nodes import NodeTree
from repochat.thinking.model import Severity

DetectorName = Literal[
    "result-unused", "coroutine-not-awaited", "resource-not-closed", "error-overwritten", "allocation-unchecked",
    "bound-off-by-one", "branch-repeated", "branch-leaves-unset", "fix-missed-in-twin",
    "error-path-untested",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of code at the commit that is looked at."""

    path: str
    blob: str
    content: bytes
    parsed: ParsedFile
    tree: NodeTree
    is_test: bool

    @property
    def language(self) -> str:
        return self.tree.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Lines from 1, both in, of a blob that stands at `path` in `sha`; "" is the commit that is looked at."""

    path: str
    blob: str
    start_line: int
    end_line: int
    why: str
    sha: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """`text` is what is suspected, squeezed: with rule, path and symbol it says which suspicion this is.

    `[1]` in `body` is `place`, `[2]` and so on are `others`. `confidence` comes from what was measured by hand
    (evals/findings/judged_hypotheses.md), not from the one case.
    """

    detector: DetectorName
    place: Place
    symbol: str
    text: str
    title: str
    body: str
    falsifier: str
    severity: Severity = "low"
    confidence: float = 0.5
    others: Sequence[Place] = ()
