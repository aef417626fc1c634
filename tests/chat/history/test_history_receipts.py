"""Commits and pull requests that are cited: by a model, in an export, and proven from it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.pull_request_store import PullRequestWriter, StoredPullRequest
from repochat.chat import Answer
from repochat.chat.exporting import export_json
from repochat.chat.proving import ExportedAnswer, prove_export
from repochat.core.database import Database
from repochat.llm.testing import ReceivedChat
from tests.chat.chatting import Chat, chatting
from tests.chat.generative.modelled import find_piece, modelled_chat
from tests.chat.history.test_history_answers import FIRST, check_by_git, grow


async def tell_pull(chat: Chat, database: Database) -> None:
    now = datetime.now(UTC)
    told = StoredPullRequest(
        repo_id=chat.repo.id, number=12, title="Remove the old way", body="It hid errors.", state="closed",
        is_draft=False, author="bob", head_ref="x", head_sha="c" * 40, base_ref="main", base_sha="d" * 40,
        merge_sha=None, url="https://forge.example/r/pull/12", updated_at=now, merged_at=now,
    )  # fmt: skip
    async with database.write(chat.viewer.scope) as session:
        await PullRequestWriter(session).put(told)


async def export(chat: Chat, database: Database, answer: Answer) -> dict[str, Any]:
    """As it stands in a file."""
    async with database.read(chat.viewer.scope) as session:
        stored = await AnswerStore(session).find(answer.answer_id)
    assert stored is not None
    return json.loads(json.dumps(export_json(stored, [chat.repo])))


def tell_history(request: ReceivedChat) -> str:
    commit, pull = find_piece(request, "Nobody called it."), find_piece(request, "It hid errors.")
    said = f"The commit says “Nobody called it.” [{commit}]. The pull request says “It hid errors.” [{pull}]."
    return f"{said} The commit says “Everybody called it.” [{commit}]."


async def test_a_model_may_cite_a_commit_and_a_pull_request_and_is_held_to_their_lines(
    database: Database, tmp_path: Path
) -> None:
    async with modelled_chat(database, tmp_path, tell_history, files=FIRST, prepare=grow) as (chat, server):
        await tell_pull(chat, database)
        answer = await chat.ask("When was old_way removed?")
        assert server.received, "the model was asked"
        status = {each.text: each.status for each in answer.statements}
        carried = {status["The commit says “Nobody called it.”."], status["The pull request says “It hid errors.”."]}
        assert carried <= {"supported", "partly"}
        assert status["The commit says “Everybody called it.”."] == "unsupported"
        assert {each.kind for each in answer.citations} >= {"commit", "pull_request"}
        check_by_git(answer, chat.repository)


async def test_an_export_proves_a_commit_by_git_and_a_pull_request_as_told(database: Database, tmp_path: Path) -> None:
    async with chatting(database, tmp_path, FIRST, prepare=grow) as chat:
        await tell_pull(chat, database)
        exported = await export(chat, database, await chat.ask("When was old_way removed?"))
        proofs = prove_export(ExportedAnswer.model_validate(exported), [chat.repository.path / ".git"])
        kinds = {each["id"]: each["kind"] for each in exported["citations"]}
        assert set(kinds.values()) == {"code", "commit", "pull_request"}
        assert [each.problem for each in proofs] == [None] * len(kinds)
        assert sum(each.is_told for each in proofs) == list(kinds.values()).count("pull_request")


async def test_a_changed_message_is_proven_wrong(database: Database, tmp_path: Path) -> None:
    async with chatting(database, tmp_path, FIRST, prepare=grow) as chat:
        exported = await export(chat, database, await chat.ask("When was old_way removed?"))
        for citation in exported["citations"]:
            if citation["kind"] == "commit":
                citation["snippet_sha256"] = "0" * 64
        proofs = prove_export(ExportedAnswer.model_validate(exported), [chat.repository.path / ".git"])
        assert any(each.problem for each in proofs)
