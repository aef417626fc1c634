import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.core.database import Database
from repochat.core.errors import ConflictError, LimitError
from repochat.jobs import LIMITS, enqueue, enqueue_once, get_queue_state


async def test_a_job_exists_when_its_transaction_commits(database: Database) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await enqueue(session, "task", {"number": 1})
    assert await _count_waiting(database) == 1


async def test_a_job_vanishes_with_its_transaction(database: Database) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await enqueue(session, "task", {"number": 1})
        await session.rollback()
    assert await _count_waiting(database) == 0


async def test_a_second_job_of_a_queueing_lock_is_refused_and_the_transaction_goes_on(database: Database) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await enqueue(session, "task", {}, queueing_lock="once")
        with pytest.raises(ConflictError):
            await enqueue(session, "task", {}, queueing_lock="once")
        await enqueue(session, "task", {}, queueing_lock="other")
    assert await _count_waiting(database) == 2


async def test_one_job_waits_for_many_causes_and_a_running_one_is_followed_by_another(database: Database) -> None:
    made: list[int | None] = []
    for _ in range(3):
        async with database.write(LOCAL_TENANT_ID) as session:
            made.append(await enqueue_once(session, "task", {"lane": 1}, lock="lane", queue="quick"))
    assert [job is not None for job in made] == [True, False, False]
    async with database.write(LOCAL_TENANT_ID) as session:
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    async with database.write(LOCAL_TENANT_ID) as session:
        assert await enqueue_once(session, "task", {"lane": 1}, lock="lane", queue="quick") is not None
        assert await enqueue_once(session, "task", {"lane": 2}, lock="other", queue="quick") is not None
    assert await _count_waiting(database) == 2


async def test_arguments_arrive_as_they_were_given(database: Database) -> None:
    args = {"quote": "it's :odd %s", "nested": {"ünï": [1, None, True]}}
    async with database.write(LOCAL_TENANT_ID) as session:
        await enqueue(session, "task", args)
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await session.scalar(text("SELECT args FROM procrastinate_jobs")) == args


async def test_long_arguments_are_refused_by_name(database: Database) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        with pytest.raises(LimitError) as refused:
            await enqueue(session, "task", {"text": "x" * LIMITS.args_bytes_max})
    assert refused.value.limit == "args_bytes_max"


async def _count_waiting(database: Database) -> int:
    async with database.read(LOCAL_TENANT_ID) as session:
        return (await get_queue_state(session)).waiting
