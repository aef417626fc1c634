"""Over HTTP: from a name in the code to its definitions and references."""

import httpx
import pytest

from tests.git.repositories import Repository

CALLER = b"""from src.greetings import greet

WORLD = greet("\xc3\xbc\xf0\x9f\x8c\x8d"); AGAIN = greet(WORLD)
"""
LONE = b"def wave(thing):\n    return thing.greet(1)\n"
OTHER = b"""def greet():
    pass


def call():
    return greet()
"""


@pytest.fixture
async def linked(client: httpx.AsyncClient, indexed: str, repository: Repository) -> str:
    """The indexed repository with files that refer to what another defines."""
    sha = repository.commit({"main.py": CALLER, "other/greet.py": OTHER, "lone/x.py": LONE}, message="Call")
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    return sha


async def test_a_resolved_name_leads_to_its_very_definition(
    client: httpx.AsyncClient, indexed: str, linked: str
) -> None:
    line = CALLER.decode().split("\n")[2]
    second = len(line[: line.rindex("greet")].encode("utf-16-le")) // 2 + 1
    for column in (9, 14, second, second + 5):
        asked = {"repo": indexed, "path": "main.py", "line": "3", "column": str(column)}
        told = (await client.get("/files/definitions", params=asked)).json()
        assert (told["name"], told["is_exact"], told["is_cut"]) == ("greet", True, False), column
        (found,) = told["definitions"]
        assert (found["path"], found["start_line"], found["end_line"], found["kind"]) == (
            "src/greetings.py",
            6,
            8,
            "function",
        )
        assert found["signature"].startswith("def greet(name: str)")


async def test_its_own_name_and_a_name_in_its_own_file_are_certain(
    client: httpx.AsyncClient, indexed: str, linked: str
) -> None:
    for line, column in (("1", "5"), ("6", "12")):
        asked = {"repo": indexed, "path": "other/greet.py", "line": line, "column": column}
        told = (await client.get("/files/definitions", params=asked)).json()
        assert told["is_exact"], told
        assert [(each["path"], each["start_line"]) for each in told["definitions"]] == [("other/greet.py", 1)]


async def test_where_nothing_is_sure_all_of_the_name_are_given_and_said_to_be(
    client: httpx.AsyncClient, indexed: str, linked: str
) -> None:
    asked = {"repo": indexed, "path": "lone/x.py", "line": "2", "column": "18"}
    told = (await client.get("/files/definitions", params=asked)).json()
    assert not told["is_exact"]
    assert {each["path"] for each in told["definitions"]} == {"src/greetings.py", "other/greet.py"}
    nothing = {"repo": indexed, "path": "main.py", "line": "2", "column": "1"}
    assert (await client.get("/files/definitions", params=nothing)).json()["definitions"] == []
    beyond = {"repo": indexed, "path": "main.py", "line": "999", "column": "999"}
    assert (await client.get("/files/definitions", params=beyond)).json()["name"] == ""


async def test_references_are_told_with_their_lines_and_what_they_stand_in(
    client: httpx.AsyncClient, indexed: str, linked: str
) -> None:
    asked = {"repo": indexed, "path": "src/greetings.py", "line": "6", "column": "5"}
    told = (await client.get("/files/references", params=asked)).json()
    assert (told["name"], told["is_exact"], told["next_after"]) == ("greet", True, None)
    line = CALLER.decode().split("\n")[2]
    found = {(each["path"], each["line"], each["column"]): each for each in told["references"]}
    second = len(line[: line.rindex("greet")].encode("utf-16-le")) // 2 + 1
    assert found["main.py", 3, 9]["how"] == found["main.py", 3, second]["how"] == "resolved"
    assert found["main.py", 3, 9]["text"] == line
    assert found["src/greetings.py", 12, 13]["in"] == "greet_all"
    assert not [key for key in found if key[0] == "other/greet.py"]
    assert told["count"] == len(told["references"])
    named = (await client.get("/files/references", params={"repo": indexed, "symbol": "greet_all"})).json()
    assert (named["name"], named["is_exact"], named["count"]) == ("greet_all", True, 0)


async def test_of_a_commit_that_is_not_indexed_git_tells_by_name(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    repository.git("branch", "side", "main")
    sha = repository.commit({"main.py": CALLER, "other/greet.py": OTHER}, branch="side", message="Call")
    run = (await client.post(f"/index/{indexed}/diff")).json()
    await client.get(f"/index/{indexed}/events", params={"run": run["id"]})
    asked = {"repo": indexed, "rev": sha, "path": "main.py", "line": "3", "column": "9"}
    told = (await client.get("/files/definitions", params=asked)).json()
    assert (told["name"], told["is_exact"]) == ("greet", False)
    assert {(each["path"], each["start_line"]) for each in told["definitions"]} == {
        ("src/greetings.py", 6),
        ("other/greet.py", 1),
    }
    used = (await client.get("/files/references", params=asked)).json()
    assert {("main.py", 1, 27), ("main.py", 3, 9), ("other/greet.py", 6, 12)} <= {
        (each["path"], each["line"], each["column"]) for each in used["references"]
    }
    assert {each["how"] for each in used["references"]} == {"by_name"}


async def test_what_cannot_be_pointed_at_is_said(client: httpx.AsyncClient, indexed: str) -> None:
    at = {"repo": indexed, "line": "1", "column": "1"}
    for path in ("nowhere.py", "src", "../x", "-x"):
        assert (await client.get("/files/definitions", params={**at, "path": path})).status_code in (404, 422), path
    assert (await client.get("/files/references", params={"repo": indexed})).status_code == 422
    assert (await client.get("/files/references", params={**at, "path": "README.md", "after": "x"})).status_code == 422
