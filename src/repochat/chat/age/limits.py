"""Every bound of ages and watches, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimits:
    """What a bound leaves unchecked is told as unchecked, and checked when it is opened."""

    answers_rechecked_max: int = 500
    """After one push, the newest first."""
    answers_batch: int = 20
    """Checked and stored at once: what a killed worker loses at most."""
    citations_read_max: int = 64
    """Checked while somebody waits for the answers that carry them."""
    steps_max: int = 200
    """Commits of one file that are looked at for the one that took lines away."""
    hunk_lines_max: int = 400
    """Of a shown difference."""
    distances_kept_max: int = 4_096
    watches_max: int = 50
    """Of one person."""
    watches_round_max: int = 200
    """Asked again after one push, the oldest first."""
    reports_kept: int = 100
    """Of one watch; the oldest go."""


LIMITS = AgeLimits()
