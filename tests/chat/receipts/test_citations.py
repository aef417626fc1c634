from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from repochat.chat.limits import ChatLimits
from repochat.chat.model import Citation
from repochat.chat.receipts.checking import check_drafts
from repochat.chat.receipts.citations import CitationChecker, CitedLines
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.source_text import SourcePool
from repochat.chat.receipts.symbol_lookup import SymbolLookup
from tests.chat.chatting import Chat

SPAN = Span(path="src/greetings.py", start_line=9, end_line=9, symbol="Greeter.greet", role="definition")


@pytest.fixture
async def checker(chat: Chat) -> AsyncGenerator[CitationChecker]:
    revision = await chat.searcher.find_revision(chat.viewer, chat.repo, None)
    index = await chat.searcher.get_index(chat.viewer, revision)
    pool = SourcePool()
    with pool.open(chat.home.mirrors / f"{chat.repo.id}.git", revision.sha) as source:
        yield CitationChecker(source, SymbolLookup(index), repo="greetings", address="https://github.com/ada/greetings")
    pool.close()


def prove(checker: CitationChecker, span: Span = SPAN) -> Citation:
    cited = checker.cite(span)
    assert isinstance(cited, CitedLines)
    return cited.citation


async def test_a_proven_citation_carries_its_permalink_and_symbol(checker: CitationChecker) -> None:
    citation = prove(checker)
    assert citation.url == f"https://github.com/ada/greetings/blob/{citation.commit}/src/greetings.py#L9-L9"
    assert citation.symbol == "Greeter.greet"
    assert checker.verify(citation) is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"commit": "0" * 40}, "other_commit"),
        ({"path": "src/gone.py"}, "no_such_path"),
        ({"path": "src/party.py"}, "blob_differs"),
        ({"blob": "0" * 40}, "blob_differs"),
        ({"end_line": 9_999}, "out_of_range"),
        ({"start_line": 0}, "out_of_range"),
        ({"start_line": 12, "end_line": 10}, "out_of_range"),
        ({"end_line": 10}, "hash_differs"),
        ({"start_line": 10, "end_line": 10}, "hash_differs"),
        ({"snippet_sha256": "0" * 64}, "hash_differs"),
        ({"symbol": "make_greeting"}, "symbol_absent"),
        ({"symbol": "Greeter.frobnicate"}, "symbol_absent"),
    ],
)
async def test_a_tampered_citation_is_caught(
    checker: CitationChecker, change: dict[str, str | int], problem: str
) -> None:
    assert checker.verify(replace(prove(checker), **change)) == problem  # pyright: ignore[reportArgumentType]  by name


async def test_lines_that_do_not_exist_are_not_cited(checker: CitationChecker) -> None:
    assert checker.cite(replace(SPAN, end_line=500)) == "out_of_range"
    assert checker.cite(replace(SPAN, path="nowhere.py")) == "no_such_path"


async def test_a_symbol_that_does_not_stand_there_is_dropped_from_the_citation(checker: CitationChecker) -> None:
    assert prove(checker, replace(SPAN, symbol="make_greeting")).symbol == ""


async def test_the_same_lines_are_one_citation(checker: CitationChecker) -> None:
    assert prove(checker).id == prove(checker).id == "c1"
    assert prove(checker, replace(SPAN, start_line=10, end_line=10)).id == "c2"


async def test_a_statement_that_its_lines_do_not_carry_is_removed_and_counted(checker: CitationChecker) -> None:
    drafts = [
        Draft(text="`greet` is here.", spans=(SPAN,)),
        Draft(text="`refuse` is here.", spans=(SPAN,)),
        Draft(text="`greet` is beyond the end.", spans=(replace(SPAN, start_line=900, end_line=900),)),
        Draft(text="`greet` and `refuse` are here.", spans=(SPAN,)),
        Draft(text="I could not find `refuse`.", spans=(), tells_absence=True),
    ]
    checked = check_drafts(drafts, checker, ChatLimits())
    assert [(s.text, s.status) for s in checked.statements] == [
        ("`greet` is here.", "supported"),
        ("`greet` and `refuse` are here.", "partly"),
        ("I could not find `refuse`.", "unsupported"),
    ]
    assert checked.removed == 2


async def test_an_answer_stops_at_its_bounds(checker: CitationChecker) -> None:
    drafts = [Draft(text=f"`greet` is here{'.' * n}", spans=(SPAN,)) for n in range(1, 9)]
    assert len(check_drafts(drafts, checker, ChatLimits(statements_max=3)).statements) == 3
