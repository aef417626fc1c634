"""Two revisions beside each other: which definitions and files differ, how, and by which commits.

Works on git alone: neither side has to be indexed. Both sides of what is said are cited.
"""

from repochat.chat.comparing.limits import LIMITS, CompareLimits
from repochat.chat.comparing.model import Compared, Definition, DefinitionChange, FileDifference
from repochat.chat.comparing.reading import compare_sources
from repochat.chat.comparing.writing import write_compared

__all__ = [
    "LIMITS",
    "CompareLimits",
    "Compared",
    "Definition",
    "DefinitionChange",
    "FileDifference",
    "compare_sources",
    "write_compared",
]
