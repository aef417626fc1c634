"""Who wrote the lines that a change replaces, as far as a short look at blame tells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from repochat.core.errors import RepochatError
from repochat.git import BlameRange, GitLimits, ShouldStop, blame_spans
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.model import ChangedFile, LineRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """`lines` of the replaced ones that were looked at; most of them stand at `place` of `path`, on the base."""

    name: str
    lines: int
    path: str
    place: LineRange
    sha: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The one with the most lines first. `lines` is how many were looked at; not `is_whole` where a bound cut it."""

    owners: tuple[Owner, ...]
    lines: int
    is_whole: bool


def find_owners(
    mirror: Path,
    base: str,
    files: Sequence[ChangedFile],
    *,
    should_stop: ShouldStop | None = None,
    limits: ChangeLimits = LIMITS,
) -> Owners:
    """By the authors' names as git has them, of the files with the most replaced lines."""
    asked = sorted((each for each in files if each.gone and each.is_code), key=lambda each: -_count(each))
    counts: Counter[str] = Counter()
    largest: dict[str, Owner] = {}
    is_whole = len(asked) <= limits.blames_max
    bounds = replace(GitLimits(), blame_timeout_s=limits.blame_timeout_s)
    for file in asked[: limits.blames_max]:
        ranges = sorted(file.gone, key=lambda each: each.start - each.end)[: limits.blame_ranges_max]
        is_whole = is_whole and len(ranges) == len(file.gone)
        path = file.old_path.encode("utf-8", "surrogateescape")
        spans = [(each.start, each.end) for each in ranges]
        try:
            blame = blame_spans(mirror, base, path, spans, should_stop=should_stop, limits=bounds)
        except RepochatError:
            is_whole = False
            continue
        is_whole = is_whole and blame.is_complete
        for each in blame.ranges:
            size = each.end_line - each.start_line + 1
            counts[each.author] += size
            if each.author not in largest or size > largest[each.author].lines:
                largest[each.author] = _build(each, file, size)
    owners = tuple(replace(largest[name], lines=count) for name, count in counts.most_common())
    return Owners(owners=owners, lines=sum(counts.values()), is_whole=is_whole)


def _count(file: ChangedFile) -> int:
    return sum(each.end - each.start + 1 for each in file.gone)


def _build(found: BlameRange, file: ChangedFile, lines: int) -> Owner:
    place = LineRange(start=found.start_line, end=found.end_line)
    return Owner(name=found.author, lines=lines, path=file.old_path, place=place, sha=found.sha, subject=found.subject)
