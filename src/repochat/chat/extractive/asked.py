"""Which definitions and files a question names, which of its names nothing bears, and how sure that is."""

import re
from dataclasses import dataclass, replace

import numpy as np

from repochat.catalog.piece import hash_term
from repochat.catalog.terms import light_words
from repochat.chat.extractive.roles import is_aside, is_declaration, is_test
from repochat.chat.pinned import SelectedLines
from repochat.chat.receipts.symbol_lookup import choose_longest
from repochat.search import SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query
from repochat.search.symbols import KIND_WEIGHTS
from repochat.syntax import SYMBOL_KINDS

SUBJECTS_MAX = 3
NAMESAKES_MAX = 3
NAMESAKE_SHARE = 0.6  # of the best one's score: what fits less well is not meant
FITS_MIN = 0.6
_BARE_NAMES_WORDS_MAX = 2
_BARE_NAME_CHARS_MIN = 3
_ACRONYM_CHARS_MAX = 8
_SEPARATORS = re.compile(r"\.|::|->|#|/")
_CONNECTIVES = frozenset(("prototype",))  # JavaScript writes it between a type and its method
_RELATION = re.compile(
    r"call(?:s|ed|ers?|ing)?|us(?:e|es|ed|age|ages)|invok(?:e|es|ed)|references?|tests?|test(?:ed|ing)|chang(?:e|es|ed)"
    r"|history|commit(?:s|ted)?|last|recently|when|signature|parameters|arguments|returns?|means?|purpose|why|added|wrote"
    r"|author|touched|modified|structs?|enums?|traits?|interfaces?|macros?|modules?|types?|constants?",
    re.IGNORECASE,
)
_BARE_KINDS = frozenset(
    ("class", "struct", "interface", "trait", "enum", "type", "object", "protocol", "function", "method", "macro")
)
_ABOUT_ONE = frozenset(("callers", "symbol"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`subjects`: the definition that each name of the question means; `namesakes` of the first could be meant too.

    `absent` names occur nowhere; `undefined` ones are mentioned but not defined here; of `misplaced` ones only the
    last part is defined.
    """

    subjects: tuple[int, ...] = ()
    namesakes: tuple[int, ...] = ()
    absent: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    files: tuple[int, ...] = ()
    absent_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    symbol: int
    score: float
    owners: float  # how well what qualifies the name fits, in (0, 1]


def find_asked(index: HotIndex, query: Query, report: SearchReport, selected: SelectedLines | None = None) -> Asked:
    """Resolves the question's names against the index; what is `selected` is meant before all others. Never raises."""
    found = _find_named(index, query, report)
    if selected is None or selected.file < 0:
        return found
    if not selected.subjects:
        return replace(found, files=tuple(dict.fromkeys((selected.file, *found.files))))
    names = {index.symbol_qualified[symbol] for symbol in selected.subjects}
    others = (symbol for symbol in found.subjects if index.symbol_qualified[symbol] not in names)
    subjects = tuple(dict.fromkeys((*selected.subjects, *others)))[:SUBJECTS_MAX]
    return replace(found, subjects=subjects, namesakes=())


def _find_named(index: HotIndex, query: Query, report: SearchReport) -> Asked:
    names = [_strip_mark(index, name) for name in query.names]
    names = [name for name in names if not _is_path(index, query, name) and not _is_acronym(name, index)]
    names = names or ([] if query.paths else _find_bare_names(index, query))
    places = {hit.path: hit.rank for hit in report.hits}
    fits = {name: _fit_name(index, query, name, places) for name in dict.fromkeys(names)}
    subjects = tuple(dict.fromkeys(found[0].symbol for found in fits.values() if found))[:SUBJECTS_MAX]
    unknown = [name for name, found in fits.items() if not found]
    files, absent_paths = _find_files(index, query)
    stems = {name: _find_stem(index, name) for name in unknown}
    files = tuple(dict.fromkeys((*files, *(file for found in stems.values() for file in found))))
    unknown = [name for name in unknown if not stems[name]]
    return Asked(
        subjects=subjects,
        namesakes=_choose_namesakes(fits, subjects),
        absent=tuple(name for name in unknown if not _is_mentioned(index, name)),
        undefined=tuple(name for name in unknown if _is_mentioned(index, name) and _is_code(query, name)),
        misplaced=tuple(name for name, found in fits.items() if found and found[0].owners < FITS_MIN),
        files=files,
        absent_paths=absent_paths,
    )


def _choose_namesakes(fits: dict[str, list[_Fit]], subjects: tuple[int, ...]) -> tuple[int, ...]:
    first = next((found for found in fits.values() if found), [])
    near = [fit.symbol for fit in first[1:] if fit.score >= NAMESAKE_SHARE * first[0].score]
    return tuple(symbol for symbol in near if symbol not in subjects)[:NAMESAKES_MAX]


def _find_bare_names(index: HotIndex, query: Query) -> list[str]:
    """A plain word counts as a name when the question is about hardly anything else: `who calls greet`."""
    content = [word for word in query.content if not _RELATION.fullmatch(word)]
    if len(content) > (_BARE_NAMES_WORDS_MAX if query.type in _ABOUT_ONE else 1):
        return []
    words = [word for word in content if len(word) >= _BARE_NAME_CHARS_MIN]
    return [word for word in words if any(_is_bare_name(index, word, s) for s in _namesakes(index, word))]


def _is_bare_name(index: HotIndex, word: str, symbol: int) -> bool:
    return index.symbol_names[symbol] == word and SYMBOL_KINDS[index.symbol_kind[symbol]] in _BARE_KINDS


def _strip_mark(index: HotIndex, name: str) -> str:
    """`name` without the question's own mark, unless a definition ends in it as Ruby's do."""
    last = _SEPARATORS.split(name)[-1].lower()
    return name if last in index.symbols_by_name else name.rstrip("!?")


def _namesakes(index: HotIndex, name: str) -> list[int]:
    by_name = index.symbols_by_name
    return by_name.get(name.lower()) or by_name.get(name.rstrip("!?").lower()) or []


def _is_path(index: HotIndex, query: Query, name: str) -> bool:
    """Whether `name` means a file: `express.json` may be a function as well."""
    return name in query.paths and ("/" in name or any(path.rpartition("/")[2] == name for path in index.paths))


def _is_acronym(name: str, index: HotIndex) -> bool:
    is_short = name.isalpha() and name.isupper() and len(name) <= _ACRONYM_CHARS_MAX
    return is_short and not any(_is_bare_name(index, name, symbol) for symbol in _namesakes(index, name))


def _fit_name(index: HotIndex, query: Query, name: str, places: dict[str, int]) -> list[_Fit]:
    """Definitions that bear the name's last part, the best first."""
    *owners, last = [part for part in _SEPARATORS.split(name.removesuffix("()")) if part] or [name]
    owners = [owner for owner in owners if owner not in _CONNECTIVES]
    symbols = dict.fromkeys(choose_longest(index, symbol) for symbol in _namesakes(index, last))
    fits = [_fit_symbol(index, query, symbol, owners, last, places) for symbol in symbols]
    return sorted(fits, key=lambda fit: (-fit.score, fit.symbol))


def _fit_symbol(
    index: HotIndex, query: Query, symbol: int, owners: list[str], last: str, places: dict[str, int]
) -> _Fit:
    owned = _fit_owners(index, symbol, owners)
    score = owned if index.symbol_names[symbol] == last else 0.5 * owned
    score *= float(KIND_WEIGHTS[index.symbol_kind[symbol]]) * _fit_place(index, query, symbol)
    rank = places.get(index.paths[index.symbol_file[symbol]])
    users = float((index.graph.edge_target == symbol).sum())
    score *= 1.0 + (0.2 / rank if rank else 0.0) + 0.03 * float(np.log1p(users))
    score *= 1.0 if index.symbol_exported[symbol] else 0.9
    return _Fit(symbol=symbol, score=score, owners=owned)


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
    return bool(words) and index.chunk_postings.has(hash_term(words[-1]))


def _is_code(query: Query, name: str) -> bool:
    """Whether the question can only mean a definition by `name`: it is written as code, or stands nearly alone."""
    return "_" in name or len(_SEPARATORS.split(name)) > 1 or f"`{name}" in query.text or len(query.content) == 1


def _find_stem(index: HotIndex, name: str) -> list[int]:
    """Files that are called `name`."""
    return [file for file, path in enumerate(index.paths) if path.rpartition("/")[2].split(".", 1)[0] == name][:2]


def _find_files(index: HotIndex, query: Query) -> tuple[tuple[int, ...], tuple[str, ...]]:
    files: list[int] = []
    absent: list[str] = []
    for path in query.paths:
        found = [file for file, known in enumerate(index.paths) if known == path or known.endswith("/" + path)]
        files += found[:2]
        if not found and "." in path.rpartition("/")[2] and "/" in path:
            absent.append(path)
    return tuple(dict.fromkeys(files)), tuple(absent)
