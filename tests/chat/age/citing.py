"""Citations of real commits, proven as the product proves them."""

import hashlib
from pathlib import Path

from repochat.catalog.answer_store import StoredCitation
from repochat.chat.age import Judge, Verdict
from repochat.git import cut_lines
from tests.git.repositories import Repository

HEAD = b'"""Counts loans."""\n\nLIMIT = 3\n\n\n'
LEND = b'def lend(reader: str) -> str:\n    """Lend a book."""\n    return f"lent to {reader}"\n'
RENEW = b'def renew(reader: str) -> bool:\n    """Renew a loan."""\n    return len(reader) > LIMIT\n'
TAIL = b"\n\ndef count() -> int:\n    return LIMIT\n"
CODE = HEAD + LEND + b"\n\n" + RENEW + TAIL
LEND_LINES = (6, 8)
RENEW_LINES = (11, 13)


def cite(
    repository: Repository, path: str, lines: tuple[int, int], symbol: str = "", *, number: int = 1, rev: str = "HEAD"
) -> StoredCitation:
    content = repository.git("cat-file", "blob", f"{rev}:{path}")
    return StoredCitation(
        number=number,
        repo="r",
        repo_id=None,
        commit=repository.sha(rev),
        path=path,
        blob=repository.sha(f"{rev}:{path}"),
        start_line=lines[0],
        end_line=lines[1],
        snippet_sha256=hashlib.sha256(cut_lines(content, *lines)).hexdigest(),
        symbol=symbol,
        url="",
    )


def judge(repository: Repository, citation: StoredCitation, rev: str = "HEAD") -> Verdict:
    """The verdict at `rev`; what it says still stands is read there, and has the citation's hash."""
    with Judge(git_dir(repository), repository.sha(rev)) as judging:
        verdict = judging.judge(citation)
    if verdict.state in {"still_true", "moved"} and citation.kind == "code":
        assert read_hash(repository, verdict, rev) == citation.snippet_sha256
    return verdict


def read_hash(repository: Repository, verdict: Verdict, rev: str = "HEAD") -> str:
    content = repository.git("cat-file", "blob", f"{repository.sha(rev)}:{verdict.path}")
    return hashlib.sha256(cut_lines(content, verdict.start_line, verdict.end_line)).hexdigest()


def git_dir(repository: Repository) -> Path:
    return repository.path / ".git"
