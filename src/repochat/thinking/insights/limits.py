"""Every bound of admitting insights, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightLimits:
    """Of one outcome, and of what is read from git for it. What is beyond is dropped, and the run's log says so."""

    insights_max: int = 5_000
    facts_max: int = 50_000
    evidence_max: int = 20
    """Pieces that one insight leans on."""
    quote_lines_max: int = 400
    title_chars_max: int = 300
    body_chars_max: int = 8_000
    text_chars_max: int = 2_000
    """Of a path, a symbol, a falsifier, the reason of a piece of evidence."""
    details_chars_max: int = 20_000
    """As JSON."""
    argv_max: int = 40
    paths_asked_singly_max: int = 16
    """More files of one commit are looked up in its whole tree."""
    stored_max: int = 20_000
    """Insights of one repository that are compared with an outcome."""
    commits_between_max: int = 500
    """Between the commit where a thing was last seen and the one where it is gone."""
    patches_max: int = 400
    """Read to find what fixed what, over one outcome."""
    renames_max: int = 20
    """Pairs of commits that are compared for renamed files."""
    expire_after_days: int = 90
    """A suspicion that nobody looked for again."""
    expire_aside_after_days: int = 14
    """What was seen in a pull request or a side branch alone."""
    unknown_in_a_row: int = 3
    """Runs of a Thought that could not tell, one after the other, until that is told."""
    reasons_logged_max: int = 20


LIMITS = InsightLimits()
