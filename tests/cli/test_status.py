from datetime import UTC, datetime, timedelta
from uuid import uuid4

from repochat.catalog.run_store import IndexRun
from repochat.workspace.status import judge_run
from tests.cli.conftest import Indexed


def test_a_repository_tells_its_revision_freshness_skips_and_last_run(indexed: Indexed) -> None:
    status = indexed.program.run("status", "greetings", "--skips", "binary", "--json").json
    assert status["freshness"]["state"] == "fresh"
    assert status["revisions"][0]["sha"] == indexed.repository.sha()
    assert status["skipped"] == {"binary": 1, "lock_file": 1}
    assert [file["path"] for file in status["skips"]] == ["data.bin"]
    assert status["run"]["status"] == "done"


def test_a_commit_that_is_not_indexed_yet_makes_it_behind(indexed: Indexed) -> None:
    head = indexed.repository.commit({"later.py": b"LATER = 1\n"})
    listed = indexed.program.run("status", "--json").json
    assert listed["repos"][0]["freshness"]["state"] == "behind"
    assert listed["repos"][0]["freshness"]["head"] == head
    assert listed["services"] == []


def test_a_person_reads_the_same(indexed: Indexed) -> None:
    outcome = indexed.program.run("status")
    assert "greetings" in outcome.out
    assert "1 lock_file" in outcome.out


def test_the_kill_switch_is_turned_by_command_and_stands_in_the_status(indexed: Indexed) -> None:
    program = indexed.program
    assert program.get("kill-switch")["on"] is False
    assert program.get("kill-switch", "on", "--reason", "a strange draft")["reason"] == "a strange draft"
    assert program.get("status")["kill_switch"]["stopped_by"] == "local"
    assert "by local: a strange draft." in program.run("status").out
    assert "The kill switch is off." in program.run("kill-switch", "off").out
    assert "kill switch" not in program.run("status").out


def test_a_run_that_fell_silent_was_interrupted() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert judge_run(_running(now - timedelta(seconds=1)), now=now) == "running"
    assert judge_run(_running(now - timedelta(minutes=1)), now=now) == "interrupted"


def _running(updated_at: datetime) -> IndexRun:
    return IndexRun(
        id=uuid4(),
        repo_id=uuid4(),
        rev=None,
        status="running",
        progress={},
        report=None,
        error=None,
        cancel_requested=False,
        created_at=updated_at,
        updated_at=updated_at,
        trigger="person",
        phases=[],
        started_at=updated_at,
        ended_at=None,
    )
