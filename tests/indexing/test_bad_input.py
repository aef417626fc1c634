"""Whatever stands in a repository, or is none: a clear error or an index, and nothing left over."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError, RepochatError
from tests.git.repositories import Content, Repository, make_repository
from tests.indexing.workbench import Workbench, as_tree, list_git_tree

CODE = b"def work():\n    return 1\n"
MANY_FILES = 20_000
HUGE_BYTES = 30_000_000
MANY_BLOBS = 200


def make_unborn(path: Path) -> Repository:
    """Commits on another branch than HEAD's."""
    repository = make_repository(path)
    repository.commit({"a.py": CODE}, branch="other")
    return repository


def make_plain_folder(path: Path) -> Repository:
    path.mkdir()
    (path / "a.py").write_bytes(CODE)
    return Repository(path=path, branch="main")


def make_missing(path: Path) -> Repository:
    return Repository(path=path, branch="main")


def make_small(path: Path) -> Repository:
    return make_repository(path, {"a.py": CODE})


@pytest.mark.parametrize(
    ("make", "rev", "kind", "told"),
    [
        (make_repository, None, NotFoundError, "empty"),
        (make_unborn, None, NotFoundError, "no commit yet"),
        (make_plain_folder, None, InvalidError, "not a git repository"),
        (make_missing, None, NotFoundError, "no folder"),
        (make_small, "nowhere", NotFoundError, "nowhere"),
        (make_small, "0" * 40, NotFoundError, "0000"),
        (make_small, "--upload-pack=x", InvalidError, "not a revision"),
        (make_small, "", InvalidError, "not a revision"),
    ],
)
async def test_what_cannot_be_indexed_says_why_and_leaves_no_rows(
    workbench: Workbench,
    tmp_path: Path,
    make: Callable[[Path], Repository],
    rev: str | None,
    kind: type[RepochatError],
    told: str,
) -> None:
    repository = make(tmp_path / "source")
    with pytest.raises(RepochatError) as caught:
        await workbench.index(repository, rev)
    assert isinstance(caught.value, kind), caught.value.message
    assert told in (caught.value.message + caught.value.hint).lower()
    assert caught.value.hint
    assert set((await workbench.count_rows()).values()) == {0}


async def test_an_unborn_default_branch_is_no_obstacle_to_another(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_unborn(tmp_path / "source")
    assert (await workbench.index(repository, "other")).files == 1


async def test_an_empty_tree_is_indexed_and_searched_without_hits(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {})
    report = await workbench.index(repository)
    assert (report.files, report.chunks, report.symbols, report.edges) == (0, 0, 0, 0)
    found = await workbench.searcher().search(workbench.viewer, await workbench.repo(repository), "work")
    assert found.hits == ()


async def test_a_tree_of_skipped_files_alone_is_searched_without_hits(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"a.png": b"x", "empty.py": b""})
    assert (await workbench.index(repository)).skipped == {"binary": 1, "empty": 1}
    found = await workbench.searcher().search(workbench.viewer, await workbench.repo(repository), "work")
    assert found.hits == ()


async def test_a_huge_file_costs_its_row_only(workbench: Workbench, tmp_path: Path) -> None:
    """Its bytes are never read: the tree's size decides."""
    repository = make_repository(tmp_path / "source", {"a.py": CODE, "dump.sql": bytes(HUGE_BYTES)})
    report = await workbench.index(repository)
    assert (report.files, report.skipped) == (1, {"too_large": 1})
    sizes = {file.path: file.size_bytes for file in await workbench.manifest(repository, report.revision)}
    assert sizes["dump.sql"] == HUGE_BYTES


async def test_long_lines_deep_nesting_and_odd_bytes_are_indexed_or_skipped(
    workbench: Workbench, tmp_path: Path
) -> None:
    """One line of 5 MB and of 1.9 MB, 20,000 brackets, five thousand nested blocks, bytes that are no text."""
    files: dict[str, Content] = {
        "line.py": b"x = '" + b"a" * 5_000_000 + b"'",
        "line_below.py": b"x = '" + b"a b " * 480_000 + b"'",
        "brackets.py": b"x = " + b"[" * 20_000 + b"]" * 20_000 + b"\n",
        "nested.js": b"".join(b"function f%d() {\n" % n for n in range(5_000)) + b"}" * 5_000,
        "nested.json": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        "latin1.py": b"NAME = 'caf\xe9'\n" + CODE,
        "noise.py": bytes(range(128, 256)) * 40,
        "utf16.py": "x = 1\n".encode("utf-16"),
        "bom.py": b"\xef\xbb\xbf" + CODE,
        "mixed.py": b"A = 1\r\nB = 2\nC = 3\rD = 4\r\n",
        "no_end.py": b"LAST = 1",
        "form_feed.py": "A = 1\n\x0c\nB = 2\n\x1c\x85\u2028\n".encode(),
        "unicode.py": "größe = 1\ndef 计算():\n    return größe\n".encode(),
        "surrogate.py": b"x = '\xed\xa0\x80'\n" + CODE * 20,
        "newlines.txt": b"\n" * 5000 + b"end",
    }
    repository = make_repository(tmp_path / "source", files)
    report = await workbench.index(repository)
    skips = await workbench.skips(repository, report.revision)
    expected = {"line.py": "too_large", "noise.py": "undecodable", "utf16.py": "undecodable"}
    assert {path: reason for path, reason in skips.items() if reason} == expected
    lines = dict(await workbench.rows("SELECT f.path, b.lines FROM file_versions f JOIN blobs b ON b.id = f.blob_id"))
    covered = await workbench.rows(
        "SELECT f.path, sum(c.end_line - c.start_line + 1)"
        " FROM file_versions f JOIN chunks c USING (blob_id) GROUP BY f.path"
    )
    assert {path: int(count) for path, count in covered} == lines
    assert (lines["mixed.py"], lines["no_end.py"], lines["form_feed.py"]) == (3, 1, 4)
    for question in ("计算", "LAST", "f4999", "größe"):
        assert (await workbench.searcher().search(workbench.viewer, await workbench.repo(repository), question)).hits


