"""Contents of blobs: exact, bounded, in order, and by lines that only LF ends."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.core.errors import InvalidError, LimitError, UnavailableError
from repochat.git import BlobReader, GitLimits, MissingObjectError, count_lines, cut_lines, list_tree

from .repositories import Repository, make_repository

_CONTENTS = {
    "empty": b"",
    "no end": b"a\nb",
    "crlf": b"a\r\nb\r\n",
    "mixed": b"a\rb\nc\r\n\x0cd\xe2\x80\xa8e\x85f\n",
    "nul": b"\x00\xff\n" * 3,
    "like an answer": b"1f7a7a472abf3dd9643fd615f6da379c4acb3e3a blob 3\nabc\n",
    "long line": b"x" * 1_000_000,
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """One file for each awkward content."""
    return make_repository(tmp_path / "r.git", _CONTENTS, is_bare=True)


def test_every_byte_comes_back_in_the_order_asked(repository: Repository) -> None:
    entries = list_tree(repository.path, repository.sha())
    with BlobReader(repository.path) as reader:
        blobs = list(reader.iter_blobs(entry.oid for entry in entries))
        assert [reader.read(entry.oid) for entry in entries] == [blob.content for blob in blobs]
    assert {entry.path.decode(): blob.content for entry, blob in zip(entries, blobs, strict=True)} == _CONTENTS


def test_more_blobs_than_one_window_and_repeats_are_fine(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {str(n): b"%d" % n for n in range(400)}, is_bare=True)
    oids = [entry.oid for entry in list_tree(repository.path, repository.sha())] * 2
    with BlobReader(repository.path) as reader:
        assert [blob.oid for blob in reader.iter_blobs(oids)] == oids


def test_what_cannot_be_given_says_why_and_the_rest_go_on(repository: Repository) -> None:
    small, large = repository.sha("HEAD:crlf"), repository.sha("HEAD:long line")
    tree = repository.sha("HEAD^{tree}")
    with BlobReader(repository.path, limits=GitLimits(blob_bytes_max=1_000)) as reader:
        blobs = list(reader.iter_blobs([large, "0" * 40, tree, small]))
        assert [(blob.problem, blob.size) for blob in blobs] == [
            ("too_large", 1_000_000),
            ("missing", None),
            ("not_a_blob", blobs[2].size),
            (None, 6),
        ]
        assert [blob.content for blob in blobs] == [None, None, None, b"a\r\nb\r\n"]


def test_a_single_read_raises_what_is_wrong_and_works_again(repository: Repository) -> None:
    small, large = repository.sha("HEAD:crlf"), repository.sha("HEAD:long line")
    with BlobReader(repository.path, limits=GitLimits(blob_bytes_max=1_000)) as reader:
        with pytest.raises(LimitError) as caught:
            reader.read(large)
        assert caught.value.limit == "blob_bytes_max"
        with pytest.raises(MissingObjectError):
            reader.read("0" * 40)
        with pytest.raises(InvalidError, match="not a blob"):
            reader.read(repository.sha("HEAD^{tree}"))
        with pytest.raises(InvalidError, match="full object id"):
            reader.read("HEAD:crlf\nflush")
        assert reader.read(small) == b"a\r\nb\r\n"


def test_a_reader_survives_the_death_of_its_git(repository: Repository) -> None:
    oid = repository.sha("HEAD:crlf")
    with BlobReader(repository.path) as reader:
        reader.read(oid)
        (git,) = [child for child in psutil.Process().children() if str(repository.path) in " ".join(child.cmdline())]
        git.kill()
        with pytest.raises(UnavailableError, match="git"):
            reader.read(oid)
        assert reader.read(oid) == b"a\r\nb\r\n"


def test_threads_share_a_reader_and_iterating_does_not_block_reading(repository: Repository) -> None:
    oids = [entry.oid for entry in list_tree(repository.path, repository.sha())]
    with BlobReader(repository.path) as reader, ThreadPoolExecutor(4) as pool:
        expected = [blob.content for blob in reader.iter_blobs(oids)]
        assert list(pool.map(reader.read, oids * 20)) == expected * 20
        for blob in reader.iter_blobs(oids):
            assert reader.read(blob.oid) == blob.content


def test_an_iteration_left_early_leaves_no_process(repository: Repository) -> None:
    before = _count_children()
    oids = [entry.oid for entry in list_tree(repository.path, repository.sha())]
    with BlobReader(repository.path) as reader:
        blobs = reader.iter_blobs(oids)
        next(blobs)
        del blobs
        assert reader.read(oids[0]) is not None
    assert _count_children() == before


def _count_children() -> int:
    return len(psutil.Process().children(recursive=True))


def test_a_mirror_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with BlobReader(tmp_path / "none") as reader, pytest.raises(InvalidError, match="not a git repository"):
        reader.read("1" * 40)


def test_lines_keep_their_ends_and_hash_as_citations_do(repository: Repository) -> None:
    oid = repository.sha("HEAD:mixed")
    with BlobReader(repository.path) as reader:
        assert reader.read_lines(oid, 1, 1) == b"a\rb\n"
        assert reader.read_lines(oid, 2, 3) == b"c\r\n\x0cd\xe2\x80\xa8e\x85f\n"
        assert reader.sha256_of_lines(oid, 2, 2) == hashlib.sha256(b"c\r\n").hexdigest()
        assert reader.read_lines(repository.sha("HEAD:no end"), 2, 2) == b"b"
        for start, end in ((0, 1), (2, 1), (3, 4), (-1, 1)):
            with pytest.raises(InvalidError):
                reader.read_lines(oid, start, end)


@given(st.lists(st.sampled_from([b"a", b"\n", b"\r", b"\x0c", "é".encode()]), max_size=30).map(b"".join))
def test_lines_put_together_are_the_blob(content: bytes) -> None:
    """Also: there are as many as splitting at LF gives."""
    lines = [cut_lines(content, number, number) for number in range(1, count_lines(content) + 1)]
    assert b"".join(lines) == content
    assert lines == [part + b"\n" for part in content.split(b"\n")[:-1]] + [
        part for part in content.split(b"\n")[-1:] if part
    ]
    if lines:
        assert cut_lines(content, 1, len(lines)) == content
