"""Answers to store, and repositories that they are about."""

from typing import Any
from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.answer_store import AnswerWriter, RetrievalLog, StoredAnswer, StoredCitation
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.core.database import Database
from repochat.core.ids import create_id

SHA = "a" * 40


def build_citation(number: int = 1, **changes: Any) -> StoredCitation:
    values: dict[str, Any] = {
        "number": number,
        "repo": "r",
        "repo_id": None,
        "commit": SHA,
        "path": f"src/{number}.py",
        "blob": "b" * 40,
        "start_line": 1,
        "end_line": 2,
        "snippet_sha256": "c" * 64,
        "symbol": f"symbol_{number}",
        "url": "",
    }
    return StoredCitation(**{**values, **changes})


def build_answer(repo_id: UUID, **changes: Any) -> StoredAnswer:
    values: dict[str, Any] = {
        "id": create_id(),
        "tenant_id": LOCAL_TENANT_ID,
        "repo_id": repo_id,
        "revision": SHA,
        "question": "What is it?",
        "answer": "It is this. [c1]",
        "statements": [{"text": "It is this.", "citations": ["c1"], "status": "supported", "tier": 3}],
        "citations": [build_citation()],
        "mode": "extractive",
        "policy_version": "linear-1",
        "timings_ms": {"total": 1.5},
        "status": "done",
        "note": "",
        "removed": 0,
        "unknown_ids": 0,
        "model": "",
        "usage": {},
        "confidence": {"value": 1.0, "band": "high", "reasons": [], "judged": 0, "right": 0},
    }
    return StoredAnswer(**{**values, **changes})


async def store_answer(database: Database, answer: StoredAnswer, log: RetrievalLog | None = None) -> StoredAnswer:
    empty = RetrievalLog(searches=[], context={}, stages=[], policy={})
    async with database.write(LOCAL_TENANT_ID) as session:
        await AnswerWriter(session).add(answer, log or empty)
    return answer


async def connect_repo(database: Database, name: str = "r") -> Repo:
    """A repository that nothing is indexed of."""
    async with database.write(LOCAL_TENANT_ID) as session:
        return await RepoWriter(session).connect(
            tenant_id=LOCAL_TENANT_ID, name=name, source=f"https://github.com/owner/{name}", source_kind="url"
        )