async def test_any_path_that_git_can_hold_is_kept(workbench: Workbench, tmp_path: Path) -> None:
    paths = [
        "a b.py",
        "new\nline.py",
        'quo"te.py',
        "apos'trophe.py",
        "-rf.py",
        "--help",
        "größe/计算.py",
        "tab\t.py",
        "back\\slash.py",
        "README.py",
        "readme.py",
        "Readme.py",
        "a" * 200 + "/" + "b" * 200 + ".py",
        "$(touch x).py",
        "%s;drop table.py",
        "*.py",
        "[a-z].py",
        ":(top)x.py",
        "..hidden.py",
        "\u202egnp.py",
        "emoji 🦊.py",
    ]
    files: dict[str, Content] = {path: CODE + b"# %d\n" % n for n, path in enumerate(paths)}
    repository = make_repository(tmp_path / "source", files)
    report = await workbench.index(repository)
    manifest = as_tree(await workbench.manifest(repository, report.revision))
    assert manifest == list_git_tree(repository, report.revision)
    assert report.files == len(paths)
    found = await workbench.searcher().search(workbench.viewer, await workbench.repo(repository), "work", limit=50)
    assert {hit.path for hit in found.hits} == set(paths)


async def test_undecodable_paths_beside_their_own_escapes_do_not_clash(workbench: Workbench, tmp_path: Path) -> None:
    r"""`\xff` as one byte, and the same written out, are two files."""
    files: dict[bytes, Content] = {b"\xff.py": CODE, b"\\xff.py": CODE, b"\xfe/\xff.py": CODE}
    repository = make_repository(tmp_path / "source", files)
    report = await workbench.index(repository)
    assert (report.files, report.skipped) == (1, {"undecodable_path": 2})
    assert len(await workbench.manifest(repository, report.revision)) == 3


async def test_links_and_submodules_are_rows_and_never_followed(workbench: Workbench, tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "a.py": CODE,
        "loop": ("120000", b"loop"),
        "out": ("120000", b"/etc/passwd"),
        "up": ("120000", b"../../../.."),
        ".gitattributes": ("120000", b"/etc/passwd"),
        ".repochatignore": ("120000", b"a.py"),
        "sub": ("160000", b"2" * 40),
        ".gitmodules": b'[submodule "sub"]\n\tpath = sub\n\turl = ext::touch pwned\n',
    }
    repository = make_repository(tmp_path / "source", files)
    report = await workbench.index(repository)
    assert report.skipped == {"symlink": 5, "submodule": 1}
    assert report.files == 2
    query = "SELECT path FROM file_versions f JOIN chunks c USING (blob_id) ORDER BY 1"
    assert await workbench.rows(query) == [(".gitmodules",), ("a.py",)]


async def test_a_work_tree_is_not_read_and_not_written(workbench: Workbench, tmp_path: Path) -> None:
    """What is not committed is not indexed, and not a byte of the source changes."""
    repository = make_repository(tmp_path / "source", {"a.py": CODE})
    repository.checkout()
    (repository.path / "a.py").write_bytes(b"UNCOMMITTED = 1\n")
    (repository.path / "untracked.py").write_bytes(b"UNTRACKED = 1\n")
    before = list_files(repository.path)
    report = await workbench.index(repository)
    assert list_files(repository.path) == before
    assert as_tree(await workbench.manifest(repository, report.revision)) == list_git_tree(repository, report.revision)


async def test_twenty_thousand_small_files_of_few_blobs(workbench: Workbench, tmp_path: Path) -> None:
    """Each blob is derived once, however many paths it has."""
    files: dict[str, Content] = {
        f"d{n % 100}/f{n}.py": b"def work_%d():\n    return 1\n" % (n % MANY_BLOBS) for n in range(MANY_FILES)
    }
    repository = make_repository(tmp_path / "source", files)
    report = await workbench.index(repository)
    assert (report.files, report.new_blobs, report.chunks) == (MANY_FILES, MANY_BLOBS, MANY_FILES)
    repository.commit({"d0/f0.py": b"CHANGED = 1\n"})
    assert (await workbench.index(repository)).new_blobs == 1
    assert (await workbench.count_rows())["file_versions"] == MANY_FILES + 1


def list_files(folder: Path) -> dict[str, tuple[int, bytes]]:
    paths = [Path(root) / name for root, _, names in os.walk(folder) for name in names]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}
