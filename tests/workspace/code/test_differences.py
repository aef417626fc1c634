"""What differs where one side is a merge, the first commit, a submodule or a branch without common history."""

from pathlib import Path

import pytest

from repochat.catalog.repo_store import Repo
from repochat.core.errors import InvalidError, NotFoundError
from repochat.workspace.code.differences import Sides, read_difference, read_file_difference
from repochat.workspace.code.limits import CodeLimits
from tests.git.repositories import Repository, make_repository
from tests.workspace.code.places import build_repo


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A merge of a branch that moved a submodule and changed a binary file."""
    files = {"a.py": b"A = 1\n", "sub": ("160000", b"1" * 40), "bin": b"\0\1"}
    made = make_repository(tmp_path / "r", files)
    made.git("branch", "side", "main")
    made.commit({"sub": ("160000", b"2" * 40), "bin": b"\0\2"}, branch="side", message="Side")
    made.commit({"a.py": b"A = 2\n"}, message="Beside")
    tree = made.git("merge-tree", "--write-tree", "main", "side").decode().strip()
    merge = made.git("commit-tree", tree, "-p", "main", "-p", "side", "-m", "Merge").decode().strip()
    made.git("update-ref", "refs/heads/merged", merge)
    made.commit({"b.py": b"B = 1\n"}, branch="alone", message="Elsewhere")
    return made


@pytest.fixture
def repo(repository: Repository, tmp_path: Path) -> Repo:
    """Its mirror stands where the product has it."""
    repo = build_repo(repository)
    repository.git("clone", "-q", "--mirror", str(repository.path), str(tmp_path / f"{repo.id}.git"))
    return repo


async def test_a_merge_is_compared_with_either_parent(tmp_path: Path, repo: Repo) -> None:
    for base, paths in (("main", ["bin", "sub"]), ("side", ["a.py"])):
        shown = await read_difference(tmp_path, repo, Sides(base=base, head="merged"))
        assert [file.path for file in shown.files] == paths
        assert shown.merge_base == shown.old == shown.base


async def test_a_submodule_and_a_binary_file_are_told_by_what_can_be_told(tmp_path: Path, repo: Repo) -> None:
    sides = Sides(base="main", head="merged")
    shown = await read_difference(tmp_path, repo, sides)
    assert [(file.path, file.added, file.is_binary) for file in shown.files] == [("bin", None, True), ("sub", 1, False)]
    sub = await read_file_difference(tmp_path, repo, sides, "sub")
    assert [line for hunk in sub.hunks for line in hunk.lines] == [
        f"-Subproject commit {'1' * 40}",
        f"+Subproject commit {'2' * 40}",
    ]
    binary = await read_file_difference(tmp_path, repo, sides, "bin")
    assert (binary.is_binary, binary.hunks) == (True, ())


async def test_branches_without_a_common_commit_are_compared_directly_alone(tmp_path: Path, repo: Repo) -> None:
    shown = await read_difference(tmp_path, repo, Sides(base="main", head="alone"))
    assert shown.merge_base is None
    assert [(file.path, file.status) for file in shown.files][:2] == [("a.py", "removed"), ("b.py", "added")]
    with pytest.raises(InvalidError, match="share no history"):
        await read_difference(tmp_path, repo, Sides(base="main", head="alone", since="merge_base"))


async def test_before_the_first_commit_there_is_nothing_to_compare_with(tmp_path: Path, repo: Repo) -> None:
    with pytest.raises(NotFoundError):
        await read_difference(tmp_path, repo, Sides(base="main~1~1", head="main"))


async def test_files_come_page_by_page_and_counts_are_of_all(tmp_path: Path, repo: Repo) -> None:
    limits = CodeLimits(diff_files_max=1)
    first = await read_difference(tmp_path, repo, Sides(base="main", head="merged"), limits=limits)
    assert ([file.path for file in first.files], first.files_count, first.next_after) == (["bin"], 2, "1")
    rest = await read_difference(tmp_path, repo, Sides(base="main", head="merged"), after="1", limits=limits)
    assert ([file.path for file in rest.files], rest.added, rest.next_after) == (["sub"], 1, None)


async def test_a_difference_above_the_bound_is_cut_and_said_to_be(
    tmp_path: Path, repository: Repository, repo: Repo
) -> None:
    long = b"".join(b"line %d\n" % number for number in range(2_000))
    repository.commit({"a.py": long}, message="Long")
    repository.git("push", "-q", str(tmp_path / f"{repo.id}.git"), "main")
    sides, limits = Sides(base="main~1", head="main"), CodeLimits(diff_file_bytes_max=4_096)
    shown = await read_file_difference(tmp_path, repo, sides, "a.py", limits=limits)
    lines = [line for hunk in shown.hunks for line in hunk.lines]
    assert shown.is_cut
    assert lines[:3] == ["-A = 2", "+line 0", "+line 1"]
    assert len(lines) < 2_000
