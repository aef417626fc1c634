import asyncio
import time
from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.run_store import IndexRunStore
from repochat.core.database import Database
from tests.cli.conftest import Indexed
from tests.cli.program import TIMEOUT_S, Outcome, interrupt

KEYS = {
    "repo",
    "revision",
    "files",
    "skipped",
    "chunks",
    "symbols",
    "edges",
    "seconds",
    "reused_blobs",
    "new_blobs",
    "files_changed",
}


def test_json_is_one_object_of_the_agreed_shape(indexed: Indexed) -> None:
    report = indexed.outcome.json
    assert indexed.outcome.code == 0
    assert set(report) == KEYS
    assert report["revision"] == indexed.repository.sha()
    assert report["skipped"] == {"binary": 1, "lock_file": 1}


def test_a_second_run_reads_nothing_anew(indexed: Indexed) -> None:
    again = indexed.program.run("index", str(indexed.repository.path), "--json").json
    assert again["new_blobs"] == 0
    assert again["reused_blobs"] == indexed.outcome.json["new_blobs"]


def test_a_folder_that_is_no_repository_is_wrong_input_with_a_way_on(indexed: Indexed) -> None:
    (indexed.program.folder / "plain").mkdir(exist_ok=True)
    outcome = indexed.program.run("index", "./plain", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["kind"] == "invalid"
    assert outcome.json["error"]["hint"]


def test_an_unknown_revision_is_not_found(indexed: Indexed) -> None:
    outcome = indexed.program.run("index", str(indexed.repository.path), "--rev", "no-such-branch")
    assert outcome.code == 3
    assert outcome.out == ""
    assert outcome.err.splitlines()[0].startswith("error: ")
    assert "hint: These exist: main" in outcome.err


async def test_ctrl_c_ends_an_indexing_cleanly_and_the_next_run_finishes_it(indexed: Indexed) -> None:
    """The test holds the lock that indexings take turns by, so that the program is surely at work when stopped."""
    status = indexed.program.run("status", str(indexed.repository.path), "--json").json
    head = indexed.repository.commit({"new.py": b"NEW = 1\n"})
    database = Database(indexed.urls.app)
    async with database.lock(f"index:{status['id']}", should_stop=lambda: False):
        outcome = await _interrupt_run(indexed, database, UUID(status["id"]), after=status["run"]["id"])
    await database.close()
    assert outcome.code == 130
    assert outcome.json["error"]["kind"] == "interrupted"
    assert "resumes" in outcome.err
    assert indexed.program.run("status", "greetings", "--json").json["run"]["status"] == "cancelled"
    assert indexed.program.run("index", str(indexed.repository.path), "--json").json["revision"] == head


async def _interrupt_run(indexed: Indexed, database: Database, repo_id: UUID, *, after: str) -> Outcome:
    process = indexed.program.start("index", str(indexed.repository.path), "--json")
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        async with database.read(LOCAL_TENANT_ID) as session:
            run = await IndexRunStore(session).find_latest(repo_id)
        if run is not None and str(run.id) != after and run.progress:
            break
        await asyncio.sleep(0.05)
    return await asyncio.to_thread(interrupt, process)
