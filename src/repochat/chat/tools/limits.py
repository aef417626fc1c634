"""Every bound of a tool, by name."""

from dataclasses import dataclass

from repochat.git import GitLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolLimits:
    """Reaching a bound shortens a result, which then says what was left out and how to get it."""

    calls_max: int = 24
    """Of all tools together, in one answer."""
    call_timeout_s: float = 30.0
    git_timeout_s: float = 20.0
    """Of one run of git; it ends before the call's own time does."""
    trace_timeout_s: float = 3.0
    """Of the search for earlier changes of lines; those found until then are shown."""
    chars_max: int = 16_000
    """Of one result."""
    query_chars_max: int = 1_000
    passages_max: int = 10
    lines_max: int = 160
    """Of one passage, definition or range."""
    around_lines: int = 12
    """Above and below a text that was looked for."""
    definitions_max: int = 3
    links_max: int = 12
    mentions_read_max: int = 40
    """Passages that are read for a name, where no reference is tied to its definition."""
    entries_max: int = 80
    commits_max: int = 10
    skip_max: int = 1_000
    blame_lines_max: int = 200
    runs_max: int = 24
    """Runs of lines with the commit that last wrote them; the longest are kept."""
    body_chars_max: int = 1_500
    patch_lines_max: int = 160
    patch_bytes_max: int = 4 * 1024 * 1024
    standing_max: int = 6
    """Passages of the pinned commit in which changed lines still stand."""
    files_max: int = 40
    symbols_max: int = 60
    entry_points_max: int = 10
    languages_max: int = 12
    nearest_max: int = 5
    nearest_read_max: int = 3_000
    """Names that are compared letter by letter with one that does not exist."""
    line_chars_max: int = 400
    name_chars_max: int = 300
    commits_behind_max: int = 1_000

    @property
    def git(self) -> GitLimits:
        """What git is given."""
        return GitLimits(
            read_timeout_s=self.git_timeout_s,
            lookup_timeout_s=self.git_timeout_s,
            blame_timeout_s=self.git_timeout_s,
            trace_timeout_s=self.trace_timeout_s,
            message_chars_max=self.body_chars_max,
            patch_bytes_max=self.patch_bytes_max,
        )
