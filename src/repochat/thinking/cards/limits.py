"""Every bound of writing cards, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from repochat.thinking.spec import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLimits:
    cards_max: Mapping[Level, int] = field(default_factory=lambda: {"small": 60, "medium": 300, "large": 1_500})
    """Written in one run; later runs go on."""
    covered_max: int = 5_000
    """Definitions of a repository that have a card at all, the most central first."""
    asked_max: int = 500
    """Definitions that answers cited, which come before others."""
    body_lines_min: int = 3
    body_lines_max: int = 400
    """Of a definition that is looked through for what it returns, raises and touches."""
    sites_max: int = 3
    """Of each kind that a card shows."""
    links_max: int = 3
    commits_max: int = 2
    code_chars_max: int = 160
    model_lines_max: int = 8
    model_tokens_per_card: int = 4_000
    piece_tokens_max: int = 2_500
    around_call_lines: int = 2


LIMITS = CardLimits()
