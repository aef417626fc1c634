"""What a revision asks for when another one of the repository is indexed already: only what differs between the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from repochat.accounts import Viewer
from repochat.catalog.revision_store import LIST_MAX, FileVersion, Revision, RevisionStore
from repochat.core.database import Database
from repochat.core.errors import LimitError, RepochatError
from repochat.git import GitLimits, TreeChange, TreeEntry, diff_trees, is_rule_file, kind_of, list_tree
from repochat.indexing.plan import PlannedFile, plan_files

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLimits:
    """A larger difference is planned whole: then that is no dearer, and its queries stay short."""

    changes_max: int = 20_000


LIMITS = DifferenceLimits()
# A path that is named by its escapes may spell another's, and a blob that was missing may have come.
_WHOLE_FOR = frozenset(("undecodable_path", "missing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPlan:
    """`base` is the revision before. `planned` are the files at `paths`; all of the tree when `paths` is None."""

    base: Revision | None
    planned: Sequence[PlannedFile]
    paths: Sequence[str] | None


async def find_base(
    database: Database, viewer: Viewer, revision: Revision | None, derivation: str
) -> list[FileVersion] | None:
    """The rule files of `revision`, the newest one, where a difference to it says everything; None where it may not."""
    if revision is None or revision.derivation != derivation or _WHOLE_FOR & set(revision.counts["skipped"]):
        return None
    async with database.read(viewer.scope) as session:
        rules = await RevisionStore(session).list_rule_files(revision)
    is_known = len(rules) < LIST_MAX and all(file.skip_reason != "missing" for file in rules)
    return rules if is_known else None


def plan_revision(
    mirror: Path,
    sha: str,
    base: Revision | None,
    rules: Sequence[FileVersion] | None,
    limits: DifferenceLimits = LIMITS,
) -> RevisionPlan:
    """By difference to `base` where `rules` are given and nothing speaks against it, whole otherwise."""
    if base is not None and rules is not None:
        changes = _find_changes(mirror, base.sha, sha, limits)
        if changes is not None:
            entries = [entry for change in changes if (entry := _entry_of(change)) is not None]
            planned = plan_files(mirror, entries, rules=[_entry_of_rule(file) for file in rules])
            return RevisionPlan(base=base, planned=planned, paths=[change.path.decode() for change in changes])
    return RevisionPlan(base=base, planned=plan_files(mirror, list_tree(mirror, sha)), paths=None)


def _find_changes(mirror: Path, old: str, new: str, limits: DifferenceLimits) -> list[TreeChange] | None:
    """None when the whole tree has to be looked at."""
    try:
        changes = diff_trees(mirror, old, new, limits=GitLimits(tree_entries_max=limits.changes_max))
    except LimitError:
        return None
    except RepochatError as error:  # the mirror was made anew, and its source has forgotten the old commit
        log.info("plan.difference_unknown", old=old, new=new, reason=error.message)
        return None
    return None if any(_changes_more(change) for change in changes) else changes


def _changes_more(change: TreeChange) -> bool:
    """Whether a change of this file may change how others are read, or are named."""
    try:
        change.path.decode()
    except UnicodeDecodeError:
        return True
    return is_rule_file(change.path)


def _entry_of(change: TreeChange) -> TreeEntry | None:
    if change.new_oid is None or change.new_mode is None or change.new_kind is None:
        return None
    return TreeEntry(
        path=change.path, mode=change.new_mode, kind=change.new_kind, oid=change.new_oid, size=change.new_size
    )


def _entry_of_rule(file: FileVersion) -> TreeEntry:
    return TreeEntry(
        path=file.path.encode(), mode=file.mode, kind=kind_of(file.mode), oid=file.oid, size=file.size_bytes
    )
