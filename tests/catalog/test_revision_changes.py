"""What turns one revision into another, and who is told of a new one."""

import json

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.revision_store import CHANNEL, RevisionStore, RevisionWriter
from repochat.core.database import Database
from repochat.core.ids import create_id
from repochat.core.postgres import conninfo_of
from tests.catalog.test_stores import build_file, connect, publish

TREES = st.lists(st.dictionaries(st.sampled_from("abcdéB"), st.sampled_from("123"), max_size=6), min_size=2, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees=TREES)
async def test_changes_turn_any_revision_into_any_other(database: Database, trees: list[dict[str, str]]) -> None:
    """Forwards and backwards, and nothing is named that is the same at both ends, whatever lay between."""
    repo = await connect(database, create_id().hex, create_id().hex)
    published = [await publish(database, repo.id, [build_file(*item) for item in sorted(t.items())]) for t in trees]
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RevisionStore(session)
        for base, before in zip(published, trees, strict=True):
            for head, after in zip(published, trees, strict=True):
                removed, added = await store.list_changes(base, head)
                assert removed == sorted(path for path in before if before[path] != after.get(path))
                assert [f.path for f in added] == sorted(path for path in after if after[path] != before.get(path))
                assert all(after[file.path] == file.oid for file in added)


async def test_a_published_revision_is_announced_with_where_it_belongs(database: Database, database_url: str) -> None:
    repo = await connect(database, "s")
    with psycopg.connect(conninfo_of(database_url), autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        revision = await publish(database, repo.id, [build_file("a")])
        async with database.write(LOCAL_TENANT_ID) as session:
            await RevisionWriter(session).point(revision, "refs/heads/dev")
        heard = [json.loads(event.payload) for event in connection.notifies(timeout=10, stop_after=2)]
    about = {"repo_id": str(repo.id), "tenant_id": str(LOCAL_TENANT_ID), "revision_id": revision.id}
    assert heard == [{**about, "ref": "refs/heads/main"}, {**about, "ref": "refs/heads/dev"}]


async def test_one_commit_may_be_that_of_two_branches(database: Database) -> None:
    """A branch that is merged fast forward takes nothing from the other."""
    repo = await connect(database, "s")
    first = await publish(database, repo.id, [build_file("a")])
    second = await publish(database, repo.id, [build_file("b")])
    async with database.write(LOCAL_TENANT_ID) as session:
        await RevisionWriter(session).point(first, "refs/heads/dev")
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RevisionStore(session)
        assert await store.find_newest(repo.id, "dev") == first
        assert await store.find_newest(repo.id, "main") == second
        assert await store.find_newest(repo.id, "unknown") == second
