"""`make seed` on a fresh installation: what it makes, that a second run adds nothing, and that nothing is left open."""

from pathlib import Path
from typing import Any

import pytest
from infra.seed import seed
from infra.seed.hosting import FULL_NAME
from infra.seed.telling import tell
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.accounts.user_store import ForgeUser, UserWriter
from repochat.catalog.answer_store import AnswerStore
from repochat.chat.age.reading import AgeReader
from repochat.core.database import Database
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.settings import Settings, load_settings
from repochat.workspace import Workspace, open_resources

COUNTED = (
    "repos", "revisions", "file_versions", "blobs", "answers", "citations", "watches", "watch_reports", "events",
    "webhook_deliveries", "pull_requests", "index_runs", "repo_links", "procrastinate_jobs",
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, database_urls: DatabaseUrls) -> Settings:
    """An installation that was never started, on this test's database."""
    known = {"REPOCHAT_HOME": str(tmp_path / "home"), "DATABASE_URL": conninfo_of(database_urls.owner)}
    return load_settings(known, env_file=None)


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.read(LOCAL_TENANT_ID) as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def count_all(database: Database) -> dict[str, int]:
    return {table: (await rows(database, f"SELECT count(*) FROM {table}"))[0][0] for table in COUNTED}  # noqa: S608  names of our own


async def test_a_demo_is_made_once_and_stays_whole_when_its_github_is_gone(
    settings: Settings, database: Database
) -> None:
    report = await seed(settings)
    assert (report.state, report.repo, report.reports) == ("made", FULL_NAME, 1)
    assert f"Made the demo {FULL_NAME}" in tell(report)

    pulls = await rows(database, "SELECT number, state, merged_at IS NOT NULL, url FROM pull_requests ORDER BY number")
    assert pulls == [(1, "closed", True, ""), (2, "open", False, "")]
    refs = {ref for (ref,) in await rows(database, "SELECT ref FROM indexed_refs")}
    assert {"refs/heads/main", "refs/pull/2/head"} <= refs
    assert await rows(database, "SELECT path, is_chosen FROM repo_follows") == [("watching", True)]
    kinds = {kind for (kind,) in await rows(database, "SELECT kind FROM events WHERE state <> 'waiting'")}
    assert {"ping", "push", "pull_request", "create"} <= kinds
    assert await rows(database, "SELECT id FROM events WHERE state IN ('waiting', 'failed')") == []
    assert await rows(database, "SELECT id FROM index_runs WHERE status <> 'done'") == []
    assert report.deliveries == len(await rows(database, "SELECT 1 FROM webhook_deliveries"))

    async with open_resources(settings) as resources:
        ages = AgeReader(resources.database, resources.home.mirrors)
        assert await read_states(resources.database, ages) == ["changed", "moved"]
        status = await Workspace(resources=resources, viewer=local_viewer()).status(FULL_NAME)
        assert status.freshness.state == "fresh"

    before = await count_all(database)
    again = await seed(settings)
    assert (again.state, await count_all(database)) == ("known", before)
    assert "nothing was added" in tell(again)


async def read_states(database: Database, ages: AgeReader) -> list[str]:
    """What became of the two answers from before the last push."""
    oldest = await rows(database, "SELECT id FROM answers ORDER BY created_at LIMIT 2")
    async with database.read(LOCAL_TENANT_ID) as session:
        answers = [await AnswerStore(session).find(answer_id) for (answer_id,) in oldest]
    return [(await ages.read_one(local_viewer(), answer)).state for answer in answers if answer and answer.citations]


async def test_an_installation_that_people_log_in_to_is_left_alone(settings: Settings, database: Database) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        person = ForgeUser(forge="https://github.com", forge_user_id=7, login="ann", name="")
        await UserWriter(session).put(LOCAL_TENANT_ID, person)
    assert (await seed(settings)).state == "declined"
    assert await rows(database, "SELECT id FROM repos") == []
