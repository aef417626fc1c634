from typing import Any

import httpx
import pytest

from repochat.core.errors import InvalidError
from repochat.workspace.reading import show_lines
from tests.git.repositories import Repository


async def _get(client: httpx.AsyncClient, repo: str, path: str, **query: Any) -> httpx.Response:
    return await client.get("/files", params={"repo": repo, "path": path, **query})


async def test_lines_are_the_bytes_that_git_holds(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    file = (await _get(client, indexed, "src/greetings.py", start=6, end=8)).json()
    blob = repository.git("show", "HEAD:src/greetings.py")
    assert file["content"].encode() == b"".join(blob.splitlines(keepends=True)[5:8])
    assert (file["start"], file["end"], file["lines"]) == (6, 8, blob.count(b"\n"))
    assert file["commit"] == repository.sha()
    assert file["blob"] == repository.sha("HEAD:src/greetings.py")
    assert "greet" in [symbol["name"] for symbol in file["symbols"]]


async def test_a_part_of_a_file_is_read_without_its_symbols(client: httpx.AsyncClient, indexed: str) -> None:
    whole = (await _get(client, indexed, "src/greetings.py", start=6, end=8)).json()
    part = (await _get(client, indexed, "src/greetings.py", start=6, end=8, symbols=False)).json()
    assert whole["symbols"]
    assert part == whole | {"symbols": []}


async def test_a_file_is_read_at_the_revision_that_is_asked_for(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    old = repository.sha()
    repository.commit({"src/greetings.py": b"GONE = 1\n"})
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    assert (await _get(client, indexed, "src/greetings.py")).json()["content"] == "GONE = 1\n"
    for rev in (old, old[:10], "main~1"):
        assert "def greet" in (await _get(client, indexed, "src/greetings.py", rev=rev)).json()["content"]


async def test_a_file_of_a_commit_that_was_never_indexed_comes_from_git(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    repository.commit({"src/greetings.py": b"BETWEEN = 1\n"})
    repository.commit({"src/greetings.py": b"LAST = 1\n"})
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    file = (await _get(client, indexed, "src/greetings.py", rev="main~1")).json()
    assert (file["content"], file["commit"], file["symbols"]) == ("BETWEEN = 1\n", repository.sha("HEAD~1"), [])
    assert (file["blob"], file["language"]) == (repository.sha("HEAD~1:src/greetings.py"), "python")
    assert (await _get(client, indexed, "no/such.py", rev="main~1")).status_code == 404


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("odd/windows.py", "A = 1\r\nB = 2\r\n"),
        ("odd/no_end.py", "LAST = 1"),
        ("odd/latin1.py", 'NAME = "caf\ufffd"\nOTHER = 1\n'),
        ("odd/a b\u00fc.py", "SPACED = 1\n"),
        ("odd/utf16.txt", "first\nsecond \u00fc\n"),
    ],
)
async def test_odd_files_are_readable(client: httpx.AsyncClient, indexed: str, path: str, content: str) -> None:
    assert (await _get(client, indexed, path)).json()["content"] == content


async def test_a_binary_file_is_described_and_not_shown(client: httpx.AsyncClient, indexed: str) -> None:
    file = (await _get(client, indexed, "odd/data.bin")).json()
    assert (file["content"], file["unshown"], file["skip_reason"]) == (None, "binary", "binary")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"path": "no/such.py"}, 404),
        ({"path": "../../etc/passwd"}, 404),
        ({"path": "src/greetings.py", "start": 900}, 422),
        ({"path": "src/greetings.py", "start": 0}, 422),
        ({"path": "src/greetings.py", "rev": "--output=x"}, 422),
        ({"path": "src/greetings.py", "rev": "0" * 40}, 404),
    ],
)
async def test_what_is_not_there_is_told(
    client: httpx.AsyncClient, indexed: str, query: dict[str, Any], status: int
) -> None:
    answer = await client.get("/files", params={"repo": indexed, **query})
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["hint"]


async def test_a_list_of_files_goes_on_where_it_was_cut(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    listed: list[str] = []
    after = ""
    while after is not None:
        page = (await client.get("/files/list", params={"repo": indexed, "after": after, "limit": 2})).json()
        listed += [file["path"] for file in page["files"]]
        after = page["next_after"]
    expected = repository.git("ls-tree", "-r", "-z", "--name-only", "HEAD").decode().strip("\0").split("\0")
    assert listed == sorted(expected, key=str.encode)


def test_an_empty_file_has_no_lines() -> None:
    shown = show_lines(b"", 1, None)
    assert (shown.content, shown.lines) == ("", 0)


def test_a_long_file_is_cut_at_the_named_limit() -> None:
    shown = show_lines(b"x\n" * 30_000, 1, None)
    assert (shown.end, shown.lines) == (20_000, 30_000)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(InvalidError):
        show_lines(b"a\nb\nc\n", 3, 2)
