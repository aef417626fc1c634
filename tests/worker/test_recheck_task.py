"""The worker's re-check, over a real queue: asked for, coalesced, done, and done again where it was killed."""

from pathlib import Path

from sqlalchemy import text

from repochat.catalog.revision_store import RevisionStore
from repochat.chat.age.desk import WatchDesk
from repochat.chat.age.reading import AgeReader
from repochat.chat.age.rechecking import Rechecker
from repochat.core.database import Database
from repochat.core.settings import load_settings
from repochat.indexing.request import RECHECK_TASK, request_recheck
from repochat.jobs import Job
from repochat.worker.recheck_task import build_recheck_task
from tests.chat.age.pushing import push
from tests.chat.chatting import FILES, PYTHON, Chat, chatting

EDITED = PYTHON.replace(b"make_greeting(name: str)", b"make_greeting(name: object)")


async def request(chat: Chat, database: Database) -> None:
    async with database.write(chat.viewer.scope) as session:
        revision = await RevisionStore(session).find(chat.repo.id)
        assert revision is not None
        await request_recheck(session, chat.viewer.tenant_id, revision)


async def test_pushes_that_come_fast_are_one_job(database: Database, tmp_path: Path) -> None:
    async with chatting(database, tmp_path, FILES) as chat:
        for _ in range(3):
            await request(chat, database)
    async with database.read(chat.viewer.scope) as session:
        query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task")
        assert await session.scalar(query, {"task": RECHECK_TASK}) == 1


async def test_a_worker_that_was_killed_after_the_check_still_asks_what_is_watched(
    database: Database, tmp_path: Path
) -> None:
    async with chatting(database, tmp_path, FILES) as chat:
        answer = await chat.ask("What does make_greeting do?")
        watch = await WatchDesk(database).watch(chat.viewer, answer.answer_id)
        await push(chat, database, {"src/greetings.py": EDITED})
        ages = AgeReader(database, chat.home.mirrors)
        await Rechecker(database, ages).run(chat.viewer.tenant_id, chat.repo.id, should_stop=lambda: False)
        settings = load_settings({"REPOCHAT_HOME": str(chat.home.root)}, env_file=None)
        task = build_recheck_task(database, chat.home, chat.searcher, settings)
        job = Job(id=1, attempt=2, should_stop=lambda: False)
        args = {"tenant_id": str(chat.viewer.tenant_id), "repo_id": str(chat.repo.id), "revision_id": 0}
        await task.run(job, args)
        await task.run(job, args)
        assert len(await WatchDesk(database).list_reports(chat.viewer, watch.id)) == 1
