"""The installed program: why, export and verify, feedback, conversations."""

import asyncio
import json
import math
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.conversation_store import ConversationWriter, TurnWriter
from repochat.core.database import Database
from repochat.core.ids import create_id
from tests.cli.conftest import Indexed
from tests.cli.program import Program


@pytest.fixture(scope="module")
def answer(indexed: Indexed) -> dict[str, Any]:
    return indexed.program.get("ask", "What does greet_all do?", "--repo", "greetings")


@pytest.fixture(scope="module")
def exported(indexed: Indexed, answer: dict[str, Any]) -> Path:
    path = indexed.program.folder / "answer.json"
    outcome = indexed.program.run("export", answer["answer_id"], "--json", "-o", str(path))
    assert outcome.code == 0, outcome.err
    return path


@pytest.fixture(scope="module")
def conversation(indexed: Indexed, answer: dict[str, Any]) -> str:
    """The id of one that holds the answer."""
    return str(asyncio.run(keep(indexed.urls.app, UUID(answer["answer_id"]))))


async def keep(url: str, answer_id: UUID) -> UUID:
    database = Database(url)
    async with database.write(LOCAL_TENANT_ID) as session:
        store = ConversationWriter(session, "local")
        made = await store.create(LOCAL_TENANT_ID, "About \x1b[31mgreetings")
        repos = await session.execute(text("SELECT repo_id FROM answers"))
        turn = await store.add_turn(
            made.id, turn_id=create_id(), repo_id=repos.scalar_one(), question="What does greet_all do?", asked={}
        )
        await TurnWriter(session).finish(turn.id, status="done", answer_id=answer_id)
    await database.close()
    return made.id


def test_why_shows_bars_that_add_up(indexed: Indexed, answer: dict[str, Any]) -> None:
    shown = indexed.program.run("why", answer["answer_id"], "--features")
    assert shown.code == 0, shown.err
    assert re.search(r"^  1 +\d+\.\d+  src/greetings\.py:\d+-\d+  greet_all  cited$", shown.out, re.MULTILINE)
    assert re.search(r"^ {7}lexical +\+\d+\.\d+ [█#]+$", shown.out, re.MULTILINE)
    assert "\x1b" not in shown.out
    told = indexed.program.get("why", answer["answer_id"])
    for hit in told["searches"][0]["hits"]:
        assert math.fsum(part["contribution"] for part in hit["contributions"]) == hit["score"]


def test_why_without_a_leg_says_what_would_have_been_found(indexed: Indexed, answer: dict[str, Any]) -> None:
    alone = indexed.program.run("why", answer["answer_id"], "--without", "dense")
    several = indexed.program.run("why", answer["answer_id"], "--without", "dense,traits")
    wrong = indexed.program.run("why", answer["answer_id"], "--without", "everything")
    assert "  without dense" in alone.out
    assert "Told now" not in alone.out
    assert "Told now" in several.out
    assert wrong.code == 2


def test_an_export_is_proven_by_the_homes_mirror_and_by_a_clone(indexed: Indexed, exported: Path) -> None:
    """No database is needed: none can be reached."""
    offline = Program(
        environment={**indexed.program.environment, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        folder=indexed.program.folder,
    )
    by_mirror = offline.run("verify", str(exported))
    by_clone = offline.run("verify", str(exported), "--repo", str(indexed.repository.path), "--json")
    count = len(json.loads(exported.read_text())["citations"])
    assert by_mirror.code == 0, by_mirror.out + by_mirror.err
    assert f"{count} of {count} citations are proven by git." in by_mirror.out
    assert (by_clone.code, by_clone.json["proven"]) == (0, True)


def test_a_changed_export_is_broken_and_says_how(indexed: Indexed, exported: Path, tmp_path: Path) -> None:
    export = json.loads(exported.read_text())
    export["citations"][0]["snippet_sha256"] = "0" * 64
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(export))
    outcome = indexed.program.run("verify", str(changed))
    assert outcome.code == 1
    assert "BROKEN  c1" in outcome.out
    assert "hash_differs" in outcome.out


def test_a_commit_that_is_not_at_hand_is_told_with_what_to_do(indexed: Indexed, exported: Path, tmp_path: Path) -> None:
    elsewhere = Program(environment={"REPOCHAT_HOME": str(tmp_path / "other")}, folder=tmp_path)
    outcome = elsewhere.run("verify", str(exported))
    assert outcome.code == 1
    assert "missing_commit" in outcome.out
    assert "--repo PATH" in outcome.out


@pytest.mark.parametrize(
    ("content", "code"), [(b"# Markdown", 2), (b"{}", 2), (b"\x00\xff", 2), (b'{"\x1b[31m": 1}', 2), (None, 3)]
)
def test_a_file_that_is_no_export_is_an_error_and_no_traceback(
    bare_program: Program, tmp_path: Path, content: bytes | None, code: int
) -> None:
    path = tmp_path / "file.json"
    if content is not None:
        path.write_bytes(content)
    outcome = bare_program.run("verify", str(path))
    assert outcome.code == code
    assert "error:" in outcome.err
    assert "hint:" in outcome.err
    assert "Traceback" not in outcome.err
    assert "\x1b" not in outcome.err


def test_an_export_as_markdown_lists_its_receipts(indexed: Indexed, answer: dict[str, Any]) -> None:
    outcome = indexed.program.run("export", answer["answer_id"])
    assert outcome.out.startswith("# What does greet\\_all do?") or outcome.out.startswith("# What does greet_all do?")
    assert "## Receipts" in outcome.out
    assert f"@ {indexed.repository.sha()[:12]}`" in outcome.out


def test_feedback_is_given_changed_and_shown(indexed: Indexed, answer: dict[str, Any]) -> None:
    run, answer_id = indexed.program.run, answer["answer_id"]
    assert "Nobody said anything" in run("feedback", answer_id).out
    first = indexed.program.get("feedback", answer_id, "--up")
    second = indexed.program.get("feedback", answer_id, "--down", "--comment", "No.")
    place = indexed.program.get("feedback", answer_id, "--place", "README.md:1-3")
    assert (first["id"], second["value"], place["target"]) == (second["id"], -1, "README.md:1-3")
    shown = run("feedback", answer_id).out.splitlines()
    assert shown == ["local: answer wrong: No.", "local: place README.md:1-3 right"]
    assert run("feedback", answer_id, "--up", "--down").code == 2
    assert run("feedback", answer_id, "--place", "README.md").code == 2
    assert run("feedback", answer_id, "--citation", "c99").code == 3


def test_conversations_are_listed_shown_renamed_shared_and_deleted(indexed: Indexed, conversation: str) -> None:
    run = indexed.program.run
    listed = run("conversations", "--text", "GREET_ALL")
    assert conversation in listed.out
    assert "\x1b" not in listed.out
    assert "1. What does greet_all do?" in run("conversations", "show", conversation).out
    assert indexed.program.get("conversations", "show", conversation)["turns"][0]["answer"]["citations"]
    assert indexed.program.get("conversations", "rename", conversation, "Greetings")["title"] == "Greetings"
    assert indexed.program.get("conversations", "share", conversation)["is_shared"] is True
    assert indexed.program.get("conversations", "share", conversation, "--off")["is_shared"] is False
    assert run("conversations", "delete", conversation).code == 0
    assert run("conversations", "show", conversation).code == 3
    assert conversation not in [each["id"] for each in indexed.program.get("conversations")["conversations"]]
