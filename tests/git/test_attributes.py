"""Attributes and ignored paths, by git's own rules, of a tree that is never checked out."""

from pathlib import Path

import pytest

from repochat.git import GitLimits, IgnoredPaths, PathAttributes, list_ignored, list_tree, read_attributes
from repochat.git.attributes import Attributes, is_plain_path

from .repositories import Content, make_repository


def _attributes(
    tmp_path: Path, files: dict[str, Content] | dict[bytes, Content], limits: GitLimits | None = None
) -> Attributes:
    repository = make_repository(tmp_path / "r.git", files, is_bare=True)
    return read_attributes(repository.path, list_tree(repository.path, repository.sha()), limits=limits)


def _ignored(
    tmp_path: Path, files: dict[str, Content] | dict[bytes, Content], limits: GitLimits | None = None
) -> IgnoredPaths:
    repository = make_repository(tmp_path / "r.git", files, is_bare=True)
    return list_ignored(repository.path, list_tree(repository.path, repository.sha()), limits=limits)


def test_what_linguist_and_git_read_is_told(tmp_path: Path) -> None:
    rules = b"""
*.pb.go linguist-generated
third/** linguist-vendored=true
docs/** linguist-documentation linguist-vendored=false
*.bin binary
package-lock.json -diff
*.h linguist-language=C++
*.rc text working-tree-encoding=UTF-16
*.psd filter=lfs diff=lfs merge=lfs -text
"""
    names = ["a.pb.go", "third/x/y.c", "docs/d", "z.bin", "package-lock.json", "k.h", "w.rc", "i.psd", "plain"]
    files: dict[str, Content] = {".gitattributes": rules, **dict.fromkeys(names, b"")}
    found = _attributes(tmp_path, files)
    assert found.problems == []
    assert found.by_path == {
        b"a.pb.go": PathAttributes(is_generated=True),
        b"third/x/y.c": PathAttributes(is_vendored=True),
        b"docs/d": PathAttributes(is_documentation=True, is_vendored=False),
        b"z.bin": PathAttributes(is_binary=True, has_diff=False, is_text=False),
        b"package-lock.json": PathAttributes(has_diff=False),
        b"k.h": PathAttributes(language="C++"),
        b"w.rc": PathAttributes(is_text=True, encoding="UTF-16"),
        b"i.psd": PathAttributes(filter="lfs", is_text=False),
    }


def test_the_last_match_and_the_nearer_folder_win(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        ".gitattributes": b"* linguist-vendored\n*.py -linguist-vendored\n",
        "lib/.gitattributes": b"*.py linguist-vendored\nkeep.py !linguist-vendored\n",
        "a.py": b"",
        "lib/b.py": b"",
        "lib/keep.py": b"",
        "c": b"",
    }
    by_path = _attributes(tmp_path, files).by_path
    assert [by_path[path].is_vendored for path in (b"a.py", b"lib/b.py", b"c")] == [False, True, True]
    assert b"lib/keep.py" not in by_path


def test_a_macro_and_odd_paths_follow_git(tmp_path: Path) -> None:
    files: dict[bytes, Content] = {
        b".gitattributes": b'[attr]ours linguist-generated\n*.x ours\n"sp ace" ours\n',
        b"new\nline.x": b"",
        b"sp ace": b"",
        b"\xff.x": b"",
        b"-dash.x": b"",
    }
    assert set(_attributes(tmp_path, files).by_path) == {b"new\nline.x", b"sp ace", b"\xff.x", b"-dash.x"}


def test_a_tree_without_rules_says_nothing(tmp_path: Path) -> None:
    assert _attributes(tmp_path, {"a": b""}) == Attributes(by_path={}, problems=[])


def test_rules_that_are_links_or_too_large_or_too_many_are_left_out_and_named(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        ".gitattributes": b"* linguist-generated\n",
        "a/.gitattributes": b"* linguist-vendored\n" * 100,
        "b/.gitattributes": ("120000", b"../.gitattributes"),
        "c/.gitattributes": b"* linguist-vendored\n",
        "a/x": b"",
        "c/x": b"",
    }
    found = _attributes(tmp_path, files, GitLimits(attribute_bytes_max=1_000, attribute_files_max=1))
    assert {(problem.path, problem.reason) for problem in found.problems} == {
        (b"a/.gitattributes", "too_large"),
        (b"c/.gitattributes", "too_many"),
    }
    assert found.by_path[b"a/x"] == found.by_path[b"c/x"] == PathAttributes(is_generated=True)


