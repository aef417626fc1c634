"""Messages of commits, byte for byte, whatever they hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from repochat.core.errors import RepochatError
from repochat.git import GitLimits, read_message
from tests.git.repositories import Repository, make_repository, run_plain_git


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "r", {"a": b"1\n"})


def commit_raw(repository: Repository, headers: bytes, message: bytes) -> str:
    """A commit as no porcelain would write it."""
    tree = repository.git("rev-parse", "HEAD^{tree}").strip()
    raw = b"tree " + tree + b"\n" + headers + b"\n" + message
    return repository.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw).decode().strip()


PEOPLE = b"author Ada <a@x> 1700000000 +0000\ncommitter Bob <b@x> 1700000060 +0000\n"


def read(repository: Repository, sha: str, **limits: int) -> tuple[bytes, ...]:
    return read_message(repository.path / ".git", sha, limits=replace(GitLimits(), **limits)).lines


def test_a_message_is_its_lines_as_git_stores_them(repository: Repository) -> None:
    sha = repository.commit({"a": b"2\n"}, message="Limit retries\n\nBecause of #12.\nlast")
    message = read_message(repository.path / ".git", sha)
    assert message.lines == (b"Limit retries\n", b"\n", b"Because of #12.\n", b"last")
    assert (message.subject, message.author, message.is_cut) == ("Limit retries", "Ada Lovelace", False)
    assert message.parents == (repository.sha("HEAD~1"),)
    assert (
        b"".join(message.lines)
        == run_plain_git("-C", str(repository.path), "cat-file", "commit", sha).partition(b"\n\n")[2]
    )


def test_another_encoding_is_read_as_the_commit_says_and_hashed_as_it_is(repository: Repository) -> None:
    sha = commit_raw(repository, PEOPLE + b"encoding ISO-8859-1\n", b"Gr\xfc\xdfe\n")
    message = read_message(repository.path / ".git", sha)
    assert message.subject == "Gr\u00fc\u00dfe"
    assert message.lines == (b"Gr\xfc\xdfe\n",)


@pytest.mark.parametrize("encoding", [b"no-such", b"hex", b"rot13", b"\xff\xfe", b"", b"idna\0"])
def test_an_encoding_that_is_none_is_taken_for_utf8(repository: Repository, encoding: bytes) -> None:
    sha = commit_raw(repository, PEOPLE + b"encoding " + encoding + b"\n", b"caf\xc3\xa9 \xff\n")
    assert read_message(repository.path / ".git", sha).subject == "caf\u00e9 \ufffd"


def test_a_signature_and_odd_people_are_no_part_of_the_message(repository: Repository) -> None:
    headers = b"author <>\ncommitter nobody at all\ngpgsig -----BEGIN\n \n tree of lies\n -----END\n"
    message = read_message(repository.path / ".git", commit_raw(repository, headers, b"Signed\n\ntree 0\n"))
    assert message.lines == (b"Signed\n", b"\n", b"tree 0\n")
    assert (message.author, message.committed_at) == ("", 0)


def test_a_huge_message_is_cut_at_a_whole_line_and_says_so(repository: Repository) -> None:
    sha = commit_raw(repository, PEOPLE, b"Subject\n" + b"x" * 99 + b"\n" + b"y" * 10_000)
    message = read_message(repository.path / ".git", sha, limits=GitLimits(message_bytes_max=1_000))
    assert message.lines == (b"Subject\n", b"x" * 99 + b"\n")
    assert message.is_cut


def test_a_commit_without_a_message_has_no_lines(repository: Repository) -> None:
    assert read(repository, commit_raw(repository, PEOPLE, b"")) == ()


def test_what_is_no_commit_is_an_error(repository: Repository) -> None:
    for sha in (repository.sha("HEAD^{tree}"), repository.sha("HEAD:a"), "0" * 40, "HEAD", "--help"):
        with pytest.raises(RepochatError):
            read(repository, sha)
