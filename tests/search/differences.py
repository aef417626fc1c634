"""In what two indexes differ: in what they hold, or in what they answer."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, cast

import numpy as np

from repochat.search.hot import HotIndex
from repochat.search.hot_postings import PARAMETERS
from repochat.search.postings import Postings
from repochat.search.vectors import SlotVectors

_OWN = frozenset(("memory",))  # a cache, of which every state has one
_BY_SLOT = (Postings, SlotVectors)


def find_difference(one: Any, other: Any, name: str = "index") -> str | None:
    """The name of what differs, down to single arrays; None when both hold the same."""
    if is_dataclass(one):
        parts = [field.name for field in fields(one) if field.name not in _OWN]
        pairs = ((f"{name}.{part}", getattr(one, part), getattr(other, part)) for part in parts)
        return next((found for part, left, right in pairs if (found := find_difference(left, right, part))), None)
    if isinstance(one, tuple) and one and not isinstance(one[0], (str, int, float)):
        left, right = cast("tuple[Any, ...]", one), cast("tuple[Any, ...]", other)
        if len(left) != len(right):
            return name
        return next((found for a, b in zip(left, right, strict=True) if (found := find_difference(a, b, name))), None)
    is_same = np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other
    return None if is_same else name


def find_difference_asked(one: HotIndex, other: HotIndex) -> str | None:
    """The name of what two indexes answer differently, to the last bit, wherever their rows are kept."""
    for field in fields(HotIndex):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name == "state":
            left, right = left.graph, right.graph
        if field.name == "symbols_by_name":
            if list(left.items()) != list(right.items()) or len(left) != len(right):
                return field.name
        elif not isinstance(left, _BY_SLOT) and (found := find_difference(left, right, field.name)):
            return found
    return _compare_postings(one, other) or _compare_vectors(one, other)


def _compare_postings(one: HotIndex, other: HotIndex) -> str | None:
    for name in PARAMETERS:
        left, right = cast("Postings", getattr(one, name)), cast("Postings", getattr(other, name))
        terms = _list_terms(left, right)
        if not np.array_equal(left.score(terms), right.score(terms)):
            return f"{name}.score"
        if not np.array_equal(left.idf_of(terms), right.idf_of(terms)):
            return f"{name}.idf_of"
        if not np.array_equal(left.look_up(terms).cover(), right.look_up(terms).cover()):
            return f"{name}.cover"
        if any(not np.array_equal(left.units_of(term), right.units_of(term)) for term in terms):
            return f"{name}.units_of"
        if any(left.has(term) is not right.has(term) for term in terms):
            return f"{name}.has"
    return None


def _list_terms(*postings: Postings) -> Sequence[int]:
    """All terms that any has, be their units gone, and one that none has."""
    terms = {int(term) for each in postings for segment in each.segments for term in segment.terms}
    return [*sorted(terms), 77]


def _compare_vectors(one: HotIndex, other: HotIndex) -> str | None:
    questions = one.embedding.embed_documents(["renew a loan", "who keeps books", "x"])
    for name in ("chunk_vectors", "file_vectors", "stem_vectors"):
        left, right = getattr(one, name), getattr(other, name)
        if any(not np.array_equal(left @ question, right @ question) for question in questions):
            return name
    return None
