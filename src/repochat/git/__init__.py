"""Mirrors, revisions, trees, blobs, diffs, blame and history, under time and size limits.

The only module that runs git. Knows nothing of the product. Repositories are data: their hooks, filters, configuration
and submodules are never run or followed.
"""

from repochat.git.attributes import (
    Attributes,
    IgnoredPaths,
    PathAttributes,
    PatternProblem,
    PatternReason,
    is_rule_file,
    list_ignored,
    read_attributes,
)
from repochat.git.blame import Blame, BlameLine, BlameRange, blame_lines, blame_ranges, blame_spans
from repochat.git.blobs import Blob, BlobProblem, BlobReader, count_lines, cut_lines
from repochat.git.change import (
    ChangeStatus,
    CommitFacts,
    FileChange,
    find_merge_base,
    is_ancestor,
    list_changes,
    read_commit,
)
from repochat.git.credentials import DeployKey, GitCredential
from repochat.git.failures import DiskFullError, GitStoppedError, MissingObjectError
from repochat.git.folder import Folder, FolderEntry, FolderEntryKind, find_entry, list_folder
from repochat.git.grep import GrepLine, grep_word
from repochat.git.history import (
    History,
    HistoryCommit,
    PathActivity,
    aggregate_activity,
    log_path,
    read_history,
)
from repochat.git.limits import GitLimits
from repochat.git.log_search import FoundCommit, FoundCommits, find_text_changes, search_messages
from repochat.git.message import CommitMessage, read_message, split_lines
from repochat.git.mirror import (
    MirrorInfo,
    read_default_branch,
    read_mirror_info,
    remove_mirror,
    sync_mirror,
    tidy_mirror,
)
from repochat.git.moment import find_commit_at
from repochat.git.numstat import LineChange, LoggedCommit, LoggedHistory, read_line_history
from repochat.git.patch import FilePatch, Hunk, Patch, read_patch
from repochat.git.process import OnProgress, ShouldStop
from repochat.git.progress import GitProgress
from repochat.git.ref_heads import RefHead, RefKind, list_ref_heads
from repochat.git.remote import is_request_ref
from repochat.git.revision import Commit, Ref, list_heads, list_refs, resolve_revision
from repochat.git.source import Source, SourceKind, parse_source
from repochat.git.trace import LineTrace, TracedCommit, follow_path, trace_lines, trace_path
from repochat.git.tree import EntryKind, TreeChange, TreeEntry, diff_trees, kind_of, list_tree, read_sizes
from repochat.git.version import check_git

__all__ = [
    "Attributes",
    "Blame",
    "BlameLine",
    "BlameRange",
    "Blob",
    "BlobProblem",
    "BlobReader",
    "ChangeStatus",
    "Commit",
    "CommitFacts",
    "CommitMessage",
    "DeployKey",
    "DiskFullError",
    "EntryKind",
    "FileChange",
    "FilePatch",
    "Folder",
    "FolderEntry",
    "FolderEntryKind",
    "FoundCommit",
    "FoundCommits",
    "GitCredential",
    "GitLimits",
    "GitProgress",
    "GitStoppedError",
    "GrepLine",
    "History",
    "HistoryCommit",
    "Hunk",
    "IgnoredPaths",
    "LineChange",
    "LineTrace",
    "LoggedCommit",
    "LoggedHistory",
    "MirrorInfo",
    "MissingObjectError",
    "OnProgress",
    "Patch",
    "PathActivity",
    "PathAttributes",
    "PatternProblem",
    "PatternReason",
    "Ref",
    "RefHead",
    "RefKind",
    "ShouldStop",
    "Source",
    "SourceKind",
    "TracedCommit",
    "TreeChange",
    "TreeEntry",
    "aggregate_activity",
    "blame_lines",
    "blame_ranges",
    "blame_spans",
    "check_git",
    "count_lines",
    "cut_lines",
    "diff_trees",
    "find_commit_at",
    "find_entry",
    "find_merge_base",
    "find_text_changes",
    "follow_path",
    "grep_word",
    "is_ancestor",
    "is_request_ref",
    "is_rule_file",
    "kind_of",
    "list_changes",
    "list_folder",
    "list_heads",
    "list_ignored",
    "list_ref_heads",
    "list_refs",
    "list_tree",
    "log_path",
    "parse_source",
    "read_attributes",
    "read_commit",
    "read_default_branch",
    "read_history",
    "read_line_history",
    "read_message",
    "read_mirror_info",
    "read_patch",
    "read_sizes",
    "remove_mirror",
    "resolve_revision",
    "search_messages",
    "split_lines",
    "sync_mirror",
    "tidy_mirror",
    "trace_lines",
    "trace_path",
]
