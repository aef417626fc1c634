"""Every bound of this package, by name. Hitting one is an error or a reported fact, never silence."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class GitLimits:
    """Times are seconds, sizes are bytes."""

    clone_timeout_s: float = 3600
    fetch_timeout_s: float = 1800
    read_timeout_s: float = 300
    """Trees, diffs and history of one commit."""
    lookup_timeout_s: float = 30
    """One ref, one revision, one fact of a repository."""
    pattern_timeout_s: float = 20
    """Matching paths against patterns that the repository's author wrote."""
    lock_wait_s: float = 600
    mirror_bytes_max: int = 20 * 1024 * MEBIBYTE
    """What a remote may send; a local path is linked, not copied."""
    packs_max: int = 50
    """Of one mirror; more are merged."""
    refs_max: int = 20_000
    tree_entries_max: int = 1_000_000
    folder_entries_max: int = 10_000
    """Of one level of a tree."""
    blob_bytes_max: int = 8 * MEBIBYTE
    history_commits_max: int = 50_000
    history_paths_per_commit_max: int = 2_000
    blame_lines_max: int = 2_000
    blame_timeout_s: float = 30
    trace_timeout_s: float = 10
    """Of the commits behind lines; what was found until then is given."""
    path_commits_max: int = 1_000
    message_chars_max: int = 8_000
    """Of a commit's message below its subject."""
    search_words_max: int = 12
    """That messages are searched for at once."""
    message_bytes_max: int = 256 * 1024
    """Of a commit with its message, as it is stored."""
    changes_max: int = 50_000
    """Files that differ between two commits."""
    rename_candidates_max: int = 1_000
    """Above it git looks for no rename that changed content as well."""
    patch_bytes_max: int = 4 * MEBIBYTE
    attribute_files_max: int = 500
    attribute_bytes_max: int = 256 * 1024
    """Of one `.gitattributes` or `.repochatignore`."""
    stdout_bytes_max: int = 512 * MEBIBYTE
