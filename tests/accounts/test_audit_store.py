from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.accounts.audit_store import AuditStore, AuditWriter
from repochat.core.database import Database


async def record(database: Database, *subjects: str) -> None:
    """All of them in one transaction, so that their times are equal."""
    async with database.write(LOCAL_TENANT_ID) as session:
        for subject in subjects:
            await AuditWriter(session).add(local_viewer(), action="x.done", subject=subject, detail={"n": 1})


async def test_the_newest_entry_comes_first_with_who_did_what(database: Database) -> None:
    await record(database, "a")
    await record(database, "b")
    async with database.read(LOCAL_TENANT_ID) as session:
        newest, oldest = await AuditStore(session).list_entries()
    assert (newest.subject, oldest.subject) == ("b", "a")
    assert (newest.actor, newest.action, newest.detail) == ("local", "x.done", {"n": 1})
    assert newest.created_at > oldest.created_at


async def test_pages_hold_every_entry_once_though_times_are_equal(database: Database) -> None:
    await record(database, "a", "b", "c")
    await record(database, "d", "e")
    pages: list[list[str]] = []
    async with database.read(LOCAL_TENANT_ID) as session:
        before = None
        while page := await AuditStore(session).list_entries(2, before=before):
            pages.append([entry.subject for entry in page])
            before = page[-1].id
    assert pages == [["e", "d"], ["c", "b"], ["a"]]
