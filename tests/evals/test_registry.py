import io
import tarfile
from pathlib import Path

import pytest
from evals.history import commit_all, list_blobs, run_git
from evals.registry import Package, fetch_release, read_packages, unpack_release
from evals.visible import describe_difference


def _write_archive(file: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def test_a_release_is_unpacked_without_the_folder_it_comes_in(tmp_path: Path) -> None:
    archive = tmp_path / "tool-1.0.tar.gz"
    _write_archive(archive, {"tool-1.0/src/tool.py": b"x = 1\n", "tool-1.0/README": b"tool\n"})
    unpack_release(archive, tmp_path / "out")
    assert (tmp_path / "out" / "src" / "tool.py").read_bytes() == b"x = 1\n"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["README", "src"]


def test_a_release_that_would_leave_its_folder_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "tool-1.0.tar.gz"
    _write_archive(archive, {"tool-1.0/../../escaped.py": b""})
    with pytest.raises(tarfile.FilterError):
        unpack_release(archive, tmp_path / "deep" / "out")


def test_an_altered_archive_is_refused(tmp_path: Path) -> None:
    package = Package(name="tool", licence="MIT", large=False, releases={"1.0": "0" * 64})
    (tmp_path / "tool-1.0.tar.gz").write_bytes(b"not what was pinned")
    with pytest.raises(ValueError, match="checksum"):
        fetch_release(package, "1.0", tmp_path)


def test_every_pinned_release_has_a_checksum_and_a_permissive_licence() -> None:
    packages = read_packages()
    assert all(len(package.releases) >= 3 for package in packages)
    assert all(len(digest) == 64 for package in packages for digest in package.releases.values())
    assert {package.licence for package in packages} <= {"MIT", "BSD-3-Clause", "BSD-2-Clause", "Apache-2.0"}


def test_the_same_files_make_the_same_commit_on_every_machine(tmp_path: Path) -> None:
    commits: list[str] = []
    for name in ("one", "other"):
        repository = tmp_path / name
        repository.mkdir()
        run_git(repository, "init", "--quiet", "--initial-branch=main")
        (repository / "a.py").write_text("x = 1\n")
        commits.append(commit_all(repository, "tool 1.0", at=1_700_000_000))
    assert commits[0] == commits[1]


def test_the_same_bytes_under_another_ending_count_as_another_blob(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "--quiet")
    for name in ("a.rst", "b.rst", "c.txt"):
        (tmp_path / name).write_text("same\n")
    commit = commit_all(tmp_path, "Same", at=1_700_000_000)
    assert sorted(suffix for _, suffix in list_blobs(tmp_path, commit)) == [".rst", ".txt"]


def test_equal_rows_differ_in_nothing_and_others_are_shown() -> None:
    assert describe_difference("chunks", [("a.py", 1)], [("a.py", 1)]) is None
    difference = describe_difference("chunks", [("a.py", 1), ("b.py", 1)], [("a.py", 1)])
    assert difference is not None
    assert "1 rows more, 0 fewer" in difference
