"""What is counted over commits: who wrote the lines of a file, and what changes together with it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from repochat.chat.history.limits import HistoryLimits
from repochat.chat.history.model import Companion, Person, Told, ToldCommit
from repochat.chat.history.telling import tell_commit
from repochat.chat.receipts import SourceText
from repochat.chat.receipts.markdown import clean_text
from repochat.core.errors import RepochatError
from repochat.git import GitLimits, blame_lines, read_history, trace_path

RECENT_DAYS = 365
_DAY_S = 86_400


@dataclass(slots=True)
class _Work:
    lines: int = 0
    commits: int = 0
    newest: tuple[int, str] = (0, "")
    times: list[int] = field(default_factory=list[int])


def read_people(
    source: SourceText, mirror: Path, path: str, start_line: int, end_line: int, limits: HistoryLimits
) -> Told:
    """Authors of the lines and of the file's commits, by their share of the lines and by how lately they were there."""
    work: dict[str, _Work] = defaultdict(_Work)
    raw = path.encode("utf-8", "surrogateescape")
    total = 0
    try:
        first = max(1, start_line)
        last = min(end_line or limits.people_lines_max, first + limits.people_lines_max - 1)
        for line in blame_lines(mirror, source.commit, raw, first, last):
            author = work[clean_text(line.author)]
            author.lines += 1
            author.newest = max(author.newest, (line.committed_at, line.sha))
            total += 1
        commits = trace_path(mirror, source.commit, raw, limits.path_commits_max)
    except RepochatError:
        return Told(kind="experts", about=path, path=path, is_complete=False)
    for commit in commits:
        author = work[clean_text(commit.author)]
        author.commits += 1
        author.newest = max(author.newest, (commit.committed_at, commit.sha))
    now = max((each.newest[0] for each in work.values()), default=0)
    known = [name for name, each in work.items() if _knows(name, each, len(commits), limits)]
    ranked = sorted(known, key=lambda name: (-_weigh(work[name], total, len(commits), now), name))
    people = [_tell_person(source, mirror, name, work[name], path, limits) for name in ranked[: limits.people_max]]
    return Told(
        kind="experts",
        about=path,
        path=path,
        people=tuple(each for each in people if each),
        lines=total,
        total=len(commits),
        is_complete=len(commits) < limits.path_commits_max,
    )


def _knows(name: str, work: _Work, commits: int, limits: HistoryLimits) -> bool:
    """Programs do not, nor does who passed by once."""
    return "[bot]" not in name and (work.lines > 0 or work.commits >= limits.people_commits_share_min * commits)


def _weigh(work: _Work, lines: int, commits: int, now: int) -> float:
    age = 0.5 ** (max(0, now - work.newest[0]) / (RECENT_DAYS * _DAY_S))
    return work.lines / max(1, lines) + 0.5 * work.commits / max(1, commits) + 0.25 * age


def _tell_person(
    source: SourceText, mirror: Path, name: str, work: _Work, path: str, limits: HistoryLimits
) -> Person | None:
    told = _tell(source, mirror, work.newest[1], path, limits)
    return Person(name=name, lines=work.lines, commits=work.commits, newest=told) if told else None


def _tell(source: SourceText, mirror: Path, sha: str, path: str, limits: HistoryLimits) -> ToldCommit | None:
    return tell_commit(source, mirror, sha, path=path, name="", words=(), is_old=False, limits=limits)


def read_companions(source: SourceText, mirror: Path, path: str, limits: HistoryLimits) -> Told:
    """Files that stand in the revision and changed in the same commits, the most often first."""
    raw = path.encode("utf-8", "surrogateescape")
    try:
        history = read_history(mirror, source.commit, limits=GitLimits(history_commits_max=limits.together_commits_max))
    except RepochatError:
        return Told(kind="together", about=path, path=path, is_complete=False)
    own = [each for each in history.commits if raw in each.paths and len(each.paths) <= limits.together_paths_max]
    counts = Counter(other for each in own for other in each.paths if other != raw)
    companions: list[Companion] = []
    for other, times in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        name = other.decode("utf-8", "surrogateescape")
        if times < 2 or len(companions) >= limits.together_shown_max:  # noqa: PLR2004  once is chance
            break
        if source.find_blob(name) is None:
            continue
        newest = [each.sha for each in own if other in each.paths][:2]
        told = tuple(each for each in (_tell(source, mirror, sha, name, limits) for sha in newest) if each)
        if told:
            companions.append(Companion(path=name, times=times, commits=told))
    return Told(
        kind="together",
        about=path,
        path=path,
        companions=tuple(companions),
        total=len(own),
        is_complete=not history.is_truncated,
    )
