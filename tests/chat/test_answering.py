import hashlib
import re
from pathlib import Path

import pytest

from repochat.catalog.answer_store import AnswerStore
from repochat.chat import Answer, Ask, CitationReady, Finished, RetrievalDone, StatementReady
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model
from tests.chat.chatting import Chat, chatting
from tests.git.repositories import Repository


def check_by_git(answer: Answer, repository: Repository) -> None:
    """Plain git proves each citation, and every statement's citations are there."""
    shown = answer.as_json()
    known = {citation["id"] for citation in shown["citations"]}
    assert {cited for statement in shown["statements"] for cited in statement["citations"]} == known
    for citation in shown["citations"]:
        if citation["kind"] == "commit":
            message = repository.git("cat-file", "commit", citation["commit"]).partition(b"\n\n")[2]
            cited = b"".join(message.splitlines(keepends=True)[citation["start_line"] - 1 : citation["end_line"]])
            assert hashlib.sha256(cited).hexdigest() == citation["snippet_sha256"]
            continue
        place = f"{citation['commit']}:{citation['path']}"
        assert repository.sha(place) == citation["blob"]
        lines = re.findall(rb"[^\n]*\n|[^\n]+$", repository.git("show", place))
        cited = b"".join(lines[citation["start_line"] - 1 : citation["end_line"]])
        assert hashlib.sha256(cited).hexdigest() == citation["snippet_sha256"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What does Greeter.greet do?", ["`Greeter.greet` is a method in `src/greetings.py` (lines 9-14).",
                                         "“Return a greeting for one person, repeated.”", "`make_greeting` (line 14)"]),
        ("enqueueJob", ["`enqueueJob` is a function in `lib/queue.js` (lines 5-7).",
                        "“Puts a job at the end of the queue.”", "`storeJob` (line 6)"]),
        ("InsertNode", ["`InsertNode` is a function in `pkg/tree.go`", "“InsertNode adds a node below its parent.”"]),
        ("what is save_ledger?", ["`save_ledger` is a function in `core/store.rs`", "“Saves the ledger to disk.”"]),
        ("Where is ringDrop?", ["`ringDrop` is a function in `c/ring.c`", "Drops the oldest element of the ring."]),
    ],
)  # fmt: skip
async def test_a_question_about_a_name_opens_with_its_definition_and_what_its_doc_says(
    chat: Chat, question: str, parts: list[str]
) -> None:
    answer = await chat.ask(question)
    for part in parts:
        assert part in answer.answer
    assert parts[0] in answer.statements[0].text
    proven = [s for s in answer.statements if not s.text.startswith("No c")]
    assert {(s.status, s.tier) for s in proven} == {("supported", 3)}
    assert answer.removed == 0
    check_by_git(answer, chat.repository)


async def test_callers_are_listed_with_their_lines_and_counted_only_when_all_are_shown(chat: Chat) -> None:
    answer = await chat.ask("who calls make_greeting?")
    assert answer.statements[0].text == "Found 3 call sites of `make_greeting`:"
    items = [statement.text for statement in answer.statements if statement.is_item]
    assert "`open_party` in `src/party.py` calls `make_greeting` at line 5: `return make_greeting('all')`." in items
    assert any("`test_it_greets` in `tests/test_greetings.py`" in item for item in items)
    assert "only" not in answer.answer
    check_by_git(answer, chat.repository)


async def test_a_call_through_a_header_counts_for_the_definition(chat: Chat) -> None:
    answer = await chat.ask("who calls ringDrop?")
    assert "`main` in `c/main.c`" in answer.answer
    assert "`ringDrop` is a function in `c/ring.c`" in answer.answer


async def test_a_definition_that_nobody_calls_is_said_to_have_no_caller_in_the_index_and_not_as_proven(
    chat: Chat,
) -> None:
    answer = await chat.ask("who calls lonely?")
    assert answer.statements[0].text == "No caller of `lonely` was found in the index."
    assert (answer.statements[0].status, answer.statements[0].tier) == ("partly", 2)


async def test_a_question_about_behaviour_names_the_file_that_owns_it(chat: Chat) -> None:
    answer = await chat.ask("How are greetings for a person made and repeated?")
    assert answer.statements[0].text.startswith("The best match is `src/greetings.py`, which defines ")
    assert "`src/greetings.py` begins with: “Greets people in many ways.”" in answer.answer
    check_by_git(answer, chat.repository)


