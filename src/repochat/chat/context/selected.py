"""What a question about selected lines means by "this", "it" and "here"; and these lines, shown before all else."""

import re
from dataclasses import replace

from repochat.chat.context.book import PieceBook
from repochat.chat.context.followup import Resolved, resolve_named
from repochat.chat.context.model import PieceRole
from repochat.chat.context.revisions import find_ref_words
from repochat.chat.context.scope import Scope
from repochat.chat.extractive.roles import is_test
from repochat.chat.pinned import Pinned, PinnedSearch, SelectedLines

_SELECTED = re.compile(
    r"\b(?:this|these|those|that|the)\s+(?:selected\s+)?"
    r"(?:lines?|selection|snippet|block(?: of code)?|piece of code|code|part|passage|section)\b|\bhere\b",
    re.IGNORECASE,
)


def resolve_selected(scope: Scope, pinned: Pinned, selected: SelectedLines) -> Resolved:
    """The question with the name of what is selected in place of what points at it. Never raises."""
    subjects = selected.subjects
    name = pinned.index.symbol_qualified[subjects[0]] if subjects else selected.path
    pointed = _SELECTED.search(scope.text)
    if pointed is None:
        return resolve_named(scope, name)
    said = f"in `{name}`" if pointed[0].lower() == "here" else f"`{name}`"
    text = scope.text[: pointed.start()] + said + scope.text[pointed.end() :]
    return Resolved(scope=replace(scope, text=text, refs=find_ref_words(text)), carried=(name,))


def show_selected(search: PinnedSearch, book: PieceBook) -> str:
    """Adds the selected lines to the book, as many as there is room for. Returns the id of their first piece, or "".

    Reads git, so not for the event loop.
    """
    selected, pinned = search.selected, search.pinned
    if selected is None:
        return ""
    subjects = selected.subjects
    symbol = pinned.index.symbol_qualified[subjects[0]] if subjects else ""
    role: PieceRole = "test" if selected.file >= 0 and is_test(pinned.index, selected.file) else "passage"
    lines = selected.end_line - selected.start_line + 1
    while lines:
        end = selected.start_line + lines - 1
        piece = book.add(pinned, selected.path, selected.start_line, end, symbol=symbol, role=role, origin="focus")
        if piece is not None:
            return piece.id
        lines //= 2
    return ""
