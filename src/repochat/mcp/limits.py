"""Every bound of a tool's result, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class McpLimits:
    """Reaching a bound shortens a result, which then says how to get the rest."""

    question_chars_max: int = 8_000
    query_chars_max: int = 4_000
    name_chars_max: int = 400
    path_chars_max: int = 4_096
    hits: int = 6
    """Of a search that says no limit."""
    hits_max: int = 50
    ranks_max: int = 100
    """The last rank that a search tells."""
    factors_max: int = 60
    """Of one place of an explanation in full."""
    snippet_lines_max: int = 40
    """Of one hit in full."""
    lines: int = 120
    """Of a reading that names no end."""
    lines_max: int = 400
    line_chars_max: int = 400
    definition_lines: int = 30
    """Of a definition in brief; in full it has as many as the workspace reads."""
    symbols_listed_max: int = 60
    insights: int = 20
    """Of a list that says no limit."""
    insights_max: int = 100
    repos_max: int = 50
    also_max: int = 4
    """Further repositories of one question."""
    chars_max: int = 24_000
    """Of the text of one result."""
    body_bytes_max: int = 1_000_000
    """Of one request over HTTP."""
    stop_s: float = 1.0
    """For what runs to end when the process is told to."""
    sessions_max: int = 256
    session_idle_s: float = 1_800.0


LIMITS = McpLimits()
