"""What a search says: ranked hits, the arithmetic of every score, and what was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Leg = Literal["lexical", "dense", "symbol", "path", "history"]
TestsWanted = Literal["any", "only", "none"]
QueryType = Literal["symbol", "behaviour", "architecture", "history", "where", "callers", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a hit stands where it does. `contributions` (weight x value, by feature) add up to its score exactly."""

    legs: Mapping[str, int]  # leg -> rank in that leg, 1-based; absent when the leg did not return it
    features: Mapping[str, float]
    contributions: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A ranked chunk: whole lines of a blob at a path of the searched revision."""

    rank: int  # 1-based
    path: str
    blob: str  # git's object id
    start_line: int  # 1-based, inclusive
    end_line: int
    symbol: str  # qualified name, or ""
    kind: str  # the symbol's kind, or the chunk's
    score: float
    explain: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chunk that speaks for its file: whole lines, and the definition around them or ""."""

    path: str
    start_line: int
    end_line: int
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterfactualHit:
    """`was` is the rank that the place really has; None: it is no hit."""

    place: Place
    rank: int
    was: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactual:
    """What would have been found without a group of features, and which hits would not be there."""

    without: str
    hits: tuple[CounterfactualHit, ...]
    gone: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """Which files a search may return. Empty means all; several of one kind mean any of them.

    A path is a folder or a file, whole or by its end: `src/net`, `sessions.py`, `net/sessions`. A language is a name
    or an extension. What nothing in the repository bears is told in `SearchReport.notes` and not held against it.
    """

    paths: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tests: TestsWanted = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    """The result of one search at one revision. Deterministic: the same index and query give the same report."""

    query: str
    query_type: QueryType
    wants_tests: bool
    revision: str  # the commit's full SHA
    hits: tuple[Hit, ...]
    near_misses: tuple[Hit, ...]  # the best that did not make it, in order
    dropped: Mapping[str, int]  # reason -> how many candidates a bound left out
    candidates: Mapping[str, int]  # leg -> how many it returned
    policy_version: str
    timings_ms: Mapping[str, float]
    where: SearchFilter | None = None  # as it was asked for
    counterfactuals: tuple[Counterfactual, ...] = ()  # those that were asked for
    notes: tuple[str, ...] = ()  # what of a SearchFilter could not be followed, as sentences for the person who asked


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimits:
    """Bounds of one search; reaching one is reported in `SearchReport.dropped`."""

    query_chars_max: int = 4000  # the rest of a longer question is not read
    query_terms_max: int = 64
    leg_candidates_max: int = 200
    hits_max: int = 100
    near_misses_max: int = 5
    filter_names_max: int = 32
    """Paths of a filter that are read, and languages."""


LIMITS = SearchLimits()
