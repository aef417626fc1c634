"""Mirrors, revisions, trees, blobs, diffs, blame and history, under time and size limits.

The only module that runs git. Knows nothing of the product. Repositories are data: their hooks, filters, configuration
and submodules are never run or followed.
"""

from repochat.git.blobs import Blob, BlobProblem, BlobReader, count_lines, cut_lines
from repochat.git.failures import DiskFullError, GitStoppedError, MissingObjectError
from repochat.git.limits import GitLimits
from repochat.git.mirror import MirrorInfo, read_mirror_info, remove_mirror, sync_mirror
from repochat.git.process import OnProgress, ShouldStop
from repochat.git.progress import GitProgress
from repochat.git.revision import Commit, Ref, list_refs, resolve_revision
from repochat.git.source import Source, SourceKind, parse_source
from repochat.git.tree import EntryKind, TreeChange, TreeEntry, diff_trees, list_tree, read_sizes

__all__ = [
    "Blob",
    "BlobProblem",
    "BlobReader",
    "Commit",
    "DiskFullError",
    "EntryKind",
    "GitLimits",
    "GitProgress",
    "GitStoppedError",
    "MirrorInfo",
    "MissingObjectError",
    "OnProgress",
    "Ref",
    "ShouldStop",
    "Source",
    "SourceKind",
    "TreeChange",
    "TreeEntry",
    "count_lines",
    "cut_lines",
    "diff_trees",
    "list_refs",
    "list_tree",
    "parse_source",
    "read_mirror_info",
    "read_sizes",
    "remove_mirror",
    "resolve_revision",
    "sync_mirror",
]
