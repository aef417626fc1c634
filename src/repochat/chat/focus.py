"""Which definitions and passages an answer is to speak of, chosen before anything is read from git."""

from collections.abc import Iterable
from dataclasses import dataclass

from repochat.catalog.terms import light_words
from repochat.chat.symbol_lookup import find_file, list_symbols_in
from repochat.search import Hit, SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query
from repochat.syntax import SYMBOL_KINDS

PLACES_MAX = 5
SYMBOLS_IN_FIRST_MAX = 4
SYMBOLS_IN_OTHERS_MAX = 2
_SPEAKING = frozenset(
    [
        "class",
        "struct",
        "interface",
        "trait",
        "enum",
        "type",
        "object",
        "protocol",
        "function",
        "method",
        "constructor",
        "macro",
        "module",
        "table",
        "view",
    ]
)


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


def choose_focus(index: HotIndex, query: Query, report: SearchReport) -> Focus:
    """The places of the first hits."""
    places: list[Place] = []
    for hit in report.hits[:PLACES_MAX]:
        file = find_file(index, hit.path)
        if file is not None:
            count = SYMBOLS_IN_FIRST_MAX if not places else SYMBOLS_IN_OTHERS_MAX
            symbols = tuple(_choose_symbols(index, query, hit, file))[:count]
            places.append(Place(file=file, symbols=symbols, start_line=hit.start_line, end_line=hit.end_line))
    return Focus(places=tuple(places))


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
    return [symbol for _, symbol in sorted(scored)]
