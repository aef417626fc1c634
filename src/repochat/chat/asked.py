"""Which definitions and files a question names, which of its names nothing bears, and how sure that is."""

import re
from dataclasses import dataclass

import numpy as np

from repochat.catalog.piece import hash_term
from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.chat.roles import is_aside, is_declaration, is_test
from repochat.search import SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import STOP_WORDS, Query
from repochat.search.symbols import KIND_WEIGHTS

SYMBOLS_MAX = 6
_WORDS_FOR_BARE_NAMES_MAX = 2
_ACRONYM_CHARS_MAX = 5
_SEPARATORS = re.compile(r"\.|::|->|#|/")
_RELATION_WORDS = frozenset(
    [
        "call",
        "calls",
        "called",
        "caller",
        "callers",
        "calling",
        "use",
        "usage",
        "usages",
        "invoke",
        "invokes",
        "invoked",
        "reference",
        "references",
        "test",
        "tests",
        "tested",
        "testing",
        "changed",
        "change",
        "changes",
        "history",
        "commit",
        "commits",
        "last",
        "recently",
        "when",
        "signature",
        "parameters",
        "arguments",
        "return",
        "returns",
        "mean",
        "means",
        "purpose",
        "why",
        "added",
        "wrote",
        "author",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`symbols` best first. `absent` names occur nowhere; `undefined` ones are mentioned but not defined here."""

    symbols: tuple[int, ...] = ()
    absent: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()  # qualified names of which only the last part is defined
    files: tuple[int, ...] = ()
    absent_paths: tuple[str, ...] = ()


def find_asked(index: HotIndex, query: Query, report: SearchReport) -> Asked:
    """Resolves the question's names against the index. Never raises."""
    names = [name for name in query.names if name not in query.paths and not _is_acronym(name, index)]
    names = names or _find_bare_names(index, query)
    scored: dict[int, float] = {}
    absent, undefined, misplaced = [], [], []
    places = {hit.path: hit.rank for hit in report.hits}
    for name in names:
        found = _score_name(index, query, name, places)
        scored.update({symbol: max(score, scored.get(symbol, 0.0)) for symbol, (score, _) in found.items()})
        if not found:
            (undefined if _is_mentioned(index, name) else absent).append(name)
        elif not any(fits for _, fits in found.values()):
            misplaced.append(name)
    best = sorted(scored, key=lambda symbol: (-scored[symbol], symbol))[:SYMBOLS_MAX]
    files, absent_paths = _find_files(index, query)
    return Asked(
        symbols=tuple(best),
        absent=tuple(absent),
        undefined=tuple(undefined),
        misplaced=tuple(misplaced),
        files=files,
        absent_paths=absent_paths,
    )


def _find_bare_names(index: HotIndex, query: Query) -> list[str]:
    """A plain word counts as a name when the question has hardly any other: `who calls greet`."""
    content = [
        word
        for word in dict.fromkeys(IDENTIFIER.findall(query.text))
        if word.lower() not in STOP_WORDS and word.lower() not in _RELATION_WORDS
    ]
    if len(content) > _WORDS_FOR_BARE_NAMES_MAX:
        return []
    return [word for word in content if word.lower() in index.symbols_by_name]


def _is_acronym(name: str, index: HotIndex) -> bool:
    is_short = name.isalpha() and name.isupper() and len(name) <= _ACRONYM_CHARS_MAX
    return is_short and name.lower() not in index.symbols_by_name


def _score_name(index: HotIndex, query: Query, name: str, places: dict[str, int]) -> dict[int, tuple[float, bool]]:
    """Symbol -> (how well it fits, whether what qualifies the name fits too)."""
    *owners, last = [part for part in _SEPARATORS.split(name.removesuffix("()")) if part] or [name]
    found: dict[int, tuple[float, bool]] = {}
    for symbol in index.symbols_by_name.get(last.rstrip("!?").lower(), index.symbols_by_name.get(last.lower(), ())):
        owned = _fit_owners(index, symbol, owners)
        score = (1.0 if index.symbol_names[symbol] == last else 0.7) * owned
        score *= float(KIND_WEIGHTS[index.symbol_kind[symbol]]) * _fit_place(index, query, symbol)
        rank = places.get(index.paths[index.symbol_file[symbol]])
        users = float((index.graph.edge_target == symbol).sum())
        score *= 1.0 + (0.2 / rank if rank else 0.0) + 0.03 * float(np.log1p(users))
        found[symbol] = (score, owned > 0.5)  # noqa: PLR2004  the score of what only the last part fits
    return found


def _fit_owners(index: HotIndex, symbol: int, owners: list[str]) -> float:
    if not owners:
        return 1.0
    wanted = [owner.lower() for owner in owners]
    qualified = _SEPARATORS.split(index.symbol_qualified[symbol].lower())[:-1]
    if qualified[-len(wanted) :] == wanted:
        return 1.0
    path = re.split(r"[/._-]", index.paths[index.symbol_file[symbol]].lower())
    return 0.9 if all(owner in path or owner in qualified for owner in wanted) else 0.5


def _fit_place(index: HotIndex, query: Query, symbol: int) -> float:
    file = int(index.symbol_file[symbol])
    if (is_test(index, file) and not query.wants_tests) or (is_aside(index, file) and not query.wants_docs):
        return 0.5
    return 0.8 if is_declaration(index, file) else 1.0


def _is_mentioned(index: HotIndex, name: str) -> bool:
    last = _SEPARATORS.split(name)[-1]
    words = light_words(last)
    return bool(words) and index.chunk_postings.find(hash_term(words[-1])) >= 0


def _find_files(index: HotIndex, query: Query) -> tuple[tuple[int, ...], tuple[str, ...]]:
    files: list[int] = []
    absent: list[str] = []
    for path in query.paths:
        found = [file for file, known in enumerate(index.paths) if known == path or known.endswith("/" + path)]
        files += found[:2]
        if not found and "." in path.rpartition("/")[2] and "/" in path:
            absent.append(path)
    return tuple(dict.fromkeys(files)), tuple(absent)
