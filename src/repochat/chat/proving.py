"""Proving an exported answer again, long after: from git alone, without the database, an index or the network.

What is proven is that every cited line stood where the export says, in a file or in a commit's message. Of a pull
request git has no copy: its lines are those that its forge told, and the proof says so. What the statements say of
these lines was checked when the answer was made, and the export tells how that ended.
"""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from repochat.chat.exporting import SCHEMA, SCHEMA_VERSION
from repochat.chat.model import Citation, CitationKind
from repochat.core.errors import InvalidError, LimitError, NotFoundError, RepochatError
from repochat.git import BlobReader, cut_lines, list_tree, read_message, resolve_revision

ProofProblem = Literal[
    "missing_commit", "no_such_path", "blob_differs", "missing_blob", "out_of_range", "hash_differs", "not_listed"
]
KIND_FIELDS_DIFFER = "code has a path and a blob; a commit and a pull request have neither"

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
    path: Annotated[str, Field(max_length=8_192)]
    blob: ObjectId | Literal[""]
    start_line: LineNumber
    end_line: LineNumber
    snippet_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    kind: CitationKind = "code"
    ref: Annotated[str, Field(max_length=20)] = ""
    told: str = ""

    @model_validator(mode="after")
    def _has_its_fields(self) -> Self:
        if bool(self.path and self.blob) != (self.kind == "code") or (self.kind != "code" and self.path + self.blob):
            raise ValueError(KIND_FIELDS_DIFFER)
        return self

    @property
    def place(self) -> str:
        """As `chat.Citation.place`."""
        return Citation(**self.model_dump(), symbol="", url="").place


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
    """One citation; `problem` is None when git proves it, else the first thing that is wrong, told by `detail`.

    `is_told` when the lines are those that a forge told: they are unchanged since, and git proves nothing of them.
    """

    citation: str
    place: str
    problem: ProofProblem | None
    detail: str = ""
    is_told: bool = False


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
            commit: _open_commit(stack, commit, git_dirs)
            for commit in {each.commit for each in answer.citations if each.kind != "pull_request"}
        }
        proofs = [_prove(each, commits.get(each.commit)) for each in answer.citations]
    return [*proofs, *_list_dangling(answer)]


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit that is there: its files, and the blobs of its repository."""

    git_dir: Path
    sha: str
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
        return _Commit(git_dir, sha, blobs, stack.enter_context(BlobReader(git_dir)))
    return None


def _prove(citation: ExportedCitation, commit: _Commit | None) -> Proof:
    problem, detail = _find_problem(citation, commit)
    is_told = citation.kind == "pull_request"
    return Proof(citation=citation.id, place=citation.place, problem=problem, detail=detail, is_told=is_told)


def _find_problem(citation: ExportedCitation, commit: _Commit | None) -> tuple[ProofProblem | None, str]:
    if citation.kind == "pull_request":
        return _check_hash(citation, citation.told.encode("utf-8", "replace"))
    if commit is None:
        return "missing_commit", f"no repository at hand has the commit {citation.commit}"
    if citation.kind == "commit":
        return _check_lines(citation, b"".join(read_message(commit.git_dir, commit.sha).lines))
    return _check_file(citation, commit)


def _check_file(citation: ExportedCitation, commit: _Commit) -> tuple[ProofProblem | None, str]:
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
    return _check_hash(citation, lines)


def _check_hash(citation: ExportedCitation, lines: bytes) -> tuple[ProofProblem | None, str]:
    found = hashlib.sha256(lines).hexdigest()
    if found != citation.snippet_sha256:
        return "hash_differs", f"these lines have sha256 {found}, not {citation.snippet_sha256}"
    return None, ""


def _list_dangling(answer: ExportedAnswer) -> list[Proof]:
    known = {each.id for each in answer.citations}
    cited = dict.fromkeys(each for statement in answer.statements for each in statement.citations)
    detail = "a statement cites it, and it is not among the citations"
    return [Proof(citation=each, place="", problem="not_listed", detail=detail) for each in cited if each not in known]
