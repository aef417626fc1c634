"""The stores on a real database: intervals of files, blobs in bulk, repositories by name."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.blob_store import BlobStore, BlobWriter, DerivedBlob
from repochat.catalog.repo_store import Repo, RepoStore, RepoWriter
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore, RevisionWriter
from repochat.core.database import Database
from repochat.core.ids import create_id
from repochat.indexing.plan import diff_files
from tests.catalog.blobs import build_blob

BLOBS = 40
RAW_INTERVALS = text("SELECT path, from_ordinal, to_ordinal FROM file_versions ORDER BY 1, 2")


async def connect(database: Database, source: str, name: str = "repo") -> Repo:
    async with database.write(LOCAL_TENANT_ID) as session:
        writer = RepoWriter(session)
        return await writer.connect(tenant_id=LOCAL_TENANT_ID, name=name, source=source, source_kind="path")


async def publish(
    database: Database, repo_id: UUID, files: list[FileVersion], *, ref: str = "refs/heads/main"
) -> Revision:
    async with database.write(LOCAL_TENANT_ID) as session:
        writer = RevisionWriter(session)
        newest = await writer.find(repo_id)
        removed, added = diff_files(await writer.get_manifest(newest) if newest else [], files)
        return await writer.publish(
            repo_id=repo_id,
            sha=create_id().hex,
            ref="refs/heads/main",
            committed_at=datetime(2024, 1, 1, tzinfo=UTC),
            derivation="p1/static",
            counts={},
            removed=removed,
            added=added,
        )


def build_file(path: str, oid: str = "0") -> FileVersion:
    return FileVersion(
        path=path, oid=oid, mode=0o100644, size_bytes=1, language="python", blob_id=None, skip_reason="binary"
    )


TREES = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"), max_size=6), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees=TREES)
async def test_every_published_tree_can_be_read_back(database: Database, trees: list[dict[str, str]]) -> None:
    """Whatever appears, changes, goes and comes back, each revision's files are those that were published."""
    repo = await connect(database, create_id().hex, create_id().hex)
    published = [
        (await publish(database, repo.id, [build_file(path, oid) for path, oid in sorted(tree.items())]), tree)
        for tree in trees
    ]
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RevisionStore(session)
        for revision, tree in published:
            assert {f.path: f.oid for f in await store.get_manifest(revision)} == tree
            found = [await store.find_file(revision, path) for path in "abcdef"]
            assert {f.path: f.oid for f in found if f} == tree


async def test_unchanged_files_cost_no_rows(database: Database) -> None:
    repo = await connect(database, "s")
    await publish(database, repo.id, [build_file("a"), build_file("b")])
    second = await publish(database, repo.id, [build_file("a"), build_file("b", "1")])
    async with database.read(LOCAL_TENANT_ID) as session:
        assert [f.oid for f in await RevisionStore(session).get_manifest(second)] == ["0", "1"]
        rows = await session.execute(RAW_INTERVALS)
        assert rows.all() == [("a", 1, None), ("b", 1, 2), ("b", 2, None)]


async def test_files_are_paged_in_code_point_order(database: Database) -> None:
    """Upper case, lower case, digits and letters beyond ASCII: each path once, whatever the page."""
    paths = sorted(["a", "B", "_", "é", "z", "Z", "10", "9", "a/b", "a-b", "計"])
    repo = await connect(database, "s")
    revision = await publish(database, repo.id, [build_file(path) for path in paths])
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RevisionStore(session)
        paged: list[str] = []
        while page := await store.list_files(revision, after=paged[-1] if paged else "", limit=2):
            paged += [file.path for file in page]
    assert paged == paths


async def test_a_prefix_is_literal(database: Database) -> None:
    repo = await connect(database, "s")
    revision = await publish(database, repo.id, [build_file("a_b/x"), build_file("a%b/x"), build_file("aXb/x")])
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RevisionStore(session)
        assert [f.path for f in await store.list_files(revision, prefix="a_b")] == ["a_b/x"]
        assert [f.path for f in await store.list_files(revision, prefix="a%")] == ["a%b/x"]


