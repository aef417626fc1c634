"""Citations of commits, of files at other commits, and of pull requests."""

import hashlib
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from repochat.chat.limits import ChatLimits
from repochat.chat.receipts import CitationChecker, CitedLines, CommitFact, Draft, SourcePool, Span, ToldPull
from repochat.chat.receipts.checking import check_drafts
from repochat.chat.receipts.source_text import SourceText
from repochat.chat.receipts.symbol_lookup import SymbolLookup
from tests.chat.chatting import Chat

PULL = ToldPull(
    number=7,
    title="Greet louder",
    body="So that everybody hears.\r\nReally.",
    author="bob",
    state="open",
    head_sha="b" * 40,
    url="javascript:alert(1)",
)


@pytest.fixture
async def source(chat: Chat) -> AsyncGenerator[SourceText]:
    revision = await chat.searcher.find_revision(chat.viewer, chat.repo, None)
    pool = SourcePool()
    with pool.open(chat.home.mirrors / f"{chat.repo.id}.git", revision.sha) as opened:
        opened.keep_pull(PULL)
        yield opened
    pool.close()


@pytest.fixture
async def checker(chat: Chat, source: SourceText) -> CitationChecker:
    revision = await chat.searcher.find_revision(chat.viewer, chat.repo, None)
    index = await chat.searcher.get_index(chat.viewer, revision)
    return CitationChecker(source, SymbolLookup(index), repo="greetings", address="https://github.com/ada/greetings")


def cite(checker: CitationChecker, span: Span) -> CitedLines:
    cited = checker.cite(span)
    assert isinstance(cited, CitedLines)
    return cited


async def test_a_commit_is_cited_by_the_lines_of_its_message(checker: CitationChecker, source: SourceText) -> None:
    cited = cite(checker, Span(path="", start_line=1, end_line=1, kind="commit", commit=source.commit))
    citation = cited.citation
    assert cited.texts == ("Begin",)
    assert (citation.kind, citation.path, citation.blob, citation.commit) == ("commit", "", "", source.commit)
    assert citation.snippet_sha256 == hashlib.sha256(b"Begin").hexdigest()
    assert citation.url == f"https://github.com/ada/greetings/commit/{source.commit}"
    assert citation.place == f"commit {source.commit[:12]}:1-1"
    assert checker.verify(citation) is None
    assert checker.verify(replace(citation, end_line=2)) == "out_of_range"
    assert checker.verify(replace(citation, snippet_sha256="0" * 64)) == "hash_differs"
    assert checker.verify(replace(citation, commit="0" * 40)) == "no_such_commit"


async def test_a_pull_request_is_cited_as_it_was_told_and_leads_only_to_its_forge(checker: CitationChecker) -> None:
    cited = cite(checker, Span(path="", start_line=1, end_line=3, kind="pull_request", number=7))
    citation = cited.citation
    assert cited.texts == ("Greet louder", "", "So that everybody hears.")
    assert (citation.ref, citation.commit, citation.kind) == ("#7", "b" * 40, "pull_request")
    assert citation.told == "Greet louder\n\nSo that everybody hears.\n"
    assert hashlib.sha256(citation.told.encode()).hexdigest() == citation.snippet_sha256
    assert citation.url == "https://github.com/ada/greetings/pull/7"
    assert checker.verify(citation) is None
    assert checker.cite(Span(path="", start_line=1, end_line=1, kind="pull_request", number=8)) == (
        "no_such_pull_request"
    )


async def test_the_address_that_a_forge_tells_is_no_script(chat: Chat, source: SourceText) -> None:
    revision = await chat.searcher.find_revision(chat.viewer, chat.repo, None)
    index = await chat.searcher.get_index(chat.viewer, revision)
    checker = CitationChecker(source, SymbolLookup(index), repo="r", address="https://forge.example/a/b")
    span = Span(path="", start_line=1, end_line=1, kind="pull_request", number=7)
    assert cite(checker, span).citation.url == ""
    source.keep_pull(replace(PULL, url="https://forge.example/a/b/pull/7"))
    again = CitationChecker(source, SymbolLookup(index), repo="r", address="https://forge.example/a/b")
    assert cite(again, span).citation.url == "https://forge.example/a/b/pull/7"


def check(checker: CitationChecker, text: str, *spans: Span, **how: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    fact = CommitFact(sha="", date="2023-11-14", author="Ada Lovelace", subject="Begin")
    checked = check_drafts([Draft(text=text, spans=spans, commits=(fact,), **how)], checker, ChatLimits())  # pyright: ignore[reportArgumentType]  counted alone
    statement = checked.statements[0]
    return statement.status, statement.missing


async def test_a_sentence_of_a_commit_is_carried_by_the_commit_it_cites(
    checker: CitationChecker, source: SourceText
) -> None:
    message = Span(path="", start_line=1, end_line=1, kind="commit", commit=source.commit)
    said = f"Commit `{source.commit[:10]}` of 2023-11-14 by `Ada Lovelace`: “Begin”."
    assert check(checker, said, message) == ("supported", ())
    other = f"Commit `{'0' * 10}` of 2023-11-14 by `Ada Lovelace`: “Begin”."
    assert check(checker, other, message) == ("partly", ("0" * 10,))


async def test_a_number_that_we_counted_holds_only_where_the_sentence_says_so(
    checker: CitationChecker, source: SourceText
) -> None:
    message = Span(path="", start_line=1, end_line=1, kind="commit", commit=source.commit)
    said = f"`Ada Lovelace` wrote 9 lines, by our count, in `{source.commit[:10]}`."
    assert check(checker, said, message, counted=("9",)) == ("supported", ())
    assert check(checker, said, message) == ("partly", ("9",))
    assert check(checker, said.replace(", by our count", ""), message, counted=("9",)) == ("partly", ("9",))


async def test_a_pull_request_is_named_only_where_it_is_cited(checker: CitationChecker) -> None:
    told = Span(path="", start_line=1, end_line=1, kind="pull_request", number=7)
    assert check(checker, "Pull request #7 says: “Greet louder”.", told) == ("supported", ())
    assert check(checker, "Pull request #8 says: “Greet louder”.", told) == ("partly", ("#8",))
