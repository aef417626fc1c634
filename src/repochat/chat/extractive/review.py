"""Sentences about a pull request: what it says, what it changes, who calls that, and which tests reach it."""

from collections.abc import Iterator
from dataclasses import replace

from repochat.chat.comparing import Compared, compare_sources, write_compared
from repochat.chat.extractive.survey import Survey
from repochat.chat.extractive.usages import write_callers, write_tests
from repochat.chat.history import LIMITS as HISTORY_LIMITS
from repochat.chat.history.writing import write_pull
from repochat.chat.pinned import PinnedSearch
from repochat.chat.pulls import AskedPull
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.markdown import escape_text
from repochat.chat.receipts.symbol_lookup import find_file, list_symbols_in
from repochat.core.errors import RepochatError

TOUCHED_MAX = 3
CALLERS_MAX = 3
_BEHAVIOUR = frozenset(("function", "method", "constructor", "class", "struct", "macro"))


def write_review(survey: Survey, found: PinnedSearch, pull: AskedPull) -> Iterator[Draft]:
    """Nothing here judges whether it is safe: it shows what a reader needs for that. Runs git."""
    pinned = found.pinned
    if pull.told is not None:
        yield from write_pull(pull.told, pinned.source, HISTORY_LIMITS)
    try:
        # All that it changes is meant, whatever words ask for it.
        query = replace(found.query, words=(), names=())
        compared = compare_sources(pinned.source, pinned.mirror, pull.base, pull.head, query)
    except RepochatError as error:
        yield Draft(text=escape_text(f"{error.message} {error.hint}"), spans=(), tells_absence=True)
        return
    yield from write_compared(compared, pinned.source)
    for symbol in _list_touched(survey, compared)[:TOUCHED_MAX]:
        yield from write_callers(survey, symbol, CALLERS_MAX)
        yield from write_tests(survey, symbol)


def _list_touched(survey: Survey, compared: Compared) -> list[int]:
    """Changed definitions that the open index knows, what is called first; what it does not know has no callers yet."""
    index = survey.index
    touched: dict[int, None] = {}
    for change in compared.changes:
        for side in (change.old, change.new):
            file = find_file(index, side.path) if side and side.kind in _BEHAVIOUR else None
            if side is None or file is None:
                continue
            named = (s for s in list_symbols_in(index, file) if index.symbol_qualified[s] == side.name)
            touched.update(dict.fromkeys(named))
    return list(touched)
