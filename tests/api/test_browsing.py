"""Over HTTP: folders, blame, history and refs, as git itself tells them."""

import httpx
import pytest

from tests.api.conftest import CODE, FILES
from tests.git.repositories import Repository

EDITED = CODE.replace(b"def greet(name: str)", b"def greet(name: object)")


@pytest.fixture
async def unindexed(client: httpx.AsyncClient, indexed: str, repository: Repository) -> str:
    """A commit on a branch that the mirror knows and nobody indexed."""
    repository.git("branch", "side", "main")
    sha = repository.commit({"src/greetings.py": EDITED, "new/deep/x.py": b"X = 1\n"}, branch="side", message="Side")
    repository.git("tag", "-a", "v1", "-m", "First", "main")
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    return sha


async def test_one_level_of_the_tree_is_told_with_what_the_index_knows(client: httpx.AsyncClient, indexed: str) -> None:
    root = (await client.get("/files/tree", params={"repo": indexed})).json()
    assert [(entry["name"], entry["kind"]) for entry in root["entries"]] == [
        ("odd", "folder"),
        ("src", "folder"),
        ("README.md", "file"),
        ("package-lock.json", "file"),
    ]
    odd = (await client.get("/files/tree", params={"repo": indexed, "folder": "odd/"})).json()
    entries = {entry["name"]: entry for entry in odd["entries"]}
    assert entries["data.bin"]["skip_reason"] == "binary"
    assert (entries["no_end.py"]["is_indexed"], entries["no_end.py"]["language"]) == (True, "python")
    assert entries["a b\u00fc.py"]["size_bytes"] == len(FILES["odd/a b\u00fc.py"])
    assert not odd["is_cut"]


async def test_a_folder_of_a_commit_that_is_not_indexed_is_told_by_git(
    client: httpx.AsyncClient, indexed: str, unindexed: str
) -> None:
    deep = (await client.get("/files/tree", params={"repo": indexed, "rev": "side", "folder": "new"})).json()
    assert (deep["commit"], [entry["path"] for entry in deep["entries"]]) == (unindexed, ["new/deep"])
    files = (await client.get("/files/tree", params={"repo": indexed, "rev": "side", "folder": "new/deep"})).json()
    (file,) = files["entries"]
    assert (file["size_bytes"], file["language"], file["is_indexed"]) == (6, "python", False)


async def test_what_is_no_folder_or_no_line_is_said(client: httpx.AsyncClient, indexed: str) -> None:
    for folder in ("nowhere", "README.md", "../x", "--all", ":(glob)*", "src/../odd"):
        answer = await client.get("/files/tree", params={"repo": indexed, "folder": folder})
        assert answer.status_code in (404, 422), (folder, answer.text)
    wrong: list[tuple[dict[str, str], int]] = [
        ({"path": "nowhere"}, 404),
        ({"path": "--help"}, 404),
        ({"start": "99"}, 422),
        ({"start": "5", "end": "2"}, 422),
    ]
    for params, status in wrong:
        asked = {"repo": indexed, "path": "src/greetings.py", **params}
        assert (await client.get("/files/blame", params=asked)).status_code == status, params


async def test_blame_and_history_are_those_of_git(client: httpx.AsyncClient, indexed: str, unindexed: str) -> None:
    told = (
        await client.get("/files/blame", params={"repo": indexed, "path": "src/greetings.py", "rev": "side"})
    ).json()
    assert [(each["start"], each["end"], each["subject"]) for each in told["ranges"]] == [
        (1, 5, "Begin"),
        (6, 6, "Side"),
        (7, 12, "Begin"),
    ]
    assert (told["commit"], told["start"], told["end"], told["is_cut"]) == (unindexed, 1, 12, False)
    params = {"repo": indexed, "path": "src/greetings.py", "rev": "side", "limit": "1"}
    page = (await client.get("/files/history", params=params)).json()
    assert [(each["subject"], each["added"], each["removed"]) for each in page["commits"]] == [("Side", 1, 1)]
    rest = (await client.get("/files/history", params={**params, "after": page["next_after"]})).json()
    assert [(each["subject"], each["added"]) for each in rest["commits"]] == [("Begin", 12)]
    assert (rest["next_after"], rest["is_cut"]) == (None, False)
    lines = (await client.get("/files/history", params={**params, "limit": "9", "start": "1", "end": "3"})).json()
    assert [each["subject"] for each in lines["commits"]] == ["Begin"]


async def test_refs_are_listed_to_choose_from(client: httpx.AsyncClient, indexed: str, unindexed: str) -> None:
    told = (await client.get(f"/repos/{indexed}/refs")).json()
    assert told["default_branch"] == "main"
    refs = {ref["name"]: ref for ref in told["refs"]}
    assert list(refs) == ["main", "side", "v1"]
    assert (refs["side"]["sha"], refs["side"]["is_indexed"]) == (unindexed, False)
    assert (refs["v1"]["kind"], refs["v1"]["sha"], refs["v1"]["is_indexed"]) == ("tag", refs["main"]["sha"], True)
    only = (await client.get(f"/repos/{indexed}/refs", params={"q": "SID"})).json()
    assert [ref["name"] for ref in only["refs"]] == ["side"]
    named = (await client.get(f"/repos/{indexed}/refs", params={"q": unindexed[:10]})).json()
    assert [(ref["kind"], ref["title"]) for ref in named["refs"]] == [("commit", "Side"), ("branch", "Side")]
    assert (await client.get(f"/repos/{indexed}/refs", params={"q": "--all"})).json()["refs"] == []
