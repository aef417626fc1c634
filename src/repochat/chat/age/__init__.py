"""Answers that know their age: what became of their evidence, what is different now, and who wants to hear of it.

A verdict is told by exact means only: blobs, git's own difference, hashes, and nodes of syntax. Nothing here answers a
question by itself, and no likeness of texts says that anything still stands.
"""

from repochat.chat.age.judging import Judge
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.age_model import Age, AgeState, CitationAge, Standing, Verdict, describe_age

__all__ = ["LIMITS", "Age", "AgeLimits", "AgeState", "CitationAge", "Judge", "Standing", "Verdict", "describe_age"]
