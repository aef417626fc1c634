"""Every bound of looking for suspicions, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisLimits:
    """What a bound leaves out is counted in the run's summary."""

    files_max: int = 2_000
    file_bytes_max: int = 400_000
    """Larger ones are made by programs."""
    fixes_max: int = 60
    """Past fixes, the newest first, whose twins are looked for."""
    fix_files_max: int = 6
    """Of one fix: a commit that touches more does not say what it mended."""
    history_commits_max: int = 1_500
    per_detector_max: int = 40
    """Suspicions of one detector and run, the surest first."""
    quote_lines_max: int = 12


LIMITS = HypothesisLimits()
