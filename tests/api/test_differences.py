"""Over HTTP: what differs between two revisions, compared with what git itself says."""

import httpx
import pytest

from tests.api.conftest import CODE
from tests.git.repositories import Repository

EDITED = CODE.replace(b"def greet(name: str)", b"def greet(name: object)")


@pytest.fixture
async def sides(client: httpx.AsyncClient, indexed: str, repository: Repository) -> tuple[str, str]:
    """Two branches that parted: one edits, renames and adds what is binary, the other goes on by itself."""
    repository.git("branch", "side", "main")
    head = repository.commit(
        {
            b"src/greetings.py": EDITED,
            b"odd/spaced.py": b"SPACED = 1\n",
            b"new.bin": bytes(range(256)),
            b"odd/windows.py": b"A = 1\r\nB = 3\r\n",
            b"odd/caf\xe9.py": b"X = 1\n",
            b"link": ("120000", b"README.md"),
        },
        remove=["odd/a b\u00fc.py"],
        branch="side",
        message="Side",
    )
    base = repository.commit({"README.md": b"# Other\n"}, message="Go on")
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    return base, head


def read_numstat(repository: Repository, *args: str) -> dict[str, tuple[int | None, int | None]]:
    """Path -> added and removed lines, by git."""
    rows = repository.git("diff", "--numstat", "--no-renames", "-z", *args).decode("utf-8", "backslashreplace")
    fields = [row.split("\t") for row in rows.split("\0") if row]
    return {path: (int(a) if a != "-" else None, int(r) if r != "-" else None) for a, r, path in fields}


async def test_the_files_are_those_of_git_on_both_ways_of_comparing(
    client: httpx.AsyncClient, indexed: str, repository: Repository, sides: tuple[str, str]
) -> None:
    base, head = sides
    direct = (await client.get(f"/repos/{indexed}/diff", params={"base": "main", "head": "side"})).json()
    assert (direct["base"], direct["head"], direct["old"]) == (base, head, base)
    assert direct["merge_base"] == repository.sha("main~1")
    wanted = read_numstat(repository, "main", "side")
    files = {file["path"]: file for file in direct["files"]}
    assert files["odd/spaced.py"]["old_path"] == "odd/a b\u00fc.py"
    assert (files["odd/spaced.py"]["status"], files["new.bin"]["is_binary"]) == ("renamed", True)
    unmoved = {path: counts for path, counts in wanted.items() if "spaced" not in path and "a b" not in path}
    assert {path: (file["added"], file["removed"]) for path, file in files.items() if "spaced" not in path} == unmoved
    assert "odd/caf\\xe9.py" in files
    asked = {"base": "main", "head": "side", "since": "merge_base"}
    parted = (await client.get(f"/repos/{indexed}/diff", params=asked)).json()
    assert set(files) - {file["path"] for file in parted["files"]} == {"README.md"}
    assert parted["files_count"] == len(parted["files"])


async def test_the_lines_of_a_file_are_those_of_git(
    client: httpx.AsyncClient, indexed: str, repository: Repository, sides: tuple[str, str]
) -> None:
    asked = {"base": "main", "head": "side"}
    for path in ("src/greetings.py", "odd/windows.py", "odd/caf\\xe9.py", "link", "README.md"):
        told = (await client.get(f"/repos/{indexed}/diff/file", params={**asked, "path": path})).json()
        raw = path.encode().decode("unicode_escape").encode("latin-1") if "\\" in path else path.encode()
        patch = repository.git("diff", "main", "side", "--", raw.decode("utf-8", "surrogateescape")).decode()
        wanted = [line for line in patch.split("\n") if line[:1] in ("+", "-") and line[:4] not in ("+++ ", "--- ")]
        shown = [line for hunk in told["hunks"] for line in hunk["lines"]]
        assert [line for line in shown if line[0] != " "] == wanted, path
    renamed = {**asked, "path": "odd/spaced.py", "old_path": "odd/a b\u00fc.py"}
    told = (await client.get(f"/repos/{indexed}/diff/file", params=renamed)).json()
    assert (told["hunks"], told["is_binary"]) == ([], False)
    binary = (await client.get(f"/repos/{indexed}/diff/file", params={**asked, "path": "new.bin"})).json()
    assert binary["is_binary"]
    wide = {**asked, "path": "src/greetings.py", "context": "10000"}
    (hunk,) = (await client.get(f"/repos/{indexed}/diff/file", params=wide)).json()["hunks"]
    assert (hunk["old_start"], hunk["old_count"], len(hunk["lines"])) == (1, 12, 13)


async def test_sides_that_cannot_be_compared_are_told(
    client: httpx.AsyncClient, indexed: str, sides: tuple[str, str]
) -> None:
    wrong = [({"base": "nowhere"}, 404), ({"base": "--all"}, 422), ({"base": "main..side"}, 422), ({}, 422)]
    for params, status in wrong:
        assert (await client.get(f"/repos/{indexed}/diff", params=params)).status_code == status, params
    same = (await client.get(f"/repos/{indexed}/diff", params={"base": "main", "head": "main"})).json()
    assert (same["files"], same["files_count"]) == ([], 0)
    asked = {"base": "main", "head": "side", "path": "odd/no_end.py"}
    assert (await client.get(f"/repos/{indexed}/diff/file", params=asked)).status_code == 404
    assert (await client.get("/repos/nowhere/diff", params={"base": "main"})).status_code == 404
