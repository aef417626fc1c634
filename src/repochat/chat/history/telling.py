"""One commit as evidence: the line of its subject, the paragraph that explains, and lines that it changed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from repochat.chat.history.limits import HistoryLimits
from repochat.chat.history.model import ToldCommit, list_paragraphs, make_commit_fact
from repochat.chat.history.ranking import list_words
from repochat.chat.receipts import SourceText, Span
from repochat.chat.receipts.matching import has_word
from repochat.core.errors import RepochatError
from repochat.git import CommitMessage, FileChange, Hunk, list_changes, read_patch
from repochat.search.traits import read_traits

_TRAILER = re.compile(r"[A-Za-z][A-Za-z-]+-(?:by|off|from|in|id|to): |git-svn-id:|[Cc]o-[Aa]uthored|-{3,}|\* \w+: ")
_PARAGRAPH_LINES_MAX = 8
_FILES_READ_MAX = 200


def tell_commit(
    source: SourceText,
    mirror: Path,
    sha: str,
    *,
    path: str,
    name: str,
    words: Sequence[str],
    is_old: bool,
    limits: HistoryLimits,
) -> ToldCommit | None:
    """None when its message says nothing. Lines are those of `path`, or of any file that has `name` when it is ""."""
    message = source.find_message(sha)
    texts = [message.decode(line) for line in message.lines] if message else []
    at = next((number for number, text in enumerate(texts, start=1) if any(c.isalnum() for c in text)), 0)
    if message is None or not at:
        return None
    return ToldCommit(
        fact=make_commit_fact(message),
        subject=_span(sha, at, at),
        explaining=_find_explaining(sha, texts, at, frozenset(words)),
        changed=tuple(_find_changed(source, mirror, message, path, name, words, is_old=is_old, limits=limits)),
    )


def _span(sha: str, first: int, last: int) -> Span:
    return Span(path="", start_line=first, end_line=last, kind="commit", commit=sha)


def _find_explaining(sha: str, texts: Sequence[str], subject: int, words: frozenset[str]) -> Span | None:
    """The paragraph below the subject that has most of what is asked; the first of equals."""
    best: tuple[int, Span] | None = None
    for first, last in list_paragraphs(texts, subject):
        if _TRAILER.match(texts[first - 1].strip()):
            continue
        shown = texts[first - 1 : min(last, first + _PARAGRAPH_LINES_MAX - 1)]
        fit = len(list_words(" ".join(shown)) & words)
        if best is None or fit > best[0]:
            best = fit, _span(sha, first, first + len(shown) - 1)
    return best[1] if best else None


def _find_changed(
    source: SourceText,
    mirror: Path,
    message: CommitMessage,
    path: str,
    name: str,
    words: Sequence[str],
    *,
    is_old: bool,
    limits: HistoryLimits,
) -> Iterator[Span]:
    """Lines that the commit added (or took away), those with the name first, then those of code, then by their words.

    They are lines at the commit, or at its parent.
    """
    parent = message.parents[0] if message.parents else None
    if is_old and parent is None:
        return
    commit = parent if is_old and parent else message.sha
    wanted = frozenset(words)
    found: list[tuple[bool, bool, int, int, int, Span]] = []
    for order, (changed, hunk) in enumerate(_iter_hunks(mirror, parent, message.sha, path)):
        where = (changed.old_path if is_old else changed.path).decode("utf-8", "surrogateescape")
        for number, line in _iter_side(hunk, is_old=is_old):
            has_name = bool(name) and has_word(name, line)
            if any(char.isalnum() for char in line) and (has_name or path):
                span = Span(path=where, start_line=number, end_line=number, commit=commit)
                fit = len(list_words(line) & wanted)
                found.append((not has_name, is_aside(where), -fit, order, number, span))
    for *_, span in sorted(found, key=lambda each: each[:5])[: limits.changed_lines_max]:
        other = source.find_other(commit)
        if other is not None and other.find_blob(span.path):
            yield span


def is_aside(path: str) -> bool:
    """Whether the file is a test, a document or an example."""
    return any(read_traits(path, "", chunks=0, in_degree=0.0)[:3])


def _iter_hunks(mirror: Path, parent: str | None, sha: str, path: str) -> Iterator[tuple[FileChange, Hunk]]:
    asked = (path.encode("utf-8", "surrogateescape"),) if path else ()
    try:
        changes = list_changes(mirror, parent, sha)
        if asked:
            changes = [change for change in changes if change.path in asked]
            asked = tuple(dict.fromkeys(each for change in changes for each in (change.old_path, change.path))) or asked
        if len(changes) > _FILES_READ_MAX:
            return
        patch = read_patch(mirror, parent, sha, asked, context_lines=0)
    except RepochatError:
        return
    expanded = [change for change in changes for _ in range(2 if change.status == "retyped" else 1)]
    for change, file in zip(expanded, patch.files, strict=False):
        yield from ((change, hunk) for hunk in file.hunks)


def _iter_side(hunk: Hunk, *, is_old: bool) -> Iterator[tuple[int, str]]:
    """The lines of one side with their numbers."""
    mark, number = (b"-", hunk.old_start) if is_old else (b"+", hunk.new_start)
    for line in hunk.lines:
        if line[:1] == mark:
            yield number, line[1:].decode("utf-8", "replace")
            number += 1
