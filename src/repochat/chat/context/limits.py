"""Every bound of a context, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextLimits:
    """Reaching a bound leaves pieces out; `Context.dropped` says which, as far as `dropped_max`."""

    book_share: float = 1.0
    """Of the book's tokens that are filled before an answer begins; tools need the rest."""
    named_share: float = 0.6
    """Of these that what the question names may take; each further share is of the same whole."""
    definition_share: float = 0.3
    document_share: float = 0.2
    """Of documents and examples, unless the question asks for them."""
    signature_share: float = 0.2
    definition_lines_max: int = 120
    """A longer definition is cut to its header and the lines around what was found."""
    header_lines_max: int = 16
    comment_lines_max: int = 30
    """Above a definition, of the comment that leads up to it."""
    window_lines: int = 12
    """Shown above and below what was found in a definition that is cut."""
    named_max: int = 4
    members_max: int = 24
    """Of a named type that is cut, as signatures."""
    outline_max: int = 48
    """Definitions of a file that the question is about, as signatures."""
    hits_max: int = 15
    first_hits: int = 4
    """These come before further passages of their files, the others after."""
    passages_max: int = 40
    passage_fit_min: float = 0.1
    """Of the best passage's fit; what fits worse is not shown."""
    rank_discount: float = 0.15
    """A passage's fit is divided by 1 + this for each file that stands before its own."""
    sites_max: int = 10
    """Places that call what the question names, where it asks for them."""
    expanded_max: int = 3
    """Definitions whose neighbours are shown."""
    callees_max: int = 6
    callers_max: int = 4
    bases_max: int = 3
    tokens_min: int = 40
    """With less room than this nothing more is tried."""
    dropped_max: int = 60
    evidence_share: float = 0.3
    """Of the budget, for what the history or a comparison tells beside the code."""


LIMITS = ContextLimits()
