"""Proof of what is said: citations checked against git, sentences held against their lines, text made inert.

Nothing here searches, chooses what to say or speaks to a model; a writer's claims come in and are not believed.
"""

from repochat.chat.receipts.checking import Checked, check_drafts
from repochat.chat.receipts.citations import CitationChecker, CitationProblem, CitedLines
from repochat.chat.receipts.draft import CommitFact, Draft, Span, SpanRole
from repochat.chat.receipts.grounding import Grounding, ground_statement
from repochat.chat.receipts.source_text import SourcePool, SourceText
from repochat.chat.receipts.symbol_lookup import SymbolLookup
from repochat.chat.receipts.told import Place, ToldPull

__all__ = [
    "Checked",
    "CitationChecker",
    "CitationProblem",
    "CitedLines",
    "CommitFact",
    "Draft",
    "Grounding",
    "Place",
    "SourcePool",
    "SourceText",
    "Span",
    "SpanRole",
    "SymbolLookup",
    "ToldPull",
    "check_drafts",
    "ground_statement",
]
