"""Feedback with the answer's own log: what a verdict is tied to, in one repository and in several."""

from pathlib import Path
from typing import Any

import pytest

from repochat.accounts import local_viewer
from repochat.catalog.answer_store import RetrievalLog
from repochat.catalog.feedback_store import Feedback
from repochat.chat.feedback import FeedbackDesk, FeedbackLimits, Said, SaidPlace
from repochat.core.database import Database
from repochat.core.errors import LimitError, NotFoundError
from tests.catalog.answers import build_answer, build_citation, store_answer
from tests.chat.chatting import Chat
from tests.chat.why.test_telling import build_hit, build_search

VIEWER = local_viewer()


@pytest.fixture
async def desk(database: Database, chat: Chat) -> FeedbackDesk:
    return FeedbackDesk(database, chat.home.mirrors, FeedbackLimits(targets_max=2))


async def store(database: Database, chat: Chat) -> Any:
    """An answer at the indexed commit, whose search ranked one file and nearly another."""
    sha = chat.repository.sha()
    search = build_search(
        revision=sha,
        hits=[build_hit(1, "src/greetings.py", lexical=2.0)],
        near_misses=[build_hit(2, "src/party.py", dense=1.0)],
    )
    cited = build_citation(3, path="src/greetings.py", commit=sha, start_line=15, end_line=16, repo_id=chat.repo.id)
    answer = build_answer(chat.repo.id, revision=sha, citations=[cited])
    return await store_answer(database, answer, RetrievalLog(searches=[search], context={}, stages=[], policy={}))


async def say_place(desk: FeedbackDesk, answer: Any, path: str, first: int, last: int, **more: Any) -> Feedback:
    place = SaidPlace(path=path, start_line=first, end_line=last, repo=more.pop("repo", None))
    return await desk.give(VIEWER, Said(answer_id=answer.id, kind="place", place=place, **more))


async def test_a_citation_is_tied_to_the_features_of_its_place(
    database: Database, chat: Chat, desk: FeedbackDesk
) -> None:
    answer = await store(database, chat)
    told = await desk.give(VIEWER, Said(answer_id=answer.id, kind="citation", citation="c3", value=-1))
    assert (told.target, told.value, told.policy_version) == ("c3", -1, "linear-1")
    assert told.features["contributions"] == {"lexical": 2.0}
    assert (told.features["place"], told.features["rank"], told.features["is_within"]) == ("hit", 1, True)


async def test_the_right_place_says_what_it_was_to_the_search(
    database: Database, chat: Chat, desk: FeedbackDesk
) -> None:
    answer = await store(database, chat)
    near = await say_place(desk, answer, "src/party.py", 1, 2)
    unknown = await say_place(desk, answer, "README.md", 1, 1, repo=chat.repo.name)
    assert (near.features["place"], near.features["is_within"]) == ("near_miss", False)
    assert unknown.features == {"place": "not_ranked"}
    assert unknown.target == f"{chat.repo.name}:README.md:1-1"


async def test_places_of_one_answer_are_bounded_and_changing_one_is_not_another(
    database: Database, chat: Chat, desk: FeedbackDesk
) -> None:
    answer = await store(database, chat)
    for line in (1, 2):
        await say_place(desk, answer, "src/party.py", line, line)
    assert (await say_place(desk, answer, "src/party.py", 1, 1, value=0)).value == 0
    with pytest.raises(LimitError) as raised:
        await say_place(desk, answer, "src/party.py", 3, 3)
    assert raised.value.limit == "targets_max"


async def test_a_repository_that_the_answer_is_not_about_has_no_right_place(
    database: Database, chat: Chat, desk: FeedbackDesk, tmp_path: Path
) -> None:
    answer = await store(database, chat)
    with pytest.raises(NotFoundError):
        await say_place(desk, answer, "README.md", 1, 1, repo="another")


async def test_the_next_answer_says_how_often_such_answers_were_right(chat: Chat, desk: FeedbackDesk) -> None:
    first, second = await chat.ask("What does Greeter do?"), await chat.ask("What does Greeter do?")
    assert (first.confidence.judged, second.confidence.judged) == (0, 0)
    for answer, value in ((first, 1), (second, -1)):
        await desk.give(VIEWER, Said(answer_id=answer.answer_id, kind="answer", value=value))
    third = await chat.ask("What does Greeter do?")
    assert third.confidence.band == first.confidence.band
    assert (third.confidence.judged, third.confidence.right) == (2, 1)
