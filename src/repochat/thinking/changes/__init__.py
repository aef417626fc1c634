"""A change read for its reviewer: what differs, who leans on it, which tests reach it, and what was left behind.

Pure over git and a hot index; the side before need not be indexed.
"""

from repochat.thinking.changes.brief import Brief, BriefLine, BriefRisk, BriefSection, list_quotes, read_brief
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.making import ReadChange, Sides, choose_sides, make_brief
from repochat.thinking.changes.standing_out import build_insights

__all__ = [
    "LIMITS",
    "Brief",
    "BriefLine",
    "BriefRisk",
    "BriefSection",
    "ChangeLimits",
    "ReadChange",
    "Sides",
    "build_insights",
    "choose_sides",
    "list_quotes",
    "make_brief",
    "read_brief",
]
