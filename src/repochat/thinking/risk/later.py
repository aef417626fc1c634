"""What became of a revision's files afterwards: the fixes that touched them."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from repochat.git import GitLimits, LoggedCommit, read_line_history
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.model import LIMITS, RiskLimits, ShouldStop
from repochat.thinking.risk.population import list_endings

_MENDED_FILES_MAX = 30  # a commit of more is a sweep, whatever it calls itself


def read_later_fixes(
    mirror: Path,
    old_sha: str,
    new_sha: str,
    paths: Collection[str],
    *,
    until_s: int | None = None,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> Counter[str]:
    """How many fixes between two commits touched each of `paths`, by their name at `old_sha`, made until `until_s`."""
    log = read_line_history(
        mirror,
        new_sha,
        old_sha,
        suffixes=list_endings(paths),
        commits_max=limits.commits_max,
        should_stop=should_stop,
        limits=GitLimits(read_timeout_s=limits.log_timeout_s),
    )
    return count_later_fixes(log.commits, paths, until_s=until_s)


def count_later_fixes(
    commits: Iterable[LoggedCommit], paths: Collection[str], *, until_s: int | None = None
) -> Counter[str]:
    """`commits` come oldest first and follow the revision that `paths` stand in; renames are followed."""
    first_names = {path: path for path in paths}
    fixes = Counter[str]()
    for commit in commits:
        if until_s is not None and commit.committed_at > until_s:
            continue
        for file in commit.files:
            if file.old_path != file.path and (first := first_names.get(_text(file.old_path))):
                first_names[_text(file.path)] = first
        if len(commit.files) <= _MENDED_FILES_MAX and not commit.is_cut and find_fix(commit.subject, commit.body):
            touched = {first_names.get(_text(file.path)) for file in commit.files}
            fixes.update(first for first in touched if first)
    return fixes


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
