"""What a question is about and what a model is shown of it: scope, follow-ups, and pieces of code within a budget.

Nothing here writes an answer or checks one.
"""

from repochat.chat.context.book import PieceBook
from repochat.chat.context.building import build_context, merge_hits
from repochat.chat.context.evidence import show_evidence
from repochat.chat.context.followup import Resolved, resolve_followup
from repochat.chat.context.limits import ContextLimits
from repochat.chat.context.model import Context, ContextPiece, DroppedPiece, PieceOrigin, PieceRole
from repochat.chat.context.revisions import RefWords, ResolvedRefs, resolve_refs
from repochat.chat.context.scope import Scope, choose_filter, parse_scope
from repochat.chat.context.selected import resolve_selected, show_selected

__all__ = [
    "Context",
    "ContextLimits",
    "ContextPiece",
    "DroppedPiece",
    "PieceBook",
    "PieceOrigin",
    "PieceRole",
    "RefWords",
    "Resolved",
    "ResolvedRefs",
    "Scope",
    "build_context",
    "choose_filter",
    "merge_hits",
    "parse_scope",
    "resolve_followup",
    "resolve_refs",
    "resolve_selected",
    "show_evidence",
    "show_selected",
]
