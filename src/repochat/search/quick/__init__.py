"""What is being typed: names, paths and lines of a revision in milliseconds, from tables that stand in memory.

Nothing here understands a question; that is what the rest of `search` is for.
"""

from repochat.search.quick.asking import (
    KINDS,
    Asked,
    FoundFile,
    FoundLine,
    FoundSymbol,
    Kind,
    QuickLimits,
    QuickReport,
    parse_asked,
)
from repochat.search.quick.service import QuickFinder

__all__ = [
    "KINDS",
    "Asked",
    "FoundFile",
    "FoundLine",
    "FoundSymbol",
    "Kind",
    "QuickFinder",
    "QuickLimits",
    "QuickReport",
    "parse_asked",
]
