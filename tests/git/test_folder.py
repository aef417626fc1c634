"""One level of a tree, and what stands at one path."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import GitLimits, find_entry, list_folder

from .odd import ODD_PATHS
from .repositories import Repository, make_repository

SUBMODULE = "1" * 40


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    files = {
        b"b/deep/x.py": b"X = 1\n",
        b"a.py": b"A = 1\n",
        b"run.sh": ("100755", b"#!/bin/sh\n"),
        b"link": ("120000", b"b"),
        b"sub": ("160000", SUBMODULE.encode()),
    }
    return make_repository(tmp_path / "r.git", files, is_bare=True)


def test_only_its_own_level_is_told_folders_first(repository: Repository) -> None:
    root = list_folder(repository.path, repository.sha(), with_sizes=True)
    assert [(entry.path, entry.kind, entry.size) for entry in root.entries] == [
        (b"b", "folder", None),
        (b"a.py", "file", 6),
        (b"link", "symlink", 1),
        (b"run.sh", "executable", 10),
        (b"sub", "submodule", None),
    ]
    assert (root.entries[-1].oid, root.is_cut) == (SUBMODULE, False)
    for written in (b"b", b"b/", b"/b/"):
        assert [entry.path for entry in list_folder(repository.path, repository.sha(), written).entries] == [b"b/deep"]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_any_path_that_git_can_store_is_found_as_itself_alone(tmp_path: Path, path: bytes) -> None:
    made = make_repository(tmp_path / "r.git", {path + b"/" + path: b"x\n", b"other": b"", b"a": b""}, is_bare=True)
    (entry,) = list_folder(made.path, made.sha(), path).entries
    assert (entry.path, entry.kind) == (path + b"/" + path, "file")
    for asked, kind, size in ((entry.path, "file", 2), (path, "folder", None)):
        found = find_entry(made.path, made.sha(), asked)
        assert found is not None
        assert (found.path, found.kind, found.size) == (asked, kind, size)


@pytest.mark.parametrize("path", [b"a.py", b"link", b"sub", b"sub/", b"nowhere", b"-z", b"*", b":(glob)*"])
def test_what_is_no_folder_is_said(repository: Repository, path: bytes) -> None:
    """Of a submodule git lists the submodule itself, which would be a folder without an end."""
    with pytest.raises(NotFoundError, match="no folder"):
        list_folder(repository.path, repository.sha(), path)


@pytest.mark.parametrize("path", [b"b//deep", b"../b", b"b/.", b"b\0"])
def test_what_is_no_path_never_reaches_git(repository: Repository, path: bytes) -> None:
    with pytest.raises(InvalidError):
        list_folder(repository.path, repository.sha(), path)
    with pytest.raises(InvalidError):
        find_entry(repository.path, repository.sha(), path)


def test_nothing_is_found_beside_the_very_path(repository: Repository) -> None:
    for path in (b"A.py", b"a.p", b"b/deep/x", b"sub/x"):
        assert find_entry(repository.path, repository.sha(), path) is None


def test_a_folder_above_the_limit_is_cut_and_says_so(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "r.git", {f"f{number}": b"" for number in range(5)}, is_bare=True)
    sha = made.sha()
    cut = list_folder(made.path, sha, limits=GitLimits(folder_entries_max=4))
    assert ([entry.path for entry in cut.entries], cut.is_cut) == ([b"f0", b"f1", b"f2", b"f3"], True)
    assert not list_folder(made.path, sha, limits=GitLimits(folder_entries_max=5)).is_cut
    made.commit({}, remove=[f"f{number}" for number in range(5)])
    assert list_folder(made.path, made.sha()).entries == ()
