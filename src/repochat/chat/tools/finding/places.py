"""Lines of a pinned file that a tool found, before anybody shows them."""

from dataclasses import dataclass

from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import CommitFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whole lines, 1-based and inclusive. `goes_on` when a bound left out lines that belong to it."""

    pinned: Pinned
    path: str
    start_line: int
    end_line: int
    symbol: str = ""  # qualified name, or ""
    kind: str = ""
    goes_on: bool = False
    commits: tuple[CommitFact, ...] = ()
