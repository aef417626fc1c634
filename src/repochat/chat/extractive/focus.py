"""Which definitions and passages an answer is to speak of, chosen before anything is read from git."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from repochat.catalog.terms import light_words
from repochat.chat.extractive.roles import is_aside, is_test
from repochat.chat.receipts.symbol_lookup import choose_longest, find_file, list_symbols_in
from repochat.search import Hit, SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query
from repochat.syntax import SYMBOL_KINDS

PLACES_MAX = 5
SYMBOLS_IN_FIRST_MAX = 4
SYMBOLS_OF_FILE_MAX = 6
SYMBOLS_COUNTED_MAX = 200
_SPEAKING = frozenset((
    "class", "struct", "interface", "trait", "enum", "type", "object", "protocol", "function", "method", "constructor",
    "macro", "module", "table", "view",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file that ranks high: its definitions that fit, the best first, and the passage that was found."""

    file: int
    symbols: tuple[int, ...]
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    places: tuple[Place, ...]

    @property
    def symbols(self) -> tuple[int, ...]:
        return tuple(symbol for place in self.places for symbol in place.symbols)


def choose_focus(index: HotIndex, query: Query, report: SearchReport, files: Sequence[int]) -> Focus:
    """The asked `files` when there are some, else the places of the first hits."""
    if files:
        return Focus(places=tuple(_show_file(index, file) for file in files[:PLACES_MAX]))
    places: list[Place] = []
    for hit in report.hits[:PLACES_MAX]:
        file = find_file(index, hit.path)
        if file is not None:
            symbols = tuple(_choose_symbols(index, query, hit, file))[:SYMBOLS_IN_FIRST_MAX]
            places.append(Place(file=file, symbols=symbols, start_line=hit.start_line, end_line=hit.end_line))
    if query.wants_tests:
        places.sort(key=lambda place: not is_test(index, place.file))
    elif not query.wants_docs:  # code that defines something speaks before a document that mentions it
        places.sort(key=lambda place: not place.symbols or is_aside(index, place.file))
    return Focus(places=tuple(places))


def _show_file(index: HotIndex, file: int) -> Place:
    """The definitions of a file that are used most, in their order."""
    speaking = [s for s in list_symbols_in(index, file) if SYMBOL_KINDS[index.symbol_kind[s]] in _SPEAKING]
    outer = [s for s in speaking if index.symbol_qualified[s] == index.symbol_names[s]] or speaking
    uses = {symbol: int((index.graph.edge_target == symbol).sum()) for symbol in outer[:SYMBOLS_COUNTED_MAX]}
    best = sorted(sorted(uses, key=lambda symbol: (-uses[symbol], symbol))[:SYMBOLS_OF_FILE_MAX])
    return Place(file=file, symbols=tuple(best), start_line=1, end_line=1)


def _choose_symbols(index: HotIndex, query: Query, hit: Hit, file: int) -> Iterable[int]:
    """The hit's own definition, then those whose names share the question's rarer words."""
    idf = dict(zip(query.words, index.chunk_postings.idf_of(query.terms).tolist(), strict=False))
    scored: list[tuple[float, int]] = []
    for symbol in list_symbols_in(index, file):
        if SYMBOL_KINDS[index.symbol_kind[symbol]] not in _SPEAKING:
            continue
        named = set(light_words(index.symbol_names[symbol]))
        score = sum(weight for word, weight in idf.items() if word in named) / (len(named) ** 0.5 or 1.0)
        start = int(index.symbol_start[symbol])
        if index.symbol_qualified[symbol] == hit.symbol and start <= hit.end_line:
            score += max(idf.values(), default=1.0)
        if score > 0:
            scored.append((-score, symbol))
    return dict.fromkeys(choose_longest(index, symbol) for _, symbol in sorted(scored)[:SYMBOLS_OF_FILE_MAX])
