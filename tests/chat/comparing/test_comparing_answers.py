"""What differs between two revisions, cited on both sides, whether or not they are indexed."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from repochat.chat import Answer
from repochat.core.database import Database
from repochat.core.errors import NotFoundError
from tests.chat.chatting import Chat, chatting
from tests.chat.history.test_history_answers import check_by_git
from tests.git.repositories import Content, Repository

OLD = {
    "web/routing.py": b"def match_route(path):\n    return ROUTES[path]\n\n\ndef add_route(path, view):\n"
    b"    ROUTES[path] = view\n\n\ndef drop_route(path):\n    del ROUTES[path]\n\n\n"
    b"def rank_routes(routes):\n    best = sorted(routes)\n    return best[:10]\n",
    "web/cookies.py": b"def read_cookie(raw):\n    return raw\n",
    "notes.md": b"# Notes\n\nOne.\n",
}
NEW = {
    "web/routing.py": b"def match_route(path):\n    return ROUTES.get(path)\n\n\n"
    b"def add_route(path, view, *, name=None):\n"
    b"    ROUTES[path] = view\n\n\ndef list_routes():\n    return sorted(ROUTES)\n\n\n"
    b"def order_routes(routes):\n    best = sorted(routes)\n    return best[:10]\n",
    "web/cookies.py": b"def read_cookie(raw, *, signed=False):\n    return raw\n",
    "notes.md": b"# Notes\n\nTwo.\n",
}


@pytest.fixture
async def two(database: Database, tmp_path: Path) -> AsyncGenerator[Chat]:
    """A repository with v1.0 and v2.0, of which a third commit alone is indexed."""
    async with chatting(database, tmp_path, OLD, prepare=_grow) as chat:
        yield chat


def _grow(repository: Repository) -> None:
    repository.git("tag", "v1.0")
    repository.commit(NEW, message="Match routes without raising\n\nA missing route is no error.", author="Bob <b@x>")
    repository.git("tag", "v2.0")
    repository.commit({"later.py": b"x = 1\n"}, message="Later")


def texts(answer: Answer) -> list[str]:
    return [each.text for each in answer.statements]


async def test_what_changed_about_something_is_cited_on_both_sides_by_git_alone(two: Chat) -> None:
    answer = await two.ask("What changed in routing between v1.0 and v2.0?")
    said = texts(answer)
    assert any(each.startswith("Changed signature: `add_route` in `web/routing.py`: ") for each in said)
    assert "Changed: `match_route` in `web/routing.py`: `return ROUTES[path]` became `return ROUTES.get(path)`." in said
    assert any(each.startswith("Removed: `drop_route`, a function in `web/routing.py` at line 9") for each in said)
    assert any(each.startswith("Added: `list_routes`, a function in `web/routing.py` at line 9") for each in said)
    assert any(each.startswith("Renamed: `rank_routes` of `web/routing.py` is `order_routes`") for each in said)
    assert not any("read_cookie" in each for each in said)
    assert any("“Match routes without raising”" in each for each in said)
    old, new = two.repository.sha("v1.0"), two.repository.sha("v2.0")
    assert {each.commit for each in answer.citations} == {old, new}
    assert [each for each in answer.statements if each.status != "supported"] == []
    assert "is not indexed: git alone compares it." in answer.note
    assert "git alone" in answer.note
    check_by_git(answer, two.repository)


async def test_all_that_differs_is_told_when_nothing_is_named(two: Chat) -> None:
    answer = await two.ask("What changed between v1.0 and v2.0?")
    assert "by our count" in answer.statements[0].text
    assert any("read_cookie" in each for each in texts(answer))
    assert any("`notes.md`: `One.` became `Two.`" in each for each in texts(answer))
    check_by_git(answer, two.repository)


async def test_what_does_not_differ_is_said(two: Chat) -> None:
    answer = await two.ask("What changed about kubernetes between v1.0 and v2.0?")
    assert any(each.kind == "absence" and "names what is asked about" in each.text for each in answer.statements)


async def test_two_revisions_may_be_given_beside_the_question(two: Chat) -> None:
    answer = await two.ask("what about cookies?", compare=("v1.0", "v2.0"))
    assert any(each.startswith("Changed signature: `read_cookie`") for each in texts(answer))
    with pytest.raises(NotFoundError, match=r"v9\.9"):
        await two.ask("what about cookies?", compare=("v9.9", "v2.0"))


async def test_a_word_that_can_only_be_a_revision_and_is_none_is_told(two: Chat) -> None:
    for question in ("What changed in routing between v10.0.0 and main?", "How are routes matched in v10.0.0?"):
        answer = await two.ask(question)
        assert "There is no revision 'v10.0.0'." in answer.note
        assert "v1.0" in answer.note
    plain = await two.ask("How are routes matched in 3 steps?")
    assert "no revision" not in plain.note


async def test_a_file_that_is_binary_or_unreadable_on_one_side_is_no_obstacle(
    database: Database, tmp_path: Path
) -> None:
    def grow(repository: Repository) -> None:
        repository.git("tag", "v1.0")
        odd: dict[str, Content] = {
            "a.py": b"\x00\x01\xff",
            "b.py": b"def f():\n    return '\xff\xfe<img src=x>'\n",
            "c\n\xc3\xa9.py": b"x = 2\n",
        }
        repository.commit(odd, message="Odd \u202e bytes <script>")
        repository.git("tag", "v2.0")

    files = {"a.py": b"def f():\n    return 1\n", "b.py": b"def f():\n    return 2\n"}
    async with chatting(database, tmp_path, files, prepare=grow) as chat:
        answer = await chat.ask("What changed between v1.0 and v2.0?")
        assert "<script>" not in answer.answer.replace("\\<script>", "")
        assert "\u202e" not in answer.answer
        check_by_git(answer, chat.repository)
