"""What the tools find, as values: places, links, folders, commits, changes and facts of pinned revisions.

Whoever shows it decides how; nothing here knows pieces, fences or a model.
"""

from repochat.chat.tools.finding.changes import (
    Change,
    ChangedFile,
    Comparison,
    compare_commits,
    compare_revisions,
    find_change,
)
from repochat.chat.tools.finding.facts import Facts, find_facts
from repochat.chat.tools.finding.folders import Entry, Folder, Outline, list_folder
from repochat.chat.tools.finding.links import Link, Links, find_callees, find_callers, find_references
from repochat.chat.tools.finding.passages import FileLines, Passages, read_around, read_range, search_passages
from repochat.chat.tools.finding.past import FileCommit, FilePast, LinesPast, read_file_past, read_lines_past
from repochat.chat.tools.finding.patches import ShownPatch
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.finding.symbols import Defined, Definitions, find_definitions
from repochat.chat.tools.finding.touched import ChangedSymbol

__all__ = [
    "Change",
    "ChangedFile",
    "ChangedSymbol",
    "Comparison",
    "Defined",
    "Definitions",
    "Entry",
    "Facts",
    "FileCommit",
    "FileLines",
    "FilePast",
    "Folder",
    "LinesPast",
    "Link",
    "Links",
    "Outline",
    "Passages",
    "Place",
    "ShownPatch",
    "compare_commits",
    "compare_revisions",
    "find_callees",
    "find_callers",
    "find_change",
    "find_definitions",
    "find_facts",
    "find_references",
    "list_folder",
    "read_around",
    "read_file_past",
    "read_lines_past",
    "read_range",
    "search_passages",
]
