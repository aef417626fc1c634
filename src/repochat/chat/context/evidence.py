"""What git and forges tell, shown to a model before any code: what carries the drafts that need no model."""

from collections.abc import Sequence

from repochat.chat.context.book import PieceBook
from repochat.chat.context.model import PieceRole
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import Draft, Span


def show_evidence(drafts: Sequence[Draft], pinned: Pinned, book: PieceBook, share: float) -> None:
    """Adds the lines that `drafts` cite, in their order, to a part of the book; each once. Reads git."""
    tokens_max = int(book.tokens_max * share)
    seen: set[Span] = set()
    for draft in drafts:
        for span in draft.spans:
            if span in seen or book.tokens >= tokens_max:
                continue
            seen.add(span)
            own = tuple(fact for fact in draft.commits if fact.sha and fact.sha == span.commit)
            book.add(
                pinned, span.path, span.start_line, span.end_line, symbol="", role=_choose_role(span),
                origin="evidence", commits=own, at=span,
            )  # fmt: skip


def _choose_role(span: Span) -> PieceRole:
    if span.kind == "code":
        return "change" if span.commit else "passage"
    return span.kind