async def test_a_blob_that_is_stored_already_stays_as_it_is(database: Database) -> None:
    first = [build_blob(n) for n in range(2)]
    async with database.write(LOCAL_TENANT_ID) as session:
        ids = await BlobWriter(session).add(LOCAL_TENANT_ID, "p1/x", first)
    async with database.write(LOCAL_TENANT_ID) as session:
        again = await BlobWriter(session).add(LOCAL_TENANT_ID, "p1/x", [*first, build_blob(2)])
    assert again.items() >= ids.items()
    assert len(again) == 3
    async with database.read(LOCAL_TENANT_ID) as session:
        known = await BlobStore(session).find_known([*again, ("f" * 40, "python")], "p1/x")
        assert {key: blob.id for key, blob in known.items()} == again
        assert await BlobStore(session).find_known(again, "p2/x") == {}


async def test_two_runs_that_store_the_same_blobs_in_other_orders_both_end(database: Database) -> None:
    """As two forks do that are indexed at once; a deadlock would cost one of them its run."""
    blobs = [build_blob(n) for n in range(BLOBS)]

    async def store(ordered: list[DerivedBlob]) -> int:
        async with database.write(LOCAL_TENANT_ID) as session:
            return len(await BlobWriter(session).add(LOCAL_TENANT_ID, "p1/x", ordered))

    async with database.write(LOCAL_TENANT_ID) as session:
        await BlobWriter(session).add(LOCAL_TENANT_ID, "p1/x", [blobs[BLOBS // 2]])  # both meet it half way, and wait
        runs = [asyncio.create_task(store(ordered)) for ordered in (blobs, blobs[::-1])]
        await asyncio.sleep(0.3)
    assert await asyncio.gather(*runs) == [BLOBS, BLOBS]


@pytest.mark.parametrize("heading", ["tab\t", "\\.", "\\N", "newline\n", "quote'\"", "計 🦊", "{}[]", "%s %%"])
async def test_any_text_survives_the_copy(database: Database, heading: str) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        ids = await BlobWriter(session).add(LOCAL_TENANT_ID, "p1/x", [build_blob(0, text=heading)])
    (blob_id,) = ids.values()
    async with database.read(LOCAL_TENANT_ID) as session:
        query = text("SELECT heading FROM chunks WHERE blob_id = :blob_id")
        assert await session.scalar(query, {"blob_id": blob_id}) == heading


async def test_a_repository_is_found_by_what_a_person_would_type(database: Database) -> None:
    repo = await connect(database, "https://example.com/acme/shop.git", "acme/shop")
    other = await connect(database, "/src/shop", "acme/shop")
    third = await connect(database, "/src/tools", "acme/tools")
    assert other.name == "acme/shop-2"
    async with database.read(LOCAL_TENANT_ID) as session:
        store = RepoStore(session)
        for typed in ("acme/shop", "https://example.com/acme/shop.git", str(repo.id), "shop"):
            assert await store.find(typed) == repo
        assert await store.find("tools") == third
        for typed in ("", "nothing", "%", "acme/", str(create_id())):
            assert await store.find(typed) is None
        assert [r.name for r in await store.list_repos()] == ["acme/shop", "acme/shop-2", "acme/tools"]


async def test_connecting_a_source_again_gives_the_same_repository(database: Database) -> None:
    assert await connect(database, "/src/shop", "one") == await connect(database, "/src/shop", "two")


async def test_a_name_that_no_column_can_hold_is_found_nowhere(database: Database) -> None:
    """NUL is in no PostgreSQL text: asking for it is asking for nothing."""
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await RepoStore(session).find("a\0b") is None


async def test_removing_a_repository_leaves_no_row_of_it(database: Database) -> None:
    repo = await connect(database, "s")
    revision = await publish(database, repo.id, [build_file("a")])
    async with database.write(LOCAL_TENANT_ID) as session:
        await RepoWriter(session).remove(repo.id)
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await RepoStore(session).list_repos() == []
        assert await RevisionStore(session).get_manifest(revision) == []
