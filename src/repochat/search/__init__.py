"""Turns a question into ranked chunks with the arithmetic of every score, within explicit limits.

Reads the catalog, writes nothing. Nothing here parses a file, answers a question or speaks to a model other than the
embedding model that made the vectors.
"""

from repochat.search.feature_words import FEATURE_WORDS, GROUPS, LEG_WORDS, FeatureGroup
from repochat.search.model import Counterfactual, Explanation, Hit, SearchFilter, SearchReport
from repochat.search.service import HotLimits, Searcher

__all__ = [
    "FEATURE_WORDS",
    "GROUPS",
    "LEG_WORDS",
    "Counterfactual",
    "Explanation",
    "FeatureGroup",
    "Hit",
    "HotLimits",
    "SearchFilter",
    "SearchReport",
    "Searcher",
]
