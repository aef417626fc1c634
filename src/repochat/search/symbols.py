"""The symbol leg: definitions that a question names, exactly, by qualified name, or by its words."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from repochat.search.hot import HotIndex
from repochat.search.query import Query
from repochat.syntax import SYMBOL_KINDS

EXACT, OTHER_CASE, BY_WORD = 1.0, 0.8, 0.4
_KIND_WEIGHT = {
    "class": 1.0, "struct": 1.0, "interface": 1.0, "trait": 1.0, "enum": 0.95, "type": 0.95, "object": 0.95,
    "protocol": 1.0, "module": 0.9, "namespace": 0.6, "function": 0.95, "method": 0.85, "constructor": 0.7,
    "macro": 0.9, "constant": 0.8, "variable": 0.7, "field": 0.5, "property": 0.6, "table": 1.0, "view": 0.9,
    "section": 0.3,
}  # fmt: skip
KIND_WEIGHTS = np.array([_KIND_WEIGHT[kind] for kind in SYMBOL_KINDS], np.float32)
_NAMELESS = frozenset(("default",))  # what JavaScript calls an export without a name: a word of any question

Floats = NDArray[np.float32]


def match_symbols(index: HotIndex, query: Query) -> Iterator[tuple[int, float, bool]]:
    """(symbol, strength in (0, 1], whether it was named as code) of the definitions that the question names."""
    named: set[str] = set()
    for name in query.names:
        for asked in dict.fromkeys((name, name.rstrip("!?"))):  # a mark is a Ruby method's, or the question's own
            last = _last(asked)
            named.add(last.lower())
            for symbol in index.symbols_by_name.get(last.lower(), ()):
                strength = EXACT if index.symbol_names[symbol] == last else OTHER_CASE
                if last != asked and not _qualifies(asked, index.symbol_qualified[symbol]):
                    strength *= 0.5
                yield symbol, strength * float(KIND_WEIGHTS[index.symbol_kind[symbol]]), True
    for word in query.words:
        if word not in named and word not in _NAMELESS:
            for symbol in index.symbols_by_name.get(word, ()):
                yield symbol, BY_WORD * float(KIND_WEIGHTS[index.symbol_kind[symbol]]), False


def score_symbols(index: HotIndex, query: Query) -> tuple[Floats, Floats]:
    """(files,) the strongest match in each file, of any kind and of those named as code."""
    by_any = np.zeros(len(index.paths), np.float32)
    by_name = np.zeros(len(index.paths), np.float32)
    for symbol, strength, asked in match_symbols(index, query):
        file = index.symbol_file[symbol]
        by_any[file] = max(by_any[file], strength)
        if asked:
            by_name[file] = max(by_name[file], strength)
    return by_any, by_name


def _last(name: str) -> str:
    for separator in ("::", "->", "#", "/"):
        name = name.replace(separator, ".")
    return name.rsplit(".", 1)[-1]


def _qualifies(asked: str, qualified: str) -> bool:
    parts = asked.replace("::", ".").replace("->", ".").replace("#", ".").replace("/", ".").lower().split(".")
    return qualified.lower().split(".")[-len(parts) :] == parts
