"""Feedback on a real database: the latest word counts, clicks are counted, judged answers are those people judged."""

from typing import Any
from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.feedback_store import Feedback, FeedbackKind, FeedbackStore, FeedbackWriter, NewFeedback
from repochat.core.database import Database
from tests.catalog.answers import build_answer, connect_repo, store_answer


async def put(
    database: Database, answer_id: UUID, kind: FeedbackKind = "answer", value: int = 1, **changes: Any
) -> Feedback:
    values: dict[str, Any] = {
        "tenant_id": LOCAL_TENANT_ID,
        "answer_id": answer_id,
        "author": "ada",
        "kind": kind,
        "target": "",
        "value": value,
        "comment": "",
        "detail": {},
        "policy_version": "linear-1",
        "features": {"lexical": 0.5},
    }
    async with database.write(LOCAL_TENANT_ID) as session:
        return await FeedbackWriter(session).put(NewFeedback(**{**values, **changes}))


async def read(database: Database, answer_id: UUID) -> list[Feedback]:
    async with database.read(LOCAL_TENANT_ID) as session:
        return await FeedbackStore(session).list_feedback(answer_id)


async def test_the_latest_word_of_an_author_replaces_the_one_before(database: Database) -> None:
    repo = await connect_repo(database)
    answer = await store_answer(database, build_answer(repo.id))
    first = await put(database, answer.id, value=1, comment="Good")
    again = await put(database, answer.id, value=1, comment="Good")
    changed = await put(database, answer.id, value=-1, comment="Wrong after all")
    await put(database, answer.id, value=1, author="ben")
    await put(database, answer.id, "citation", value=-1, target="c1")
    assert first.id == again.id == changed.id
    assert first.created_at == changed.created_at < changed.updated_at
    told = [(each.author, each.kind, each.target, each.value, each.comment) for each in await read(database, answer.id)]
    assert told == [
        ("ada", "answer", "", -1, "Wrong after all"), ("ben", "answer", "", 1, ""), ("ada", "citation", "c1", -1, ""),
    ]  # fmt: skip


async def test_clicks_on_one_citation_are_counted(database: Database) -> None:
    repo = await connect_repo(database)
    answer = await store_answer(database, build_answer(repo.id))
    clicks = [await put(database, answer.id, "click", target="c1") for _ in range(3)]
    other = await put(database, answer.id, "click", target="c2")
    assert [click.detail for click in clicks] == [{"count": 1}, {"count": 2}, {"count": 3}]
    assert other.detail == {"count": 1}


async def test_judged_answers_are_counted_by_confidence_once_each_and_not_when_taken_back(database: Database) -> None:
    repo, other = await connect_repo(database), await connect_repo(database, "other")
    bands = ["high", "high", "high", "high", "low"]
    high = [
        await store_answer(database, build_answer(repo.id, confidence={"value": 1, "band": band})) for band in bands
    ]
    elsewhere = await store_answer(database, build_answer(other.id, confidence={"value": 1, "band": "high"}))
    right, wrong, taken_back, disputed, low = high
    await put(database, right.id, value=1)
    await put(database, right.id, value=1, author="ben")
    await put(database, wrong.id, value=-1)
    await put(database, taken_back.id, value=1)
    await put(database, taken_back.id, value=0)
    await put(database, disputed.id, value=1)
    await put(database, disputed.id, value=-1, author="ben")
    await put(database, low.id, value=1)
    await put(database, elsewhere.id, value=1)
    await put(database, wrong.id, "citation", value=1, target="c1")
    async with database.read(LOCAL_TENANT_ID) as session:
        store = FeedbackStore(session)
        assert await store.count_judged(repo.id, "high") == (2, 1)
        assert await store.count_judged(repo.id, "low") == (1, 1)
        assert await store.count_judged(repo.id, "none") == (0, 0)


async def test_other_targets_of_an_author_are_counted(database: Database) -> None:
    repo = await connect_repo(database)
    answer = await store_answer(database, build_answer(repo.id))
    for target in ("a.py:1-2", "b.py:1-2"):
        await put(database, answer.id, "place", target=target)
    await put(database, answer.id, "place", target="c.py:1-2", author="ben")
    async with database.read(LOCAL_TENANT_ID) as session:
        store = FeedbackStore(session)
        assert await store.count_targets(answer.id, "ada", "place", besides="a.py:1-2") == 1
        assert await store.count_targets(answer.id, "ada", "place", besides="d.py:1-2") == 2
