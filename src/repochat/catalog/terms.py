"""Text -> hashed terms, the same way for what is indexed and for what is asked.

An identifier yields its parts and, when it has several, their join: `getUser`, `get_user` and "get user" meet in the
parts; `getuser` meets them whole. Light stems serve chunks, strong ones whole files.
"""

import re
from functools import lru_cache

from repochat.catalog.piece import hash_term
from repochat.syntax.words import split_identifier, stem, strong_stem

IDENTIFIER = re.compile(r"\w+")
CACHE_IDENTIFIERS_MAX = 100_000

_WHOLE_PARTS_MAX = 8  # a longer identifier is a sentence: its join is of no use


def light_words(identifier: str) -> tuple[str, ...]:
    """The lightly stemmed parts of one identifier, and their join."""
    parts = split_identifier(identifier)
    words = tuple(stem(part) for part in parts)
    return (*words, "".join(parts)) if 1 < len(parts) <= _WHOLE_PARTS_MAX else words


@lru_cache(maxsize=CACHE_IDENTIFIERS_MAX)
def light_terms(identifier: str) -> tuple[int, ...]:
    """`light_words`, hashed."""
    return tuple(hash_term(word) for word in light_words(identifier))


def strong_words(identifier: str) -> tuple[str, ...]:
    """The strongly stemmed parts of one identifier, and their join."""
    parts = split_identifier(identifier)
    words = tuple(strong_stem(part) for part in parts)
    return (*words, "".join(parts)) if 1 < len(parts) <= _WHOLE_PARTS_MAX else words


@lru_cache(maxsize=CACHE_IDENTIFIERS_MAX)
def strong_terms(identifier: str) -> tuple[int, ...]:
    """The strongly stemmed parts of one identifier, hashed."""
    return tuple(hash_term(strong_stem(part)) for part in split_identifier(identifier))
