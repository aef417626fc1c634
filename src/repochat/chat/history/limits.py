"""Every bound of history as evidence, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLimits:
    """Reaching a bound shortens what is told, and the answer says so where it could mislead."""

    commits_max: int = 4
    lines_shown_max: int = 2
    """Commits whose changed lines an answer shows."""
    """That an answer tells."""
    pulls_max: int = 2
    pulls_read_max: int = 500
    """Of a repository, the newest first, that a question is held against."""
    messages_max: int = 500
    """Commits whose messages have a word of the question."""
    path_commits_max: int = 200
    text_commits_max: int = 12
    """That changed how often a name occurs: so many are looked at for lines of code."""
    text_timeout_s: float = 1.2
    """For a look through the whole history; one through the past of a file may take as long again."""
    blame_lines_max: int = 400
    people_lines_max: int = 2_000
    people_commits_share_min: float = 0.1
    """Of a file's commits: whoever made less and wrote none of its lines does not know it."""
    score_share_min: float = 0.5
    """Of the best commit's: what fits less well is left out."""
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
