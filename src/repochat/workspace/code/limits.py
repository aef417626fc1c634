"""Every bound of walking through code, by name."""

from dataclasses import dataclass

from repochat.git import GitLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLimits:
    """Longer lists are cut, and what comes back says so. Times are seconds, sizes bytes."""

    folder_entries_max: int = 10_000
    """Of one level of a tree."""
    refs_listed_max: int = 200
    blame_lines_max: int = 20_000
    blame_timeout_s: float = 8
    """What git found until then is given."""
    history_commits_max: int = 100
    """Of one page."""
    history_depth_max: int = 1_000
    """Commits of one file or one selection that can be reached page by page."""
    history_timeout_s: float = 6
    definitions_max: int = 50
    references_max: int = 100
    """Of one page."""
    references_found_max: int = 5_000
    """Lines that git is asked for where no index is."""
    references_enough: int = 500
    """Where the graph knows so many, the text is not searched for more."""
    mentioning_files_max: int = 200
    """Read for lines that hold a name."""
    parsed_files_max: int = 40
    """Where no index is, of those that hold a name."""
    line_chars_max: int = 400
    """Of a line that refers."""
    diff_files_max: int = 2_000
    """Of one page."""
    diff_file_bytes_max: int = 512 * 1024
    """Of one file's difference, as git writes it."""
    diff_context_max: int = 10_000
    """Lines around a change."""
    diff_timeout_s: float = 20

    def for_git(self) -> GitLimits:
        """The bounds that git itself is held to."""
        return GitLimits(
            folder_entries_max=self.folder_entries_max,
            blame_lines_max=self.blame_lines_max,
            blame_timeout_s=self.blame_timeout_s,
            trace_timeout_s=self.history_timeout_s,
            path_commits_max=self.history_depth_max,
            patch_bytes_max=self.diff_file_bytes_max,
            read_timeout_s=self.diff_timeout_s,
        )


LIMITS = CodeLimits()
