"""Follow-ups take what they leave unsaid from the conversation; what stands alone is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.chat.asking import EarlierTurn
from repochat.chat.context import parse_scope, resolve_followup
from repochat.search.query import parse_query

SEND = ("What does Session.send do?", "Session.send", "Session.get_adapter", "HTTPAdapter.send")
RETRY = ("How does the retry logic work?", "Retry.increment", "Retry.sleep")
GREET = ("what does greet do?", "Greeter.greet")
ROUTES = ("how are routes registered", "Scaffold.route", "App.add_url_rule")


@dataclass(frozen=True)
class Said:
    text: str
    carried: tuple[str, ...]


def turn(question: str, *symbols: str) -> EarlierTurn:
    """`symbols` are what the answer cited."""
    return EarlierTurn(question=question, answer="", symbols=symbols)


def ask(question: str, *earlier: Sequence[str] | str) -> Said:
    turns = [turn(each) if isinstance(each, str) else turn(*each) for each in earlier]
    resolved = resolve_followup(parse_scope(question), turns)
    return Said(resolved.text, resolved.carried)


def test_a_conversation_keeps_to_its_subject() -> None:
    """Each question after the first is read by those before it."""
    chain = [
        ("and who calls it?", "and who calls `Session.send`?"),
        ("what about tests?", "what about tests for `Session.send`?"),
        ("why was it added?", "why was `Session.send` added?"),
        ("where is that configured?", "where is `Session.send` configured?"),
        ("what are its parameters?", "what are `Session.send`'s parameters?"),
    ]
    earlier: list[Sequence[str] | str] = [SEND]
    for question, meant in chain:
        assert ask(question, *earlier) == Said(meant, ("Session.send",))
        earlier.append(question)


def test_what_a_followup_means_is_understood_by_search() -> None:
    """The name is read as code, however plain, and the question keeps its type."""
    query = parse_query(ask("who calls it?", GREET).text)
    assert (query.names, query.type) == (("Greeter.greet",), "callers")
    assert parse_query(ask("and the tests?", SEND).text).wants_tests
    assert parse_query(ask("why was it added?", SEND).text).type == "history"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("and Session.get?", "who calls `Session.get`?"),
        ("what about on Windows?", "who calls Session.send on Windows?"),
        ("and in v2.0?", "who calls Session.send in v2.0?"),
        ("why?", "why? who calls Session.send?"),
        ("really?", "really? who calls Session.send?"),
        ("tests?", "tests for `Session.send`?"),
        ("callers", "callers for `Session.send`"),
        ("what are the parameters?", "what are the parameters for `Session.send`?"),
        ("what does the function return?", "what does `Session.send` return?"),
        ("why was this method introduced?", "why was `Session.send` introduced?"),
        ("what happens if it fails?", "what happens if `Session.send` fails?"),
        ("compare it with HTTPAdapter.send", "compare `Session.send` with HTTPAdapter.send"),
        ("how does the parser use it?", "how does the parser use `Session.send`?"),
        ("who wrote this?", "who wrote `Session.send`?"),
        ("and what calls that?", "and what calls `Session.send`?"),
    ],
)
def test_a_question_without_a_subject_gets_that_of_the_last(question: str, meant: str) -> None:
    assert ask(question, ("who calls Session.send?", "Session.request")).text == meant


@pytest.mark.parametrize(
    "question",
    [
        "how does the cookie jar expire cookies?",
        "what does parse_url do and who calls it?",
        "#Adapter.send and who calls it?",
        "does the parser handle comments and where does it store them?",
        "how does the server reset its state?",
        "which tests cover that the parser handles comments?",
        "who calls the function that parses dates?",
        "where is that parser defined?",
        "what is the architecture of this project?",
        "is it possible to install this project?",
        "does this repository have benchmarks?",
        "How do the tests work?",
        "and how does the cookie jar expire cookies?",
        "and who calls Adapter.close?",
        "parse_url",
        "cookies",
        "thanks!",
        "ok",
        "???",
    ],
)
def test_a_question_that_stands_alone_is_not_changed(question: str) -> None:
    assert ask(question, SEND) == Said(parse_scope(question).text, ())


@pytest.mark.parametrize("question", ["and who calls it?", "why?", "the second one", "what about tests?", "more"])
def test_the_first_question_has_nothing_to_take_from(question: str) -> None:
    assert ask(question) == Said(question, ())


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("show me the second one", "HTTPAdapter.send"),
        ("and the first?", "Session.get_adapter"),
        ("what does the last one do?", "HTTPAdapter.send"),
        ("explain number 2", "HTTPAdapter.send"),
    ],
)
def test_an_ordinal_counts_what_the_answer_showed(question: str, name: str) -> None:
    """The subject itself aside, and however many questions ago, where no later answer showed anything."""
    assert ask(question, SEND).carried == (name,)
    assert ask(question, SEND, "who calls it?").carried == (name,)


def test_an_ordinal_beyond_what_was_shown_names_nothing() -> None:
    assert "HTTPAdapter" not in ask("show me the fifth one", SEND).text


@pytest.mark.parametrize(
    ("question", "meant", "carried"),
    [
        ("where is that configured?", "where is the retry logic configured?", "the retry logic"),
        ("who calls it?", "who calls `Retry.increment`?", "Retry.increment"),
        ("which tests cover it?", "which tests cover `Retry.increment`?", "Retry.increment"),
        ("and in strict mode?", "How does the retry logic work in strict mode?", "the retry logic"),
        ("what about timeouts?", "what about timeouts for the retry logic?", "the retry logic"),
    ],
)
def test_a_question_in_prose_is_carried_in_its_words(question: str, meant: str, carried: str) -> None:
    """Unless it is asked of code: then it is the first definition that the answer showed."""
    assert ask(question, RETRY) == Said(meant, (carried,))


def test_a_new_subject_replaces_the_old_one() -> None:
    assert ask("who calls it?", SEND, "and who calls it?", ROUTES).carried == ("Scaffold.route",)
    assert ask("how do they work?", SEND, ROUTES).text == "how do routes registered work?"
    assert ask("who calls it?", SEND, "thanks!").carried == ("Session.send",)


def test_they_are_all_that_was_named() -> None:
    said = ask("how do they differ?", "what do Session.send and HTTPAdapter.send do?")
    assert said.text == "how do `Session.send` and `HTTPAdapter.send` differ?"


def test_why_asks_the_last_question_again_and_again() -> None:
    """It does not pile up."""
    assert ask("why?", SEND, "why?", "really?").text == "why? What does Session.send do?"


def test_the_scope_of_a_question_stays_its_own() -> None:
    resolved = resolve_followup(parse_scope("who calls it in @tests/ in v2.0?"), [turn(*SEND)])
    assert resolved.scope.paths == ("tests/",)
    assert resolved.scope.rev == "v2.0"
    assert resolved.text == "who calls `Session.send` in v2.0?"


def test_a_question_that_says_a_lot_says_it_all() -> None:
    question = "who calls it? " + "I mean the one that was shown. " * 20
    assert ask(question, SEND).carried == ()


def test_a_marked_symbol_is_a_subject() -> None:
    assert ask("who calls it?", "#close what does it do?").carried == ("close",)


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=60))
def test_any_conversation_is_read(questions: list[str], question: str) -> None:
    said = ask(question, *[(each, "A.b") for each in questions])
    assert bool(said.carried) is (said.text != parse_scope(question).text)