async def test_asked_for_tests_the_answer_opens_with_those_that_reach_the_definition(chat: Chat) -> None:
    answer = await chat.ask("which tests cover make_greeting?")
    assert answer.statements[0].text == "These tests refer to `make_greeting`:"
    assert "`test_it_greets`" in answer.statements[1].text


async def test_a_question_about_the_past_names_the_commit_that_last_wrote_the_lines(
    database: Database, tmp_path: Path
) -> None:
    source = {"a.py": b"def first():\n    return 1\n\n\ndef second():\n    return 2\n"}
    async with chatting(database, tmp_path, source) as chat:
        answer = await chat.ask("when was second last changed?")
        sha = chat.repository.sha()
        opening = answer.statements[0]
        assert f"commit `{sha[:10]}` of 2023-11-14 by `Ada Lovelace`" in opening.text
        assert "“Begin”" in opening.text
        assert (opening.status, opening.tier) == ("supported", 3)
        check_by_git(answer, chat.repository)


async def test_what_changed_in_a_file_is_told_by_its_last_commits_and_their_messages(chat: Chat) -> None:
    answer = await chat.ask("what changed in src/party.py recently?")
    opening = answer.statements[0]
    assert opening.text.startswith("The latest change found of `src/party.py`: “Begin”, commit `")
    assert (opening.status, opening.tier) == ("supported", 3)
    check_by_git(answer, chat.repository)


async def test_a_named_file_is_told_by_what_it_says_of_itself_and_defines(chat: Chat) -> None:
    answer = await chat.ask("What does src/greetings.py do?")
    assert answer.statements[0].text.startswith("`src/greetings.py` defines ")
    assert "“Greets people in many ways.”" in answer.answer


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Where is `frobnicate_all` defined?", "I could not find `frobnicate_all`: nothing in the index"),
        ("What does Greeter.frobnicate do?", "I could not find `Greeter.frobnicate`: nothing in the index"),
        ("What does src/nothing.py do?", "There is no file `src/nothing.py` in the index"),
        ("How is a kubernetes volume mounted over nfs?", "I could not find evidence for “How is a kubernetes"),
    ],
)
async def test_what_is_not_there_is_said_plainly_before_the_nearest_evidence(
    chat: Chat, question: str, opening: str
) -> None:
    answer = await chat.ask(question)
    assert answer.statements[0].text.startswith(opening)
    assert (answer.statements[0].status, answer.statements[0].tier) == ("unsupported", 0)
    check_by_git(answer, chat.repository)


@pytest.mark.parametrize("question", ["", " \n\t", "?!", "___", "\0\1", "()[]{}"])
async def test_a_question_without_a_word_is_refused_with_a_hint(chat: Chat, question: str) -> None:
    with pytest.raises(InvalidError) as raised:
        await chat.ask(question)
    assert "Ask about the code" in raised.value.hint


@pytest.mark.parametrize(
    "question",
    [
        "where is greet? " * 7_000,
        "'; DROP TABLE answers; --",
        "(.*)+$ [a-z]{9999} \\ ^(?P<x>",
        "%s %(x)s :name {0} ${HOME} `backticks` “quotes”",
        "Wie wird jemand begrüßt? 誰に挨拶しますか 🎉 \ud800",
        "greet\0\x1b[31m\u202e",
    ],
)
async def test_a_strange_question_is_answered_with_citations_that_hold(chat: Chat, question: str) -> None:
    answer = await chat.ask(question)
    assert answer.statements
    check_by_git(answer, chat.repository)


async def test_events_come_in_order_and_each_citation_before_its_first_statement(chat: Chat) -> None:
    events = await chat.listen("What does Greeter.greet do?")
    assert isinstance(events[0], RetrievalDone)
    assert isinstance(events[-1], Finished)
    told: set[str] = set()
    for event in events:
        if isinstance(event, CitationReady):
            assert event.citation.id not in told
            told.add(event.citation.id)
        if isinstance(event, StatementReady):
            assert set(event.statement.citations) <= told
    answer = events[-1].answer
    assert [e.statement for e in events if isinstance(e, StatementReady)] == list(answer.statements)


async def test_an_answer_is_stored_with_its_citations_and_the_search_report(chat: Chat, database: Database) -> None:
    answer = await chat.ask("Where is ringDrop?\0")
    async with database.read(chat.viewer.scope) as session:
        stored = await AnswerStore(session).find(answer.answer_id)
        log = await AnswerStore(session).find_log(answer.answer_id)
    assert stored is not None
    assert stored.answer == answer.answer
    assert stored.statements == [statement.as_json() for statement in answer.statements]
    assert [c.snippet_sha256 for c in stored.citations] == [c.snippet_sha256 for c in answer.citations]
    assert log is not None
    assert log.searches[0]["hits"][0]["path"].startswith("c/")


