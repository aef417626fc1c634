"""What was done to cited lines, shown: as they were, as they are, git's difference, and the commit that did it.

Rendered from git when somebody asks; nothing of it is stored.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import StoredCitation
from repochat.catalog.repo_store import RepoStore
from repochat.chat.age.culprits import find_step
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.age.reading import AgeReader
from repochat.chat.age_model import CitationAge
from repochat.chat.stored import get_stored_answer
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import BlobReader, Hunk, cut_lines, read_patch
from repochat.git.between import PathStep
from repochat.indexing.connect import mirror_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Whole lines of a file at a commit, as text; bytes that are none show as U+FFFD."""

    commit: str
    path: str
    start_line: int
    end_line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkText:
    """A hunk of the difference. Each of `lines` bears its mark: blank, + or -."""

    old_start: int
    new_start: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationChange:
    """`after` is None where the lines stand nowhere; `hunks` are those that touch them, cut at `hunk_lines_max`."""

    age: CitationAge
    before: Lines
    after: Lines | None
    hunks: tuple[HunkText, ...]
    is_cut: bool
    culprit: PathStep | None


async def tell_change(
    database: Database, mirrors: Path, ages: AgeReader, viewer: Viewer, answer_id: UUID, citation_id: str
) -> CitationChange:
    """Of one citation of an answer. Raises NotFoundError, and InvalidError for what is no code."""
    stored, _ = await get_stored_answer(database, viewer, answer_id)
    citation = next((each for each in stored.citations if f"c{each.number}" == citation_id), None)
    if citation is None or citation.repo_id is None:
        raise NotFoundError(f"The answer has no citation {citation_id}.", hint="`GET /answers/{id}` lists them.")
    if citation.kind != "code":
        raise InvalidError("Only lines of code have a difference.", hint="Ask for the commit itself.")
    age = await ages.read_one(viewer, stored)
    found = next(each for each in age.citations if each.id == citation_id)
    async with database.read(viewer.scope) as session:
        repo = await RepoStore(session).get(citation.repo_id)
    return await asyncio.to_thread(read_change, mirror_of(mirrors, repo), citation, found)


def read_change(
    mirror: Path, citation: StoredCitation, age: CitationAge, *, limits: AgeLimits = LIMITS
) -> CitationChange:
    """Runs git. Raises MissingObjectError when the mirror lost a commit, LimitError for a file that is too large."""
    verdict = age.verdict
    with BlobReader(mirror) as reader:
        before = _read(reader, citation.commit, citation.path, citation.blob, citation.start_line, citation.end_line)
        after = None
        if verdict.blob and reader.read(verdict.blob):  # an empty file has no line to show
            after = _read(reader, age.commit, verdict.path, verdict.blob, verdict.start_line, verdict.end_line)
    hunks, is_cut = _read_hunks(mirror, citation, age, limits) if verdict.state in {"changed", "gone"} else ((), False)
    culprit = find_step(mirror, citation, age.commit, verdict.changed_in) if verdict.changed_in else None
    return CitationChange(age=age, before=before, after=after, hunks=hunks, is_cut=is_cut, culprit=culprit)


def _read(reader: BlobReader, commit: str, path: str, blob: str, start: int, end: int) -> Lines:
    text = cut_lines(reader.read(blob), start, end).decode("utf-8", "replace")
    return Lines(commit=commit, path=path, start_line=start, end_line=end, text=text)


def _read_hunks(
    mirror: Path, citation: StoredCitation, age: CitationAge, limits: AgeLimits
) -> tuple[tuple[HunkText, ...], bool]:
    paths = tuple(dict.fromkeys(_encode(path) for path in (citation.path, age.verdict.path)))
    patch = read_patch(mirror, citation.commit, age.commit, paths)
    hunks: list[HunkText] = []
    room = limits.hunk_lines_max
    for hunk in _list_touching(patch.files[0].hunks if patch.files else (), citation):
        lines = hunk.lines[:room]
        room -= len(lines)
        hunks.append(_show(hunk, lines))
        if len(lines) < len(hunk.lines):
            return tuple(hunks), True
    return tuple(hunks), patch.is_cut


def _list_touching(hunks: tuple[Hunk, ...], citation: StoredCitation) -> Iterator[Hunk]:
    for hunk in hunks:
        if hunk.old_start <= citation.end_line and hunk.old_start + max(1, hunk.old_count) > citation.start_line:
            yield hunk


def _show(hunk: Hunk, lines: tuple[bytes, ...]) -> HunkText:
    texts = tuple(line.decode("utf-8", "replace") for line in lines)
    return HunkText(old_start=hunk.old_start, new_start=hunk.new_start, lines=texts)


def _encode(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
