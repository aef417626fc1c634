"""Code-aware words, for what is indexed and for what is asked: both sides must cut alike."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_][\w$]*(?:-[^\W_][\w$]*)*|_+[^\W_][\w$]*")
_SPLIT: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")  # HTTP|Server, Server, HTTP, 2
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_VOWEL: Final = re.compile(r"[aeiouy]")
_CACHE_SIZE: Final = 262_144
_WORD_CHARS_MAX: Final = 100  # longer runs are data, not words
_STEM_CHARS_MIN: Final = 3


@lru_cache(maxsize=_CACHE_SIZE)
def split_identifier(identifier: str) -> tuple[str, ...]:
    """The lower-case words of an identifier: camelCase, PascalCase, snake_case, kebab-case and digits come apart."""
    parts: list[str] = []
    for piece in _SPLIT.findall(identifier):
        if piece.islower() and piece.isalpha() and piece.isascii():
            parts.append(piece)
            continue
        parts.extend(map(str.lower, _CAMEL.findall(piece) if piece.isascii() else _split_unicode(piece)))
    return tuple(parts)


def _split_unicode(piece: str) -> list[str]:
    """Runs of one kind of character; Chinese, Japanese and Korean text in pairs that overlap."""
    parts: list[str] = []
    for run in _list_runs(piece):
        if _CJK.match(run) and len(run) > 1:
            parts.extend(run[place : place + 2] for place in range(len(run) - 1))
        else:
            parts.append(run)
    return parts


def _list_runs(piece: str) -> Iterator[str]:
    start = 0
    for place in range(1, len(piece)):
        before, here = piece[place - 1], piece[place]
        after = piece[place + 1 : place + 2]
        rises = here.isupper() and (before.islower() or after.islower())
        if rises or before.isdigit() != here.isdigit() or bool(_CJK.match(before)) != bool(_CJK.match(here)):
            yield piece[start:place]
            start = place
    yield piece[start:]


@lru_cache(maxsize=_CACHE_SIZE)
def _expand(word: str) -> tuple[str, ...]:
    """A run of word characters: whole in lower case when it is compound, and its parts."""
    if len(word) > _WORD_CHARS_MAX:
        return ()
    parts = split_identifier(word)
    whole = word.strip("_").lower()
    if len(parts) <= 1 or _CJK.search(whole):
        return parts
    return (whole, *parts)


def tokenize(text: str) -> list[str]:
    """Words of code or prose in order, lower-cased: each identifier whole and in its parts. Nothing is dropped."""
    words: list[str] = []
    for word in _WORD.findall(text):
        words.extend(_expand(word))
    return words


_UNCHANGED: Final = frozenset(
    {
        "anything",
        "embed",
        "everything",
        "exceed",
        "feed",
        "king",
        "need",
        "nothing",
        "proceed",
        "ring",
        "seed",
        "sing",
        "something",
        "speed",
        "string",
        "thing",
    }
)


@lru_cache(maxsize=_CACHE_SIZE)
def stem(word: str) -> str:
    """Light English stemming of a lower-case word: plural, -ing, -ed, a final e; at least three characters stay."""
    if len(word) <= _STEM_CHARS_MIN or not word.isascii() or not word.isalpha():
        return word
    singular = _stem_plural(word)
    if singular in _UNCHANGED:
        return singular
    verb = _stem_verb(singular)
    return verb[:-1] if verb.endswith("e") and len(verb) > _STEM_CHARS_MIN else verb


def _stem_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ties"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _stem_verb(word: str) -> str:
    if word.endswith("ied") and len(word) > len("tied"):
        return word[:-3] + "y"
    for suffix in ("ing", "ed"):
        root = word.removesuffix(suffix)
        if root != word and len(root) >= _STEM_CHARS_MIN and _VOWEL.search(root):
            return _undouble(root, keep="lsz")
    if word == "using" or (word.endswith("ed") and len(word) == len("used") and word[1] not in "aeiou"):
        return word[:2] + "e"
    return word


def _undouble(root: str, *, keep: str = "") -> str:
    """`runn` -> `run`, so that a verb has one form with and without its ending."""
    doubled = len(root) > _STEM_CHARS_MIN and root[-1] == root[-2] and root[-1] not in keep
    return root[:-1] if doubled else root


_SUFFIXES: Final = (  # (suffix, what replaces it, the fewest characters before it)
    ("ization", "iz", 3), ("isation", "iz", 3), ("ational", "", 4), ("ability", "", 3), ("ibility", "", 3),
    ("fulness", "", 3), ("iveness", "", 3), ("ousness", "", 3), ("ation", "", 4), ("ition", "it", 3), ("ement", "", 4),
    ("ment", "", 3), ("ness", "", 3), ("able", "", 3), ("abl", "", 3), ("ible", "", 3), ("ibl", "", 3),
    ("ator", "", 4), ("ance", "", 3), ("anc", "", 3), ("ence", "", 3), ("enc", "", 3), ("ancy", "", 3), ("ency", "", 3),
    ("tion", "t", 2), ("sion", "s", 3), ("izer", "iz", 3), ("iser", "iz", 3), ("ize", "iz", 3), ("ise", "is", 3),
    ("ally", "al", 3),
    ("ity", "", 3), ("ive", "", 3), ("iv", "", 4), ("ant", "", 4), ("ent", "", 4), ("age", "", 4), ("ag", "", 4),
    ("ate", "", 4), ("at", "", 5), ("ful", "", 3), ("er", "", 3), ("or", "", 4), ("ly", "", 3), ("al", "", 4),
    ("ic", "", 4), ("e", "", 3), ("y", "i", 3),
)  # fmt: skip


@lru_cache(maxsize=_CACHE_SIZE)
def strong_stem(word: str) -> str:
    """Stronger stemming, in the manner of Porter (1980): also -tion, -ment, -er, -or, -able, -ness, -ly."""
    stemmed = stem(word)
    if len(stemmed) <= _STEM_CHARS_MIN or not stemmed.isascii() or not stemmed.isalpha():
        return stemmed
    for _ in range(2):  # `tokenizer` ends twice
        stemmed = _strip_suffix(stemmed)
    return _undouble(stemmed)


def _strip_suffix(word: str) -> str:
    for suffix, replacement, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            return word[: -len(suffix)] + replacement
    return word
