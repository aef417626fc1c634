"""Where inside a risky file to look: functions with lines that are new, that a fix wrote, or of a suspect commit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import NotFoundError
from repochat.git import (
    BlameRange,
    BlobReader,
    GitLimits,
    blame_ranges,
    count_lines,
    find_entry,
    log_path,
    read_commit,
)
from repochat.syntax import Symbol, parse_file
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.history import DAY_S, RECENT_DAYS
from repochat.thinking.risk.model import LIMITS, FunctionRisk, FunctionRisks, RiskLimits, ShouldStop
from repochat.thinking.risk.reasons import count
from repochat.thinking.risk.szz import trace_fix

_KINDS = frozenset(("function", "method", "constructor", "macro", "property"))
_COMMITS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """Who wrote each line, and which commits are fixes or brought in what a fix mended."""

    lines: Mapping[int, BlameRange]
    suspects: frozenset[str]
    hot_since: float


def list_risky_functions(
    mirror: Path,
    sha: str,
    path: str,
    *,
    uncovered: Collection[int] | None = None,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> FunctionRisks:
    """The functions of one file at commit `sha` that its history points at; `uncovered` are lines that no test runs.

    At most `blames_max` runs of git; blocks. Raises NotFoundError (no such file), LimitError, GitStoppedError.
    """
    raw = path.encode("utf-8", "surrogateescape")
    git_limits = GitLimits(
        blame_lines_max=limits.blame_lines_max,
        blame_timeout_s=limits.blame_timeout_s,
        blob_bytes_max=limits.file_bytes_max,
    )
    data = _read_file(mirror, sha, raw, git_limits)
    symbols = [symbol for symbol in parse_file(path, data).symbols if symbol.kind in _KINDS]
    problems: list[str] = []
    blame = blame_ranges(mirror, sha, raw, 1, max(1, count_lines(data)), should_stop=should_stop, limits=git_limits)
    if not blame.is_complete or count_lines(data) > limits.blame_lines_max:
        problems.append("Not every line's author could be found in the time and lines allowed.")
    fixes = [
        commit.sha
        for commit in log_path(mirror, sha, raw, git_limits.path_commits_max, limits=git_limits)
        if find_fix(commit.subject)
    ]
    suspects = _find_suspects(mirror, fixes, path, limits, should_stop)
    if len(fixes) > limits.fixes_traced_max:
        problems.append(f"The newest {limits.fixes_traced_max} of {len(fixes)} fixes were followed back.")
    past = _Past(
        lines={line: each for each in blame.ranges for line in range(each.start_line, each.end_line + 1)},
        suspects=suspects,
        hot_since=read_commit(mirror, sha).committed_at - RECENT_DAYS * DAY_S,
    )
    found = [_judge(path, symbol, past, uncovered) for symbol in symbols]
    telling = [each for each in found if each.hot or each.once_fixed or each.suspect or each.uncovered]
    telling.sort(key=lambda each: (-each.once_fixed - each.suspect - each.hot, each.start_line))
    return FunctionRisks(functions=tuple(telling[: limits.functions_max]), problems=tuple(problems))


def _read_file(mirror: Path, sha: str, path: bytes, limits: GitLimits) -> bytes:
    entry = find_entry(mirror, sha, path, limits=limits)
    if entry is None:
        raise NotFoundError(f"There is no such file at {sha[:12]}.", hint="Give a path from the repository's root.")
    with BlobReader(mirror, limits=limits) as reader:
        return reader.read(entry.oid)


def _find_suspects(
    mirror: Path, fixes: Sequence[str], path: str, limits: RiskLimits, should_stop: ShouldStop | None
) -> frozenset[str]:
    """Commits that wrote lines of the file which one of its newest fixes took away."""
    suspects: set[str] = set()
    left = limits.blames_max
    for fix in fixes[: limits.fixes_traced_max]:
        traced = trace_fix(mirror, fix, path=path, blames_max=left, limits=limits, should_stop=should_stop)
        suspects.update(each.sha for each in traced.found)
        left -= traced.blames
        if left <= 0:
            break
    return frozenset(suspects)


def _judge(path: str, symbol: Symbol, past: _Past, uncovered: Collection[int] | None) -> FunctionRisk:
    written = [past.lines[line] for line in range(symbol.start_line, symbol.end_line + 1) if line in past.lines]
    hot = sum(each.committed_at >= past.hot_since for each in written)
    fixed = [each for each in written if find_fix(each.subject)]
    suspect = sum(each.sha in past.suspects for each in written)
    unrun = None if uncovered is None else sum(symbol.start_line <= line <= symbol.end_line for line in uncovered)
    return FunctionRisk(
        path=path,
        qualified_name=symbol.qualified_name,
        start_line=symbol.start_line,
        end_line=symbol.end_line,
        hot=hot,
        once_fixed=len(fixed),
        suspect=suspect,
        fix_commits=tuple(dict.fromkeys(each.sha for each in fixed))[:_COMMITS_SHOWN],
        uncovered=unrun,
        reasons=tuple(_tell(hot, len(fixed), suspect, unrun)),
    )


def _tell(hot: int, fixed: int, suspect: int, unrun: int | None) -> Iterator[str]:
    if fixed:
        yield f"{count(fixed, 'line')} written by a fix"
    if suspect:
        yield f"{count(suspect, 'line')} from commits of which a fix mended other lines"
    if hot:
        yield f"{count(hot, 'line')} written in the last 90 days"
    if unrun:
        yield f"{count(unrun, 'line')} that no test runs"
