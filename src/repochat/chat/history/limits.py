"""Every bound of history as evidence, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLimits:
    """Reaching a bound shortens what is told, and the answer says so where it could mislead."""

    commits_max: int = 4
    """That an answer tells."""
    pulls_max: int = 2
    pulls_read_max: int = 500
    """Of a repository, the newest first, that a question is held against."""
    messages_max: int = 500
    """Commits whose messages have a word of the question."""
    path_commits_max: int = 200
    text_commits_max: int = 1_000
    blame_lines_max: int = 400
    together_commits_max: int = 3_000
    together_paths_max: int = 40
    """Files of one commit; one that touches more says little of each."""
    together_shown_max: int = 5
    people_max: int = 4
    quote_chars_max: int = 320
    code_chars_max: int = 200
    changed_lines_max: int = 2
    """Lines of a commit that are shown beside its message."""
    body_chars_max: int = 4_000
    """Of a message or a pull request that is read for what it is about."""


LIMITS = HistoryLimits()
