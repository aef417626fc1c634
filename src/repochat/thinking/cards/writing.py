"""The sentences of a card, without a model: each part as drafts, which are then checked like those of an answer."""

from collections.abc import Iterator
from pathlib import Path

from repochat.catalog.thinking.card import CardPart
from repochat.chat.extractive.definitions import write_definition
from repochat.chat.extractive.past import Past, read_file_past, write_past
from repochat.chat.extractive.phrases import write_use
from repochat.chat.extractive.survey import Survey
from repochat.chat.extractive.usages import write_callees
from repochat.chat.limits import ChatLimits
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.markdown import clean_text, clip, code_span
from repochat.thinking.cards.limits import CardLimits
from repochat.thinking.cards.sites import Site, SiteKind, find_sites

_OPENINGS: dict[SiteKind, str] = {
    "outputs": "It gives back at",
    "errors": "It fails at",
    "effects": "It touches more than its own variables at",
}


class PastReader:
    """The last commits of each file, read once however many cards are of it."""

    def __init__(self, mirror: Path, commit: str, limits: ChatLimits) -> None:
        self._mirror, self._commit, self._limits = mirror, commit, limits
        self._known: dict[str, Past] = {}

    def read(self, path: str) -> Past:
        if path not in self._known:
            self._known[path] = read_file_past(self._mirror, self._commit, path, self._limits)
        return self._known[path]


def write_card(survey: Survey, symbol: int, past: PastReader, limits: CardLimits) -> Iterator[tuple[CardPart, Draft]]:
    """Each draft with its part, in the order in which a card shows them."""
    where, *rest = write_definition(survey, symbol)
    yield "purpose", where
    for draft in rest:
        yield ("inputs" if draft.text.startswith("It is declared as") else "purpose"), draft
    for site in _find_sites(survey, symbol, limits):
        yield site.kind, _write_site(survey, symbol, site, limits)
    for draft in write_callees(survey, symbol):
        yield "calls", draft
    uses = survey.list_uses(symbol)
    for use in [use for use in uses if not survey.is_test(use.file)][: limits.links_max]:
        yield "callers", write_use(survey, use, is_item=True)
    for use in [use for use in uses if survey.is_test(use.file)][: limits.links_max]:
        yield "tests", write_use(survey, use, is_item=True)
    for draft in write_past(past.read(survey.path_of(symbol)), survey.limits):
        yield "history", draft


def _find_sites(survey: Survey, symbol: int, limits: CardLimits) -> list[Site]:
    if survey.kind_of(symbol) not in ("function", "method", "constructor"):
        return []
    start, end = survey.lines_of(symbol)
    lines = survey.source.read_texts(survey.path_of(symbol), start, min(end, start + limits.body_lines_max - 1))
    return find_sites(lines, start, limits.sites_max)


def _write_site(survey: Survey, symbol: int, site: Site, limits: CardLimits) -> Draft:
    code = clip(clean_text(site.text), limits.code_chars_max)[0]
    text = f"{_OPENINGS[site.kind]} line {site.line}: {code_span(code)}."
    return Draft(text=text, spans=(survey.span(symbol, site.line, site.line),), is_item=True)
