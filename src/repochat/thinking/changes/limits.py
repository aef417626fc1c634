"""Every bound of a review brief, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLimits:
    """What a bound leaves out is counted in the brief."""

    files_read_max: int = 120
    """Changed files of code whose definitions are compared, the most changed lines first."""
    file_bytes_max: int = 1_000_000
    symbols_max: int = 400
    """Changed definitions that are looked at."""
    depth_max: int = 3
    """Steps from a changed definition to those that call it, and theirs."""
    test_depth_max: int = 5
    callers_max: int = 300
    """Of all distances together."""
    calls_checked_max: int = 200
    """Calls whose arguments are held against a changed signature."""
    caller_files_max: int = 60
    """Files that are read for that."""
    blames_max: int = 6
    """Files whose replaced lines are traced to who wrote them."""
    blame_ranges_max: int = 4
    """Of one file."""
    blame_timeout_s: float = 4
    lines_max: int = 30
    """Of one section of a brief."""
    section_symbol_lines_max: int = 12
    quote_lines_max: int = 12
    code_chars_max: int = 160


LIMITS = ChangeLimits()