@pytest.mark.parametrize("rules", [b"\x00\xff\xfe", b"*" * 3_000 + b" x\n", b"!x y\n[ z\n\\\n", b"a" * 100_000])
def test_nonsense_rules_do_no_harm(tmp_path: Path, rules: bytes) -> None:
    found = _attributes(tmp_path, {".gitattributes": rules + b"\n*.g linguist-generated\n", "a.g": b""})
    assert found.by_path.get(b"a.g") in {None, PathAttributes(is_generated=True)}


def test_patterns_made_to_run_for_ever_lose_their_effect_in_time(tmp_path: Path) -> None:
    slow = b"*a" * 60 + b"b"
    files: dict[str, Content] = {
        ".gitattributes": (slow + b" linguist-generated\n") * 800,
        ".repochatignore": (slow + b"\n") * 800,
    }
    files |= {"a" * 200 + str(number): b"" for number in range(300)}
    limits = GitLimits(pattern_timeout_s=0.2)
    found = _attributes(tmp_path / "1", files, limits)
    assert [problem.reason for problem in found.problems] == ["too_slow"]
    assert [problem.reason for problem in _ignored(tmp_path / "2", files, limits).problems] == ["too_slow"]


def test_ignored_paths_follow_the_syntax_of_gitignore(tmp_path: Path) -> None:
    rules = b"# comment\n*.min.js\n!keep.min.js\n/build/\nvendor\nsp\\ ace\n**/gen/*.py\nend \n"
    kept = ["keep.min.js", "src/build/x", "gen.py", ".repochatignore", "a\nb"]
    dropped = [
        "a.min.js",
        "x/b.min.js",
        "build/y/z",
        "x/vendor/deep/q.c",
        "sp ace",
        "p/gen/a.py",
        "end",
        "vendor2/vendor",
    ]
    files: dict[str, Content] = dict.fromkeys([*kept, *dropped], b"")
    files[".repochatignore"] = rules
    found = _ignored(tmp_path, files)
    assert (found.has_file, found.problems) == (True, ())
    assert found.paths == {path.encode() for path in dropped}


def test_a_gitignore_is_not_an_ignore_file_of_ours(tmp_path: Path) -> None:
    assert _ignored(tmp_path, {".gitignore": b"*\n", "a": b"", "d/.repochatignore": b"*\n"}) == IgnoredPaths(
        paths=frozenset(), has_file=False, problems=()
    )


def test_an_ignore_file_that_is_too_large_or_a_link_is_not_followed(tmp_path: Path) -> None:
    large = _ignored(tmp_path / "1", {".repochatignore": b"*\n" * 100, "a": b""}, GitLimits(attribute_bytes_max=50))
    assert (large.paths, [problem.reason for problem in large.problems]) == (frozenset(), ["too_large"])
    link = _ignored(tmp_path / "2", {".repochatignore": ("120000", b"/etc/passwd"), "a": b""})
    assert (link.paths, link.has_file) == (frozenset(), False)


def test_a_tree_made_by_hand_does_not_upset_git(tmp_path: Path) -> None:
    repository = make_repository(
        tmp_path / "r.git", {".gitattributes": b"* text\n", ".repochatignore": b"x\n", "x": b""}, is_bare=True
    )
    entries = list_tree(repository.path, repository.sha())
    climbing = [b"../x", b".git/x", b"a//b", b"./x", b"/x", b"../.gitattributes"]
    forged = [type(entries[0])(path=path, mode=0o100644, kind="file", oid=entries[0].oid, size=1) for path in climbing]
    assert not any(is_plain_path(path) for path in climbing)
    assert set(read_attributes(repository.path, [*entries, *forged]).by_path) == {entry.path for entry in entries}
    assert list_ignored(repository.path, [*entries, *forged]).paths == {b"x"}
