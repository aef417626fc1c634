"""Proving an exported answer again, long after: from git alone, without the database, an index or the network.

What is proven is that every cited line stood where the export says. What the statements say of these lines was checked
when the answer was made, and the export tells how that ended.
"""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from repochat.chat.exporting import SCHEMA, SCHEMA_VERSION
from repochat.core.errors import InvalidError, LimitError, NotFoundError, RepochatError
from repochat.git import BlobReader, cut_lines, list_tree, resolve_revision

ProofProblem = Literal[
    "missing_commit", "no_such_path", "blob_differs", "missing_blob", "out_of_range", "hash_differs", "not_listed"
]

ObjectId = Annotated[str, Field(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$")]
LineNumber = Annotated[int, Field(ge=-(2**31), le=2**31)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofLimits:
    """Of one file that somebody hands over."""

    file_bytes_max: int = 20_000_000
    citations_max: int = 10_000
    repositories_max: int = 1_000
    """Looked into for a commit."""


LIMITS = ProofLimits()


class _Exported(BaseModel):
    model_config = ConfigDict(strict=True)  # what reads like a number is none


class ExportedCitation(_Exported):
    """As `chat.Citation`; what a proof does not need is not read."""

    id: Annotated[str, Field(max_length=20)]
    repo: Annotated[str, Field(max_length=2_000)]
    commit: ObjectId
    path: Annotated[str, Field(min_length=1, max_length=8_192)]
    blob: ObjectId
    start_line: LineNumber
    end_line: LineNumber
    snippet_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ExportedStatement(_Exported):
    text: str
    status: Literal["supported", "partly", "unsupported"]
    citations: list[Annotated[str, Field(max_length=20)]]


class ExportedAnswer(_Exported):
    """What `export_json` writes, as far as a proof needs it."""

    schema_name: Annotated[Literal["repochat.answer"], Field(alias="schema")]
    version: Literal[1]
    question: str
    statements: list[ExportedStatement]
    citations: Annotated[list[ExportedCitation], Field(max_length=LIMITS.citations_max)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One citation; `problem` is None when git proves it, else the first thing that is wrong, told by `detail`."""

    citation: str
    place: str
    problem: ProofProblem | None
    detail: str = ""


def read_export(path: Path) -> ExportedAnswer:
    """The answer in a file. Raises NotFoundError, LimitError, or InvalidError that says what is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.file_bytes_max + 1)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read: {error.strerror}.", hint="Name an exported answer.") from error
    if len(data) > LIMITS.file_bytes_max:
        raise LimitError(
            f"{path} has more than {LIMITS.file_bytes_max:,} bytes.", hint="An export is small.", limit="file_bytes_max"
        )
    try:
        return ExportedAnswer.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"][:4]) or "the file"
        raise InvalidError(
            f"{path} is no exported answer: {place[:200]}: {first['msg'][:300]}.",
            hint=f"`repochat export ID` writes one ({SCHEMA}, version {SCHEMA_VERSION}).",
        ) from error


def prove_export(answer: ExportedAnswer, git_dirs: Sequence[Path]) -> list[Proof]:
    """Each citation held against the repositories in `git_dirs`, whichever has its commit; then each dangling id.

    Raises LimitError for more than `repositories_max` of them, and what git raises when it cannot run.
    """
    if len(git_dirs) > LIMITS.repositories_max:
        raise LimitError(
            f"There are {len(git_dirs):,} repositories to look into.",
            hint="Name the repository with --repo.",
            limit="repositories_max",
        )
    with ExitStack() as stack:
        commits = {
            commit: _open_commit(stack, commit, git_dirs) for commit in {each.commit for each in answer.citations}
        }
        proofs = [_prove(each, commits[each.commit]) for each in answer.citations]
    return [*proofs, *_list_dangling(answer)]


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit that is there: its files, and the blobs of its repository."""

    blobs: dict[str, str]
    reader: BlobReader


def _open_commit(stack: ExitStack, sha: str, git_dirs: Sequence[Path]) -> _Commit | None:
    for git_dir in git_dirs:
        try:
            resolve_revision(git_dir, sha)
        except (NotFoundError, InvalidError):
            continue
        entries = list_tree(git_dir, sha)
        blobs = {entry.path.decode("utf-8", "surrogateescape"): entry.oid for entry in entries}
        return _Commit(blobs, stack.enter_context(BlobReader(git_dir)))
    return None


def _prove(citation: ExportedCitation, commit: _Commit | None) -> Proof:
    problem, detail = _find_problem(citation, commit)
    place = f"{citation.path}:{citation.start_line}-{citation.end_line} @ {citation.commit[:12]}"
    return Proof(citation=citation.id, place=place, problem=problem, detail=detail)


def _find_problem(citation: ExportedCitation, commit: _Commit | None) -> tuple[ProofProblem | None, str]:
    if commit is None:
        return "missing_commit", f"no repository at hand has the commit {citation.commit}"
    blob = commit.blobs.get(citation.path)
    if blob is None:
        return "no_such_path", "the commit has no such file"
    if blob != citation.blob:
        return "blob_differs", f"the commit has blob {blob} there, not {citation.blob}"
    try:
        content = commit.reader.read(blob)
    except RepochatError as error:
        return "missing_blob", error.message
    return _check_lines(citation, content)


def _check_lines(citation: ExportedCitation, content: bytes) -> tuple[ProofProblem | None, str]:
    try:
        lines = cut_lines(content, citation.start_line, citation.end_line)
    except InvalidError as error:
        return "out_of_range", error.message
    found = hashlib.sha256(lines).hexdigest()
    if found != citation.snippet_sha256:
        return "hash_differs", f"these lines have sha256 {found}, not {citation.snippet_sha256}"
    return None, ""


def _list_dangling(answer: ExportedAnswer) -> list[Proof]:
    known = {each.id for each in answer.citations}
    cited = dict.fromkeys(each for statement in answer.statements for each in statement.citations)
    detail = "a statement cites it, and it is not among the citations"
    return [Proof(citation=each, place="", problem="not_listed", detail=detail) for each in cited if each not in known]
