"""What is found first, and the arithmetic that says why."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repochat.search import SearchReport
from repochat.search.features import FEATURES
from repochat.search.hot import HotIndex
from repochat.search.model import LIMITS
from repochat.search.policy import Policy, load_shipped_policy
from repochat.search.query import parse_query
from repochat.search.ranking import Request, search_index
from repochat.search.symbols import match_symbols
from tests.search.library import LIBRARY, ask, build_index

QUESTIONS = (
    "LoanDesk", "renew_loan", "how are fines computed?", "who calls is_overdue?", "where is the timeout?",
    "tests of overdue loans", "what does the readme say", "the", "", "渡边", "借书", "Читатель", "книгу взять",
)  # fmt: skip
HOSTILE = (
    "", " ", "\n\t", "\0", "a\0b", "what is it", "how to do", "(.*)+$ [a-z]{1,99} \\d ^|", "'; DROP TABLE repos; --",
    '" OR 1=1', "%s %n {0} ${x} `id`", "*?[]!", "a" * 100_000, "loan " * 20_000, "(" * 4000, "a/" * 2000, "A.b" * 1300,
    "\ud800", "x\udfff y", "🦊" * 500, "\u202e\u200b", "Was macht das Ausleihen von Büchern?", "如何借书?",
    "как взять книгу?", "\u0130\u0131ẞß", "`" * 999, "'a' " * 900, "who calls " + "x" * 3000,
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "path", "symbol"),
    [
        ("LoanDesk", "lending/loans.py", "LoanDesk"),
        ("renew_loan", "lending/loans.py", "LoanDesk.renew_loan"),
        ("LoanDesk.renew_loan", "lending/loans.py", "LoanDesk.renew_loan"),
        ("what does `compute_fine` do?", "lending/fines.py", "compute_fine"),
        ("what is LoanDesk.renew_loan?", "lending/loans.py", "LoanDesk.renew_loan"),
        ("how is the fine of a late book computed?", "lending/fines.py", "compute_fine"),
        ("remind a reader by mail", "lending/mail.py", "send_reminder"),
        ("where are loans kept", "lending/store.py", ""),
        ("TIMEOUT_S", "lending/settings.py", "TIMEOUT_S"),
        ("renderLoan", "web/app.js", "renderLoan"),
        ("借书三个星期", "i18n/说明.md", ""),
        ("Читатель", "i18n/说明.md", ""),
    ],
)
def test_what_is_asked_for_comes_first(library: HotIndex, question: str, path: str, symbol: str) -> None:
    """A symbol's own definition, with its lines; else the file that is about it."""
    hit = ask(library, question).hits[0]
    assert hit.path == path
    lines = LIBRARY[path].split("\n")[hit.start_line - 1 : hit.end_line]
    if symbol:
        assert hit.symbol == symbol
        assert any(symbol.rpartition(".")[2] in line for line in lines)


@pytest.mark.parametrize("question", HOSTILE)
def test_any_question_is_answered(library: HotIndex, question: str) -> None:
    """Empty, endless, hostile, in any language: a report of bounded size, and never an error."""
    report = ask(library, question)
    assert len(report.query) <= LIMITS.query_chars_max
    assert len(report.hits) <= len(LIBRARY)
    check_arithmetic(report)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=80), limit=st.integers(-1, 20), prefix=st.text(max_size=6))
def test_every_report_adds_up(library: HotIndex, question: str, limit: int, prefix: str) -> None:
    check_arithmetic(ask(library, question, limit=limit, path_prefix=prefix))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_is_the_sum_of_its_contributions(library: HotIndex, question: str) -> None:
    """Weight times value, feature by feature, and nothing else."""
    weights = load_shipped_policy().weights
    report = ask(library, question)
    check_arithmetic(report)
    for hit in report.hits:
        assert set(hit.explain.contributions) <= set(hit.explain.features) <= set(FEATURES)
        for name, part in hit.explain.contributions.items():
            assert part == pytest.approx(weights[name] * hit.explain.features[name], rel=1e-6)


def check_arithmetic(report: SearchReport) -> None:
    shown = (*report.hits, *report.near_misses)
    assert [hit.rank for hit in shown] == list(range(1, len(shown) + 1))
    assert all(hit.score == math.fsum(hit.explain.contributions.values()) for hit in shown)
    assert all(before.score >= after.score - 1e-4 for before, after in pairwise(shown))
    assert len({hit.path for hit in shown}) == len(shown)
    assert all(1 <= hit.start_line <= hit.end_line for hit in shown)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_report(library: HotIndex, question: str) -> None:
    """Also of an index that was built again."""
    reports = [ask(index, question) for index in (library, library, build_index(LIBRARY))]
    assert len({repr(replace(report, timings_ms={})) for report in reports}) == 1


def test_files_that_are_equal_stand_in_path_order() -> None:
    """Equal to the last digit, wherever they lie in the arrays."""
    index = build_index({f"m{n:02}/same.py": "def same():\n    return 1\n" for n in range(37)})
    policy = Policy(version="test", weights={"lexical": 0.7, "file_lexical": 0.1, "symbol": 0.3, "size": 0.11})
    report = search_index(index, Request(text="same", limit=37), policy, revision="0" * 40)
    paths = [hit.path for hit in report.hits]
    assert len({hit.score for hit in report.hits}) == 1
    assert paths == sorted(paths)


