"""Time as a value that is passed, so that what depends on it can be tested."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # always aware, always UTC


def read_clock() -> datetime:
    """The machine's time in UTC."""
    return datetime.now(UTC)
