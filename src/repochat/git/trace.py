"""The commits behind a file or behind some of its lines, through renames, newest first, merges left out."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from repochat.core.errors import LimitError
from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, stream_git
from repochat.git.quoted import unquote_path
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

_LOG = ("log", "-z", "--no-merges", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-decorate")
_DIFF = ("--no-textconv", "--no-ext-diff")
_HEADER = "--format=%H%x00%ct%x00%an%x00%s"
_LINE_HEADER = "--format=%x00%H%x00%ct%x00%an%x00%s"
_LINE_FIELDS = 5
_COUNT_TABS = 2  # before the path
_PATHS = re.compile(rb"^--- (.*?)\n\+\+\+ (.*)\Z", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class LineTrace:
    """Commits that changed a file or its lines, newest first. Not `is_complete` when time ran out first."""

    commits: tuple["TracedCommit", ...]
    is_complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedCommit:
    """`path` is what the file was called after the commit, `old_path` before it; they differ for a rename alone.

    `is_first` when the commit added the file. The counts of lines are None where nobody counted, and of binary files.
    """

    sha: str
    committed_at: int
    author: str
    subject: str
    path: bytes = b""
    old_path: bytes = b""
    is_first: bool = False
    added: int | None = None
    removed: int | None = None


def trace_path(
    mirror: Path, sha: str, path: bytes, commits_max: int, *, skip: int = 0, limits: GitLimits | None = None
) -> list[TracedCommit]:
    """Up to `commits_max` commits that touched the file (bounded by `path_commits_max`), after the first `skip`.

    git follows a file to what it was called before, where it is similar enough.
    """
    bounds = limits or GitLimits()
    skipped = _bound_skip(skip, bounds)
    args = _ask_path(sha, path, skipped + max(1, min(commits_max, bounds.path_commits_max)), bounds)
    invocation = Invocation(args=args, git_dir=mirror, timeout_s=bounds.read_timeout_s, timeout_name="read_timeout_s")
    with stream_git(invocation) as chunks:
        return list(_parse_paths(split_records(chunks)))[skipped:]


def follow_path(
    mirror: Path,
    sha: str,
    path: bytes,
    commits_max: int,
    *,
    skip: int = 0,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> LineTrace:
    """As `trace_path`, with the lines that each commit added and removed, within `trace_timeout_s`."""
    bounds = limits or GitLimits()
    skipped = _bound_skip(skip, bounds)
    args = _ask_path(sha, path, skipped + max(1, min(commits_max, bounds.path_commits_max)), bounds, "--numstat")
    commits, is_complete = _read_in_time(_within(mirror, args, bounds, should_stop), _parse_path_chunks)
    return LineTrace(commits=commits[skipped:], is_complete=is_complete)


def _bound_skip(skip: int, bounds: GitLimits) -> int:
    return max(0, min(skip, bounds.path_commits_max))


def _ask_path(sha: str, path: bytes, count: int, bounds: GitLimits, *options: str) -> tuple[str | bytes, ...]:
    # git counts skipped commits before it knows which ones touched the file, so the caller leaves them out.
    args = (*_LOG, *_DIFF, "--follow", "-M", f"-l{bounds.rename_candidates_max}", "--raw", *options, _HEADER)
    return (*args, f"--max-count={count}", check_sha(sha), "--", check_path(path))


def trace_lines(
    mirror: Path,
    sha: str,
    path: bytes,
    start_line: int,
    end_line: int,
    commits_max: int,
    *,
    skip: int = 0,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> LineTrace:
    """Up to `commits_max` commits that changed these lines of the file as it is at `sha`, after the first `skip`.

    Their counts are of lines within the range.
    git compares every commit of the file for it: after `trace_timeout_s` what was found is all there is.
    Raises NotFoundError (no such path), InvalidError (no such lines).
    """
    bounds = limits or GitLimits()
    skipped = _bound_skip(skip, bounds)
    count = skipped + max(1, min(commits_max, bounds.path_commits_max))
    spot = b"-L%d,%d:%s" % (max(1, start_line), end_line, check_path(path))
    log = tuple(option for option in _LOG if option != "-z")  # git ends no patch of lines with a NUL
    args = (*log, *_DIFF, _LINE_HEADER, f"--max-count={count}", spot, check_sha(sha), "--")
    commits, is_complete = _read_in_time(_within(mirror, args, bounds, should_stop), _parse_line_chunks)
    return LineTrace(commits=commits[skipped:], is_complete=is_complete)


def _within(
    mirror: Path, args: tuple[str | bytes, ...], bounds: GitLimits, should_stop: ShouldStop | None
) -> Invocation:
    return Invocation(
        args=args,
        git_dir=mirror,
        timeout_s=bounds.trace_timeout_s,
        timeout_name="trace_timeout_s",
        should_stop=should_stop,
    )


def _read_in_time(
    invocation: Invocation, parse: Callable[[Iterable[bytes]], Iterator[TracedCommit]]
) -> tuple[tuple[TracedCommit, ...], bool]:
    """What git found, and whether it found all before its time was up."""
    commits: list[TracedCommit] = []
    try:
        with stream_git(invocation) as chunks:
            commits.extend(parse(chunks))
    except LimitError:
        return tuple(commits), False
    return tuple(commits), True


def _parse_path_chunks(chunks: Iterable[bytes]) -> Iterator[TracedCommit]:
    return _parse_paths(split_records(chunks))


def _parse_line_chunks(chunks: Iterable[bytes]) -> Iterator[TracedCommit]:
    """A header stands on a line that begins with NUL, which none of a patch does: there a mark comes first."""
    header: list[bytes] = []
    patch: list[bytes] = []
    for line in _split_lines(chunks):
        if line.startswith(b"\0") and line.count(b"\0") >= _LINE_FIELDS - 1:
            if header:
                yield _read_line_commit(header, patch)
            header, patch = line.split(b"\0", _LINE_FIELDS - 1)[1:], []
        else:
            patch.append(line)
    if header:
        yield _read_line_commit(header, patch)


def _split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _read_line_commit(header: list[bytes], patch: list[bytes]) -> TracedCommit:
    """The paths stand before the first hunk; a line of a hunk bears its mark."""
    start = next((at for at, line in enumerate(patch) if line.startswith(b"@@ ")), len(patch))
    old, new = _find_paths(patch[:start])
    added = sum(line.startswith(b"+") for line in patch[start:])
    removed = sum(line.startswith(b"-") for line in patch[start:])
    sha, committed_at, author, subject = header
    is_first = b"--- /dev/null" in patch[:start]
    path = new or old
    return _commit(
        sha,
        committed_at,
        author,
        subject,
        path=path,
        old_path=path if is_first else old,
        is_first=is_first,
        counts=(added, removed),
    )


def _find_paths(lines: list[bytes]) -> tuple[bytes, bytes]:
    """Before and after the commit. A path may hold a line feed, which most versions of git write as it is here."""
    found = _PATHS.search(b"\n".join(lines))
    if found is None:
        return b"", b""
    return _read_path(found[1]).removeprefix(b"a/"), _read_path(found[2]).removeprefix(b"b/")


def _read_path(text: bytes) -> bytes:
    """Some versions of git quote it, and end one that holds a space with a tab."""
    is_ended = b" " in text and text.find(b"\t") == len(text) - 1
    return unquote_path(text[:-1] if is_ended else text)


def _parse_paths(records: Iterator[bytes]) -> Iterator[TracedCommit]:
    """Each header is followed by one change with one path, or two for a rename, and then its counts if asked for."""
    sha = next(records, None)
    while sha is not None:
        header = (sha, next(records, b""), next(records, b""), next(records, b""))
        status, old, path, counts = b"", b"", b"", (None, None)
        sha = next(records, None)
        while sha is not None and (_is_change(sha) or _is_count(sha)):
            if _is_change(sha):
                status = sha.rsplit(b" ", 1)[1][:1]
                old = next(records, b"")
                path = next(records, b"") if status in (b"R", b"C") else old
            else:
                counts = _read_counts(sha)
                if sha.count(b"\t") == _COUNT_TABS and sha.endswith(b"\t"):  # of a rename: its two paths follow
                    deque(islice(records, 2), maxlen=0)
            sha = next(records, None)
        yield _commit(*header, path=path, old_path=old, is_first=status == b"A", counts=counts)


def _is_change(record: bytes) -> bool:
    return record.lstrip(b"\n").startswith(b":")


def _is_count(record: bytes) -> bool:
    return b"\t" in record


def _read_counts(record: bytes) -> tuple[int | None, int | None]:
    added, removed, *_ = (int(text) if text.isdigit() else None for text in record.split(b"\t")[:2])
    return added, removed


def _commit(
    sha: bytes,
    committed_at: bytes,
    author: bytes,
    subject: bytes,
    *,
    path: bytes = b"",
    old_path: bytes = b"",
    is_first: bool = False,
    counts: tuple[int | None, int | None] = (None, None),
) -> TracedCommit:
    return TracedCommit(
        sha=sha.decode().strip(),
        committed_at=int(committed_at or 0),
        author=author.decode("utf-8", "replace"),
        subject=subject.decode("utf-8", "replace"),
        path=path,
        old_path=old_path,
        is_first=is_first,
        added=counts[0],
        removed=counts[1],
    )
