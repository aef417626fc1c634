"""What a late return costs."""

from datetime import date

CENTS_PER_DAY = 10
CENTS_MAX = 500


def compute_fine(due: date, returned: date) -> int:
    """Cents for a return after `due`, never more than CENTS_MAX."""
    return min(max((returned - due).days, 0) * CENTS_PER_DAY, CENTS_MAX)