@pytest.mark.parametrize(
    ("question", "symbol"),
    [("Queue#empty?", "Queue.empty?"), ("what does Box.fill?", "Box.fill"), ("Box#fill", "Box.fill")],
)
def test_a_mark_behind_a_name_is_a_rubys_or_the_questions(marks: HotIndex, question: str, symbol: str) -> None:
    assert max(match_names(marks, question).items(), key=lambda item: item[1])[0] == symbol


def test_a_question_mark_takes_nothing_from_a_name(marks: HotIndex) -> None:
    assert match_names(marks, "what is Box.fill?") == match_names(marks, "what is Box.fill")


@pytest.fixture(scope="module")
def marks() -> HotIndex:
    """Two Ruby classes, one with a method whose name ends in a mark."""
    return build_index(
        {
            "queue.rb": "class Queue\n  def empty?\n    true\n  end\nend\n",
            "box.rb": "class Box\n  def fill\n  end\nend\n",
        }
    )


def match_names(index: HotIndex, question: str) -> dict[str, float]:
    """Qualified name -> strength, of the definitions that the question names as code."""
    matches = match_symbols(index, parse_query(question))
    return {index.symbol_qualified[symbol]: strength for symbol, strength, asked in matches if asked}


def test_a_prefix_keeps_the_search_below_a_folder(library: HotIndex) -> None:
    report = ask(library, "loan", path_prefix="lending")
    assert {hit.path.partition("/")[0] for hit in report.hits} == {"lending"}
    assert report.dropped["outside_path"] == sum(not path.startswith("lending/") for path in LIBRARY)
    assert report == replace(ask(library, "loan", path_prefix="/lending/"), timings_ms=report.timings_ms)
    assert [hit.path for hit in ask(library, "loan", path_prefix="lending/mail.py").hits] == ["lending/mail.py"]
    assert not ask(library, "loan", path_prefix="lend").hits
    assert not ask(library, "loan", path_prefix="../lending").hits


def test_a_prefix_is_not_a_pattern() -> None:
    index = build_index({"a.b/x.py": "LOAN = 1\n", "aXb/x.py": "LOAN = 2\n", "a.b.c/x.py": "LOAN = 3\n"})
    assert [hit.path for hit in ask(index, "loan", path_prefix="a.b").hits] == ["a.b/x.py"]


def test_what_the_limit_left_out_is_told(library: HotIndex) -> None:
    """The next best are named, the rest is counted."""
    everything = ask(library, "loan", limit=len(LIBRARY)).hits
    report = ask(library, "loan", limit=2)
    assert [hit.path for hit in report.hits] == [hit.path for hit in everything[:2]]
    assert [hit.path for hit in report.near_misses] == [hit.path for hit in everything[2:7]]
    assert report.dropped["below_limit"] == len(everything) - 2
    assert ask(library, "loan " * 2000).dropped["query_cut"] == 1


def test_a_limit_is_bounded_from_both_sides(library: HotIndex) -> None:
    assert ask(library, "loan", limit=0).hits == ask(library, "loan", limit=-5).hits == ()
    assert len(ask(library, "loan", limit=10**9).hits) <= LIMITS.hits_max


def test_tests_stand_behind_code_unless_they_are_asked_for(library: HotIndex) -> None:
    behind = [hit.path for hit in ask(library, "loan is overdue").hits]
    assert behind.index("lending/loans.py") < behind.index("tests/test_loans.py")
    asked = ask(library, "tests that a loan is overdue")
    assert asked.wants_tests
    assert asked.hits[0].path == "tests/test_loans.py"


def test_documents_stand_behind_code_unless_they_are_asked_for(library: HotIndex) -> None:
    assert ask(library, "renew a loan").hits[0].path == "lending/loans.py"
    plain, asked = (
        next(hit for hit in ask(library, question).hits if hit.path == "docs/loans.md")
        for question in ("how to renew a loan", "documentation on how to renew a loan")
    )
    assert plain.explain.contributions["doc"] < 0
    assert "doc" not in asked.explain.contributions
    assert asked.rank <= plain.rank


def test_callers_are_shown_where_they_call(library: HotIndex) -> None:
    """The chunk of a hit is the one with the call."""
    report = ask(library, "who calls is_overdue?")
    assert report.query_type == "callers"
    fines = next(hit for hit in report.hits if hit.path == "lending/fines.py")
    assert fines.rank <= 3
    assert fines.explain.contributions["related"] > 0
    assert "is_overdue(loan_id)" in LIBRARY["lending/fines.py"].split("\n", fines.start_line - 1)[-1]
    assert fines.start_line <= 8 <= fines.end_line


def test_leaving_a_feature_out_leaves_its_contribution_out(library: HotIndex) -> None:
    report = ask(library, "LoanDesk", without=("symbol", "symbol_asked"))
    assert not any({"symbol", "symbol_asked"} & hit.explain.contributions.keys() for hit in report.hits)


def test_legs_say_where_a_hit_stood_in_them(library: HotIndex) -> None:
    report = ask(library, "LoanDesk")
    assert report.hits[0].explain.legs["symbol"] == 1
    assert report.candidates["symbol"] >= 1
    assert all(rank >= 1 for hit in report.hits for rank in hit.explain.legs.values())
