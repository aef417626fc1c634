"""Trees with whatever git can store, and what differs between two."""

import subprocess
from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, LimitError
from repochat.git import GitLimits, diff_trees, list_tree, read_sizes

from .repositories import Content, make_repository

_ODD_PATHS = [
    b"with space.py",
    b"new\nline.py",
    b"tab\tand\rreturn",
    b'double"quote',
    b"single'quote",
    b"back\\slash",
    "ünïcödé/文件.py".encode(),
    b"not-utf8-\xff\xfe",
    b"-leading-dash",
    b"--upload-pack=x",
    b"..dots",
    b"...",
    b"a/..b/c",
    b":(top)magic",
    b"*glob?[x]",
    b"Case.py",
    b"case.py",
    b"#hash",
    b"!bang",
    b"~tilde",
    b"$(touch x)",
    b"nul",
    b"deep/" * 60 + b"file",
]


def test_any_path_that_git_can_store_is_listed_as_it_is(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {path: path for path in _ODD_PATHS}, is_bare=True)
    entries = list_tree(repository.path, repository.sha())
    assert {entry.path: entry.size for entry in entries} == {path: len(path) for path in _ODD_PATHS}


def test_kinds_are_told_apart_and_links_are_not_followed(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "file": b"x",
        "run.sh": ("100755", b"#!"),
        "loop": ("120000", b"loop"),
        "out": ("120000", b"/etc/passwd"),
        "module": ("160000", b"1" * 40),
        ".gitmodules": b'[submodule "module"]\n\tpath = module\n\turl = ext::touch\n',
    }
    repository = make_repository(tmp_path / "r.git", files, is_bare=True)
    found = {entry.path: (entry.kind, entry.mode, entry.size) for entry in list_tree(repository.path, repository.sha())}
    assert found == {
        b".gitmodules": ("file", 0o100644, 54),
        b"file": ("file", 0o100644, 1),
        b"run.sh": ("executable", 0o100755, 2),
        b"loop": ("symlink", 0o120000, 4),
        b"out": ("symlink", 0o120000, 11),
        b"module": ("submodule", 0o160000, None),
    }


def test_a_tree_made_by_hand_with_names_that_climb_out_is_only_data(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"x"}, is_bare=True)
    blob = bytes.fromhex(repository.sha("HEAD:a"))
    inner = b"100644 passwd\0" + blob
    inner_oid = repository.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=inner).strip()
    tree = b"40000 ..\0" + bytes.fromhex(inner_oid.decode())
    oid = repository.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=tree).decode().strip()
    sha = repository.git("commit-tree", oid, "-m", "Climb").decode().strip()
    assert [entry.path for entry in list_tree(repository.path, sha)] == [b"../passwd"]


def test_an_empty_tree_is_an_empty_list(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {}, is_bare=True)
    assert list_tree(repository.path, repository.sha()) == []


def test_more_files_than_the_bound_are_an_error(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {str(n): b"" for n in range(5)}, is_bare=True)
    assert len(list_tree(repository.path, repository.sha(), limits=GitLimits(tree_entries_max=5))) == 5
    with pytest.raises(LimitError) as caught:
        list_tree(repository.path, repository.sha(), limits=GitLimits(tree_entries_max=4))
    assert caught.value.limit == "tree_entries_max"


def test_a_hundred_thousand_files_are_listed(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", is_bare=True)
    blob = "blob\nmark :1\ndata 1\nx\n"
    commit = "commit refs/heads/main\ncommitter a <a@b> 1700000000 +0000\ndata 0\n"
    modify = "".join(f"M 100644 :1 d{n % 300}/f{n}\n" for n in range(100_000))
    repository.git("fast-import", "--quiet", stdin=(blob + commit + modify).encode())
    entries = list_tree(repository.path, repository.sha())
    assert (len(entries), {entry.size for entry in entries}) == (100_000, {1})


def test_a_name_that_is_no_sha_never_reaches_git(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"x"}, is_bare=True)
    for sha in ("main", "--output=x", "HEAD", "", "g" * 40):
        with pytest.raises(InvalidError):
            list_tree(repository.path, sha)


def test_a_diff_names_what_was_added_changed_and_removed(tmp_path: Path) -> None:
    repository = make_repository(
        tmp_path / "r.git", {"keep": b"k", "change": b"1", "move": b"m", "mode": b""}, is_bare=True
    )
    old = repository.sha()
    changes: dict[str, Content] = {
        "change": b"22",
        "new\n": b"new",
        "moved": b"m",
        "mode": ("100755", b""),
        "link": ("120000", b"keep"),
        "module": ("160000", b"1" * 40),
    }
    new = repository.commit(changes, remove=["move"])
    found = {change.path: change for change in diff_trees(repository.path, old, new)}
    assert {path: (change.new_kind, change.new_size) for path, change in found.items()} == {
        b"change": ("file", 2),
        b"new\n": ("file", 3),
        b"moved": ("file", 1),
        b"move": (None, None),
        b"mode": ("executable", 0),
        b"link": ("symlink", 4),
        b"module": ("submodule", None),
    }
    assert found[b"moved"].new_oid == found[b"move"].old_oid
    assert (found[b"moved"].old_oid, found[b"move"].new_oid, found[b"move"].new_mode) == (None, None, None)
    assert (found[b"mode"].old_oid, found[b"mode"].new_mode) == (found[b"mode"].new_oid, 0o100755)
    assert diff_trees(repository.path, new, new) == []


def test_a_diff_above_the_bound_is_an_error(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {}, is_bare=True)
    old = repository.sha()
    new = repository.commit({str(n): b"" for n in range(5)})
    with pytest.raises(LimitError):
        diff_trees(repository.path, old, new, limits=GitLimits(tree_entries_max=4))


def test_sizes_leave_out_what_is_missing(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"four"}, is_bare=True)
    oid = repository.sha("HEAD:a")
    assert read_sizes(repository.path, [oid, oid, "1" * 40, "0" * 40]) == {oid: 4}
    assert read_sizes(repository.path, []) == {}


def test_a_diff_runs_no_driver(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"1", ".gitattributes": b"a diff=x\n"}, is_bare=True)
    old = repository.sha()
    new = repository.commit({"a": b"2"})
    repository.git("config", "diff.external", f"touch {tmp_path}/canary")
    assert len(diff_trees(repository.path, old, new)) == 1
    assert not (tmp_path / "canary").exists()
    shown = ["git", "-C", str(repository.path), "diff", old, new]
    subprocess.run(shown, capture_output=True, check=False)
    assert (tmp_path / "canary").exists()
