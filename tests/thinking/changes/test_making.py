"""A change of a small library, read for its reviewer."""

import hashlib
import json
from pathlib import Path

import pytest

from repochat.git import BlobReader
from repochat.thinking.changes.brief import list_quotes, read_brief
from repochat.thinking.changes.making import ReadChange, choose_sides, make_brief
from repochat.thinking.changes.standing_out import build_insights
from tests.git.repositories import Repository, make_repository
from tests.thinking.changes.sides import index_commit, list_lines

BEFORE = {
    "desk.py": b"def lend(book, reader):\n    return book\n\n\ndef renew(book):\n    return lend(book, None)\n",
    "front.py": b"from desk import lend\n\n\ndef serve(book):\n    return lend(book, 'ada')\n",
    "tests/test_desk.py": b"from desk import lend\n\n\ndef test_lend():\n    assert lend(1, 2)\n",
}
AFTER = {
    "desk.py": (
        b"def lend(book, reader, weeks):\n    if not book:\n        raise ValueError(book)\n    return book\n\n\n"
        b"def renew(book):\n    return lend(book, None, 3)\n"
    )
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "source", BEFORE, is_bare=True)


def read(repository: Repository, sha: str, *, is_indexed: bool = True) -> ReadChange:
    sides = choose_sides(repository.path, None, sha)
    head = index_commit(repository, sha) if is_indexed else None
    base = index_commit(repository, sides.base) if is_indexed and sides.base else None
    return make_brief(repository.path, sides, head=head, base=base)


def test_a_brief_says_what_changed_and_who_leans_on_it(repository: Repository) -> None:
    """Signature, behaviour, callers, tests and owners are told, each on lines."""
    brief = read(repository, repository.commit(AFTER, message="Lend for weeks")).brief
    (signature,) = list_lines(brief, "signatures")
    assert signature.text == "`lend`: parameter `weeks` is new and has no default [1] [2]."
    assert [quote.sha for quote in signature.quotes] == [brief.sha, brief.base]
    (behaviour,) = list_lines(brief, "behaviour")[:1]
    assert behaviour.text == "`lend`: `ValueError` is raised in it now [1]."
    (callers,) = list_lines(brief, "callers")
    assert "`renew`" in callers.text
    assert "`serve`" in callers.text
    assert "`test_lend`, directly" in list_lines(brief, "tests")[0].text
    assert "Ada Lovelace wrote" in list_lines(brief, "owners")[0].text


def test_a_caller_that_was_left_behind_stands_out(repository: Repository) -> None:
    """The calls that do not fit the new signature are told; the one that was updated is not."""
    found = read(repository, repository.commit(AFTER))
    with BlobReader(repository.path) as blobs:
        insights = build_insights(found.leftovers, blobs, found.brief.sha)
    assert sorted((each.path, each.symbol, each.severity) for each in insights) == [
        ("front.py", "serve", "high"),
        ("tests/test_desk.py", "test_lend", "medium"),
    ]
    assert "it leaves out `weeks`" in insights[0].body


def test_a_call_of_what_is_gone_stands_out(repository: Repository) -> None:
    """Unless the name came back from elsewhere."""
    gone = read(repository, repository.commit({"desk.py": b"def renew(book):\n    return book\n"}))
    assert {each.caller.path for each in gone.leftovers} == {"front.py", "tests/test_desk.py"}
    repository.commit(BEFORE)
    moved = {"desk.py": b"from lending import lend\n\n\ndef renew(book):\n    return lend(book, None)\n"}
    assert read(repository, repository.commit(moved)).leftovers == []


def test_words_alone_are_no_behaviour(repository: Repository) -> None:
    """A comment and a documentation string change nothing that a test could see."""
    worded = BEFORE["desk.py"].replace(b"    return book\n", b'    """Lends."""\n    return book  # here\n')
    found = read(repository, repository.commit({"desk.py": worded}))
    assert [symbol.change for symbol in found.change.symbols] == ["words"]
    assert list_lines(found.brief, "missing_tests") == []


def test_what_no_test_reaches_is_told(repository: Repository) -> None:
    """A new function that nothing of the tests names, and a change without a test file."""
    more = BEFORE["desk.py"] + b"\n\ndef discard(book):\n    try:\n        book.burn()\n    except:\n        pass\n"
    brief = read(repository, repository.commit({"desk.py": more})).brief
    assert [line.text for line in list_lines(brief, "missing_tests")] == [
        "`discard` is new [1], and no test is known to reach it."
    ]
    assert [line.text for line in list_lines(brief, "attention")] == ["A bare `except:` catches everything [1]."]


def test_every_quote_is_of_the_bytes_it_names(repository: Repository) -> None:
    """Also when it was stored and read again, and for the side before."""
    brief = read(repository, repository.commit(AFTER)).brief
    assert read_brief(json.loads(json.dumps(brief.as_json()))) == brief
    quotes = list_quotes(brief)
    assert {quote.sha for quote in quotes} == {brief.sha, brief.base}
    with BlobReader(repository.path) as blobs:
        for quote in quotes:
            lines = blobs.read_lines(quote.blob, quote.start_line, quote.end_line)
            assert hashlib.sha256(lines).hexdigest() == quote.snippet_sha256
            assert repository.git("rev-parse", f"{quote.sha}:{quote.path}").decode().strip() == quote.blob


def test_without_an_index_nothing_is_said_of_callers(repository: Repository) -> None:
    """The brief is made of git alone and says what it does not know."""
    brief = read(repository, repository.commit(AFTER), is_indexed=False).brief
    assert list_lines(brief, "callers") == list_lines(brief, "attention") == []
    assert list_lines(brief, "signatures")
    assert "not known" in brief.notes[0]


def test_a_branch_is_compared_with_where_it_began(repository: Repository) -> None:
    """What only the base has since is no part of the change."""
    begun = repository.sha()
    repository.git("branch", "topic", begun)
    head = repository.commit({"new.py": b"x = 1\n"}, branch="topic")
    base = repository.commit({"other.py": b"y = 1\n"})
    sides = choose_sides(repository.path, base, head)
    assert (sides.base, sides.sha) == (begun, head)
    assert "last met" in sides.note


def test_a_first_commit_is_compared_with_nothing(tmp_path: Path) -> None:
    """Everything in it is new."""
    repository = make_repository(tmp_path / "first", BEFORE, is_bare=True)
    brief = read(repository, repository.sha()).brief
    assert brief.base is None
    assert brief.files == len(BEFORE)


def test_a_test_that_is_gone_is_told(repository: Repository) -> None:
    """Unless others took it over under its name."""
    gone = read(repository, repository.commit({"tests/test_desk.py": b"from desk import lend\n"})).brief
    assert [line.text for line in list_lines(gone, "attention")] == ["The test `test_lend` is gone [1]."]
    repository.commit(BEFORE)
    split = BEFORE["tests/test_desk.py"].replace(b"test_lend", b"test_lend_twice")
    assert list_lines(read(repository, repository.commit({"tests/test_desk.py": split})).brief, "attention") == []
