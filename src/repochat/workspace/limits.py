"""Every bound of an operation, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceLimits:
    """Longer lists and texts are cut, and what comes back says so."""

    revisions_listed_max: int = 20
    skips_listed_max: int = 1_000
    file_bytes_max: int = 2_000_000
    """A larger file is not shown, only described."""
    file_lines_max: int = 20_000
    """Of one reading; the first and last line that are asked for reach the rest."""
    commit_files_max: int = 300
    """Changed files of a commit that are listed."""
    commit_patch_bytes_max: int = 256 * 1024
    """Of a commit's difference, as git writes it."""
    evidence_lines_max: int = 60
    """Of one quote of an insight; the rest stands in the file."""
    evidence_chars_max: int = 8_000
    sarif_results_max: int = 10_000
    """Insights of one log that is written."""
    imported_title_chars_max: int = 300
    insight_events_max: int = 100
    """Of one insight, the newest."""
    run_poll_s: float = 0.5
    run_silence_s: float = 15.0
    """A run that lives writes every second."""


LIMITS = WorkspaceLimits()