async def test_the_same_question_gets_the_same_answer(chat: Chat) -> None:
    first, second = await chat.ask("How are jobs queued?"), await chat.ask("How are jobs queued?")
    assert (first.answer, first.citations) == (second.answer, second.citations)


async def test_the_note_says_that_no_model_is_configured_and_is_no_statement(chat: Chat) -> None:
    answer = await chat.ask("ringDrop")
    assert answer.note.startswith("No language model is configured")
    assert answer.note not in answer.answer


async def test_a_revision_that_is_not_indexed_is_named(chat: Chat) -> None:
    chat.repository.commit({"b.py": b"x = 1\n"})
    with pytest.raises(NotFoundError):
        await chat.answerer.collect(chat.viewer, Ask(question="ringDrop", repos=(chat.repo,), rev="no-such-branch"))


HOSTILE = '''def innocent(x):
    """See [this](http://evil.example/a) and ![pic](https://evil.example/b.png) <script>alert(1)</script> now.

    <img src=x onerror=alert(1)>
    """
    return x  # `tick` ![p](http://evil.example/c) </code><script>alert(2)</script>


def caller():
    return innocent("![q](http://evil.example/d)<b>`")


def sneaky():
    """Closes the quote” and `opens code, www.evil.example, a@evil.example *bold* \u202egnp.exe"""
'''.encode()


async def test_a_hostile_doc_can_not_bring_links_images_or_markup_along(database: Database, tmp_path: Path) -> None:
    async with chatting(database, tmp_path, {"a`b](x).py": HOSTILE, "ok.py": HOSTILE}) as chat:
        for question in ("What does innocent do?", "who calls innocent?", "What does sneaky do?"):
            answer = await chat.ask(question)
            assert answer.citations
            active = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", answer.answer.replace("\\`", ""))
            assert not re.search(r"(?<!\\)\]\(|(?<!\\)!?(?<!\\)\[(?!c\d)|(?<!\\)<|[^\\]://|www\.|\w@\w|\u202e", active)
            check_by_git(answer, chat.repository)


async def test_odd_files_are_cited_by_their_bytes(database: Database, tmp_path: Path) -> None:
    source = {
        "windows.py": b"def first_thing():\r\n    return other_thing()\r\n\r\n\r\ndef other_thing():\r\n    return 1",
        "latin 1/caf\u00e9.py": b"# caf\xe9\rsame line\ndef drink_coffee():\n    return 'caf\xe9'\n",
    }
    async with chatting(database, tmp_path, source) as chat:
        for question in ("first_thing", "who calls other_thing?", "drink_coffee"):
            answer = await chat.ask(question)
            assert answer.citations
            check_by_git(answer, chat.repository)


async def test_two_revisions_are_compared_and_both_are_cited(chat: Chat, database: Database) -> None:
    old = chat.repository.sha()
    changed = b'def make_greeting(name: str, mark: str = "?") -> str:\n    """Join them."""\n    return name + mark\n'
    new = chat.repository.commit({"src/greetings.py": changed})
    await Indexer(database, chat.home, load_embedding_model("static")).run(chat.viewer, chat.repo)
    answer = await chat.ask(f"What changed in make_greeting between {old[:12]} and {new[:12]}?")
    assert {citation.commit for citation in answer.citations} == {old, new}
    changed_by = next(each for each in answer.statements if each.text.startswith("Changed signature: `make_greeting`"))
    assert 'mark: str = "?"' in changed_by.text
    assert changed_by.status == "supported"
    check_by_git(answer, chat.repository)


async def test_words_between_two_things_that_are_no_revisions_are_just_words(chat: Chat) -> None:
    answer = await chat.ask("What is the difference between Greeter and make_greeting?")
    assert all(each.kind != "heading" for each in answer.statements)
    assert {citation.commit for citation in answer.citations} == {chat.repository.sha()}


async def test_a_mark_in_the_question_keeps_the_answer_to_a_part_of_the_code(chat: Chat) -> None:
    answer = await chat.ask("@lib/queue.js how are jobs stored?")
    assert {citation.path for citation in answer.citations} == {"lib/queue.js"}
    only_tests = await chat.ask("make_greeting tests:only")
    assert any(citation.path.startswith("tests/") for citation in only_tests.citations)
