"""Hunks of files between two commits, within a bound of bytes."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError
from repochat.git import GitLimits, Hunk, list_changes, read_patch

from .repositories import Repository, make_repository

_PLAIN = b"".join(b"line %d\n" % number for number in range(1, 21))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = make_repository(tmp_path / "r.git", {"a": _PLAIN, "b": b"old\n"}, is_bare=True)
    made.commit({"a": _PLAIN.replace(b"line 2\n", b"two\n").replace(b"line 19\n", b""), "c": b"no end"})
    return made


def test_hunks_tell_their_lines_on_both_sides(repository: Repository) -> None:
    patch = read_patch(repository.path, repository.sha("main~1"), repository.sha(), (b"a",), context_lines=0)
    assert not patch.is_cut
    assert [file.hunks for file in patch.files] == [
        (
            Hunk(old_start=2, old_count=1, new_start=2, new_count=1, lines=(b"-line 2", b"+two")),
            Hunk(old_start=19, old_count=1, new_start=18, new_count=0, lines=(b"-line 19",)),
        )
    ]


def test_context_is_as_wide_as_asked(repository: Repository) -> None:
    hunks = read_patch(repository.path, repository.sha("main~1"), repository.sha(), (b"a",), context_lines=1)
    assert hunks.files[0].hunks[0].lines == (b" line 1", b"-line 2", b"+two", b" line 3")


def test_a_missing_line_end_is_no_line(repository: Repository) -> None:
    patch = read_patch(repository.path, repository.sha("main~1"), repository.sha(), (b"c",))
    assert patch.files[0].hunks[0].lines == (b"+no end",)


def test_files_come_in_the_order_of_the_list_of_changes(repository: Repository) -> None:
    old, new = repository.sha("main~1"), repository.sha()
    patch, changes = read_patch(repository.path, old, new), list_changes(repository.path, old, new)
    assert [change.path for change in changes] == [b"a", b"c"]
    assert [len(file.hunks) for file in patch.files] == [2, 1]


def test_content_that_looks_like_a_header_stays_content(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"x\n"}, is_bare=True)
    tricks = b"diff --git a/z b/z\n@@ -1 +1 @@\n--- a/z\n+++ b/z\nBinary files differ\n"
    new = repository.commit({"a": tricks, "z": b"1\n"})
    patch = read_patch(repository.path, repository.sha("main~1"), new)
    assert len(patch.files) == 2
    added = [line for line in patch.files[0].hunks[0].lines if line.startswith(b"+")]
    assert added == [b"+" + line for line in tricks.splitlines()]
    assert not patch.files[0].is_binary


def test_binaries_and_submodules_have_no_lines_of_files(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"x": b"\0\1"}, is_bare=True)
    first = repository.sha()
    last = repository.commit({"x": b"\0\2", "sub": ("160000", first.encode())})
    sub, binary = read_patch(repository.path, first, last).files
    assert (binary.is_binary, binary.hunks) == (True, ())
    assert sub.hunks[0].lines == (b"+Subproject commit " + first.encode(),)


def test_a_rename_shows_as_one_when_both_paths_are_given(repository: Repository) -> None:
    old = repository.sha()
    new = repository.commit({"d": _PLAIN.replace(b"line 5\n", b"five\n")}, remove=["a"])
    alone = read_patch(repository.path, old, new, (b"d",))
    both = read_patch(repository.path, old, new, (b"a", b"d"))
    assert alone.files[0].hunks[0].old_count == 0
    assert [len(file.hunks) for file in both.files] == [2]


def test_more_than_the_bound_is_cut_at_a_line_and_said_to_be(repository: Repository) -> None:
    new = repository.commit({"a": b"".join(b"other %d\n" % number for number in range(9_000))})
    patch = read_patch(repository.path, repository.sha("main~1"), new, limits=GitLimits(patch_bytes_max=1_000))
    assert patch.is_cut
    assert patch.files[-1].is_cut
    lines = patch.files[-1].hunks[-1].lines
    assert lines[-1] in {b"+other %d" % number for number in range(9_000)} | {b"-line %d" % n for n in range(21)}
    assert sum(map(len, lines)) < 1_000


def test_paths_are_taken_literally(repository: Repository) -> None:
    old, new = repository.sha("main~1"), repository.sha()
    for path in (b"*", b":(top)a", b"--root"):
        assert read_patch(repository.path, old, new, (path,)).files == ()
    with pytest.raises(InvalidError):
        read_patch(repository.path, old, new, (b"a\0b",))
