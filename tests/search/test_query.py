"""What a question asks for, read from its words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.search.model import LIMITS, QueryType
from repochat.search.query import parse_query


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("LoanDesk", "symbol"),
        ("renew_loan", "symbol"),
        ("`flush`", "symbol"),
        ("LoanDesk.renew_loan()", "symbol"),
        ("std::vector::push_back", "symbol"),
        ("what does `renew_loan` do?", "symbol"),
        ("how are fines computed for late books?", "behaviour"),
        ("retry failed requests with a delay", "behaviour"),
        ("where is the timeout configured?", "where"),
        ("which file sends reminders?", "where"),
        ("who calls is_overdue?", "callers"),
        ("what uses LoanStore", "callers"),
        ("callers of save_loan", "callers"),
        ("where is is_overdue used?", "callers"),
        ("which functions call save_loan?", "callers"),
        ("from where is is_overdue called?", "callers"),
        ("what is LoanStore used by?", "callers"),
        ("what does usage_report do?", "symbol"),
        ("what does LoanDesk call?", "symbol"),
        ("which encoding does LoanDesk use by default?", "behaviour"),
        ("how does LoanDesk decide which fine to use?", "behaviour"),
        ("difference between LoanDesk and LoanStore", "symbol"),
        ("difference between v1.2 and v1.3", "changed"),
        ("what is the difference between the last release and main?", "changed"),
        ("what changed in the store?", "changed"),
        ("changes since v1.2", "changed"),
        ("when was the fine added?", "history"),
        ("who wrote the reminder mail?", "history"),
        ("why was renew_loan removed?", "history"),
        ("overview of the architecture", "architecture"),
        ("how do the modules fit together?", "architecture"),
        ("", "behaviour"),
    ],
)
def test_the_type_of_a_question(question: str, expected: QueryType) -> None:
    assert parse_query(question).type == expected


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("how does renew_loan work?", ("renew_loan",)),
        ("how does LoanDesk work?", ("LoanDesk",)),
        ("what is `flush`?", ("flush",)),
        ("what is loan.save for?", ("loan.save",)),
        ("call Foo::bar()", ("Foo::bar",)),
        ("what does HTTPAdapter do", ("HTTPAdapter",)),
        ("flush", ("flush",)),
        ('why do I get "the book is on loan"?', ()),
        ("what is '`LoanDesk.flush`'?", ("LoanDesk.flush",)),
        ("how are books lent to readers", ()),
        ("Where is it?", ()),
    ],
)
def test_the_identifiers_that_a_question_names(question: str, names: tuple[str, ...]) -> None:
    assert parse_query(question).names == names


@pytest.mark.parametrize(
    ("question", "tests", "docs"),
    [
        ("how is a loan renewed?", False, False),
        ("which tests cover renewals?", True, False),
        ("is there a fixture for loans", True, False),
        ("what does the readme say?", False, True),
        ("the latest loan", False, False),
    ],
)
def test_whether_tests_or_docs_are_wanted(question: str, tests: bool, docs: bool) -> None:  # noqa: FBT001  a table's columns
    query = parse_query(question)
    assert (query.wants_tests, query.wants_docs) == (tests, docs)


def test_stop_words_count_only_where_there_is_nothing_else() -> None:
    assert parse_query("where is the loan").content == ("loan",)
    assert parse_query("how to do it").content == ("how", "to", "do", "it")


def test_a_path_in_a_question_is_found() -> None:
    assert parse_query("what does lending/loans.py do? and fines.py").paths == ("lending/loans.py", "fines.py")


def test_a_long_question_is_cut_and_says_so() -> None:
    query = parse_query("loan " * 20_000)
    assert query.truncated
    assert len(query.text) == LIMITS.query_chars_max
    many = parse_query(" ".join(f"word{n}" for n in range(200)))
    assert many.truncated
    assert len(many.terms) == LIMITS.query_terms_max


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    """And read the same way twice."""
    assert parse_query(text) == parse_query(text)
