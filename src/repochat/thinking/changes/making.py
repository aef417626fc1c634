"""Makes the brief of a change from git and the indexes that there are. Synchronous: keep it off the event loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.git import BlobReader, ShouldStop, find_merge_base, is_ancestor, read_commit
from repochat.search.hot import HotIndex
from repochat.thinking.changes.brief import Brief, BriefRisk
from repochat.thinking.changes.leftovers import Leftover, LeftoverFinder
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.links import Links
from repochat.thinking.changes.model import Change
from repochat.thinking.changes.newcomers import Newcomer, find_newcomers
from repochat.thinking.changes.owners import find_owners
from repochat.thinking.changes.quoting import BlobQuoter
from repochat.thinking.changes.reading import read_change
from repochat.thinking.changes.writing import BriefWriter, list_reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The two commits of a change, as they are compared. `base` is None for a first commit."""

    base: str | None
    sha: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChange:
    """A change, its brief, and what stands out in it."""

    change: Change
    brief: Brief
    leftovers: Sequence[Leftover]
    newcomers: Sequence[Newcomer]


def choose_sides(mirror: Path, base: str | None, sha: str) -> Sides:
    """Compares with where the two lines of history last met: what only the base has is no part of the change.

    Without a base, with the first parent.
    """
    if base is None:
        parents = read_commit(mirror, sha).parents
        return Sides(base=parents[0] if parents else None, sha=sha)
    if is_ancestor(mirror, base, sha):
        return Sides(base=base, sha=sha)
    met = find_merge_base(mirror, base, sha)
    if met is None:
        return Sides(base=base, sha=sha, note="The two commits share no history; they are compared as they are.")
    return Sides(base=met, sha=sha, note=f"Compared with {met[:10]}, where the two lines of history last met.")


def make_brief(
    mirror: Path,
    sides: Sides,
    *,
    head: HotIndex | None,
    base: HotIndex | None,
    pull_number: int | None = None,
    risk: BriefRisk | None = None,
    should_stop: ShouldStop | None = None,
    limits: ChangeLimits = LIMITS,
) -> ReadChange:
    """`head` and `base` are indexes of the two commits or of ones near them; without any, callers are not known."""
    change = read_change(mirror, sides.base, sides.sha, should_stop=should_stop, limits=limits)
    links = Links(head, change.oids, limits) if head is not None else None
    old_links = Links(base, change.oids, limits) if base is not None else None
    newcomers = find_newcomers(change)
    with BlobReader(mirror) as blobs:
        quoter = BlobQuoter(blobs, sides.sha, limits)
        reaches = list_reaches(change, links) if links else {}
        leftovers = LeftoverFinder(change, quoter, links, old_links, limits).find() if links else []
        writer = BriefWriter(change, quoter, reaches, limits, test_words=links.test_words if links else None)
        sections = writer.write(leftovers, newcomers)
        owners = (
            find_owners(mirror, sides.base, change.files, should_stop=should_stop, limits=limits)
            if sides.base
            else None
        )
        sections += (writer.write_owners(owners),) if owners and sides.base else ()
    notes = [sides.note, *_list_notes(change, links)]
    brief = Brief(
        base=sides.base,
        sha=sides.sha,
        pull_number=pull_number,
        subject=read_commit(mirror, sides.sha).subject,
        files=len(change.files),
        added=sum(each.added or 0 for each in change.files),
        removed=sum(each.removed or 0 for each in change.files),
        sections=tuple(each for each in sections if each.lines),
        risk=risk,
        notes=tuple(filter(None, notes)),
    )
    return ReadChange(change=change, brief=brief, leftovers=leftovers, newcomers=newcomers)


def _list_notes(change: Change, links: Links | None) -> list[str]:
    notes: list[str] = []
    if links is None:
        notes.append("Nothing of this repository is indexed, so callers and tests are not known.")
    elif not links.is_same_revision:
        notes.append("Callers are those of the nearest indexed revision, where their files are the same.")
    if change.left_out:
        notes.append(f"{change.left_out} changed files of code were left out: more than are read at once.")
    if change.symbols_left_out:
        notes.append(f"{change.symbols_left_out} changed definitions were left out.")
    return notes
