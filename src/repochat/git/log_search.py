"""Commits by what their messages say, and by what text they added or took away; newest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from repochat.core.errors import LimitError
from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

_LOG = ("log", "-z", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-decorate")
_HEADER = "--format=%H%x00%ct%x00%an%x00%B"
_WORD_CHARS_MIN = 3
_SUFFIX = re.compile(r"[A-Za-z0-9_+]{1,16}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundCommit:
    """`message` is the whole one as UTF-8."""

    sha: str
    committed_at: int
    author: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundCommits:
    """Newest first. Not `is_complete` when time or `commits_max` ran out before git had looked at all."""

    commits: tuple[FoundCommit, ...]
    is_complete: bool


def search_messages(
    mirror: Path, sha: str, words: Sequence[str], commits_max: int, *, limits: GitLimits | None = None
) -> FoundCommits:
    """Commits before `sha`, merges too, whose messages have one of `words`, in any case and as a part of a word."""
    bounds = limits or GitLimits()
    asked = [word for word in dict.fromkeys(words) if len(word) >= _WORD_CHARS_MIN and word.isprintable()]
    if not asked:
        return FoundCommits(commits=(), is_complete=True)
    patterns = [f"--grep={word}" for word in asked[: bounds.search_words_max]]
    return _search(mirror, ("-i", "-F", *patterns, check_sha(sha), "--"), commits_max, bounds)


def find_text_changes(
    mirror: Path,
    sha: str,
    text: str,
    commits_max: int,
    *,
    path: bytes | None = None,
    suffixes: Sequence[str] = (),
    is_oldest_first: bool = False,
    limits: GitLimits | None = None,
) -> FoundCommits:
    """Commits before `sha` that changed how often `text` occurs, in `path` and what it was called before, or anywhere.

    Anywhere git compares every commit for it, of the files that end in a dot and one of `suffixes` when there are some:
    bounded by `trace_timeout_s`. It looks no further than `commits_max`; the oldest first only anywhere.
    """
    bounds = limits or GitLimits()
    endings = [f"*.{suffix}" for suffix in suffixes if _SUFFIX.fullmatch(suffix)]
    where = ("--follow", check_sha(sha), "--", check_path(path)) if path is not None else (check_sha(sha), "--")
    order = ("--reverse",) if is_oldest_first and path is None else ()
    args = (*order, "--no-merges", "--no-textconv", "--no-ext-diff", "-s", f"-S{text}", *where)
    if path is not None or not endings:
        return _search(mirror, args, commits_max, bounds)
    return _search(mirror, (*args, *endings), commits_max, bounds, before=("--no-literal-pathspecs",))


def _search(
    mirror: Path,
    args: tuple[str | bytes, ...],
    commits_max: int,
    limits: GitLimits,
    *,
    before: tuple[str, ...] = (),
) -> FoundCommits:
    count = max(1, min(commits_max, limits.path_commits_max))
    bound = () if "--reverse" in args else (f"--max-count={count + 1}",)  # git counts before it turns the order round
    asked = (*before, *_LOG, _HEADER, *bound, *args)
    invocation = Invocation(
        args=asked, git_dir=mirror, timeout_s=limits.trace_timeout_s, timeout_name="trace_timeout_s"
    )
    commits: list[FoundCommit] = []
    try:
        with stream_git(invocation) as chunks:
            commits.extend(islice(_parse(split_records(chunks)), count + 1))
    except LimitError:
        return FoundCommits(commits=tuple(commits[:count]), is_complete=False)
    return FoundCommits(commits=tuple(commits[:count]), is_complete=len(commits) <= count)


def _parse(records: Iterator[bytes]) -> Iterator[FoundCommit]:
    while (sha := next(records, None)) is not None:
        committed_at, author, message = next(records, b""), next(records, b""), next(records, b"")
        yield FoundCommit(
            sha=sha.decode().strip(),
            committed_at=int(committed_at or 0),
            author=author.decode("utf-8", "replace"),
            message=message.decode("utf-8", "replace"),
        )
