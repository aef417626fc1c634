"""Every bound of a comparison, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareLimits:
    """What a bound leaves out is counted, and the answer says so."""

    files_read_max: int = 150
    """Changed files whose definitions are compared: the likeliest to be meant."""
    file_bytes_max: int = 1_000_000
    changes_shown_max: int = 10
    commits_read_max: int = 2_000
    commits_shown_max: int = 4
    renames_tried_max: int = 4_000
    """Pairs of what went and what came that are held against each other."""
    rename_lines_max: int = 400
    similarity_min: float = 0.6
    code_chars_max: int = 160
    header_lines_max: int = 16


LIMITS = CompareLimits()
