"""Stored answers as they were shown: the same value, and the same events, as when they were made."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerStore, RetrievalLog, StoredAnswer, StoredCitation
from repochat.catalog.conversation_store import ConversationStore
from repochat.chat.age_model import Age
from repochat.chat.model import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    Citation,
    CitationKind,
    CitationReady,
    Confidence,
    Finished,
    Statement,
    StatementReady,
    Step,
)
from repochat.core.database import Database
from repochat.core.errors import NotFoundError


async def get_stored_answer(database: Database, viewer: Viewer, answer_id: UUID) -> tuple[StoredAnswer, RetrievalLog]:
    """An answer and why its context was chosen.

    Raises NotFoundError, for an answer of a conversation that `viewer` may not see too.
    """
    async with database.read(viewer.scope) as session:
        store = AnswerStore(session)
        stored = await store.find(answer_id)
        log = await store.find_log(answer_id)
        may_see = await ConversationStore(session, viewer.key).may_see_answer(answer_id)
    if stored is None or log is None or not may_see:
        raise NotFoundError(
            f"You have no answer {answer_id}.", hint="`repochat conversations` lists what was asked, with answers."
        )
    return stored, log


def rebuild_answer(stored: StoredAnswer, age: Age | None = None) -> Answer:
    """The answer that was stored; `age` is what became of it, where that was looked at."""
    return Answer(
        answer_id=stored.id,
        answer=stored.answer,
        statements=tuple(_statement(each) for each in stored.statements),
        citations=tuple(_citation(each) for each in stored.citations),
        revision=stored.revision,
        mode=stored.mode,
        policy_version=stored.policy_version,
        timings_ms=stored.timings_ms,
        note=stored.note,
        removed=stored.removed,
        confidence=_confidence(stored.confidence),
        model=stored.model,
        usage=stored.usage,
        unknown_ids=stored.unknown_ids,
        status=cast("AnswerStatus", stored.status),
        steps=tuple(Step(**step) for step in stored.steps),
        age=age,
    )


def list_events(answer: Answer) -> Iterator[AnswerEvent]:
    """What told of the answer while it was made and still counts: each statement after its citations, then the end."""
    by_id = {citation.id: citation for citation in answer.citations}
    for statement in answer.statements:
        for citation_id in statement.citations:
            citation = by_id.pop(citation_id, None)
            if citation is not None:
                yield CitationReady(citation=citation)
        yield StatementReady(statement=statement)
    yield Finished(answer=answer)


def _statement(data: dict[str, Any]) -> Statement:
    """Answers of before a field existed lack it."""
    return Statement(
        text=data["text"],
        citations=tuple(data["citations"]),
        status=data["status"],
        tier=data["tier"],
        is_item=data.get("is_item", False),
        kind=data.get("kind", "fact"),
        missing=tuple(data.get("missing", ())),
    )


def _citation(stored: StoredCitation) -> Citation:
    return Citation(
        id=f"c{stored.number}",
        repo=stored.repo,
        commit=stored.commit,
        path=stored.path,
        blob=stored.blob,
        start_line=stored.start_line,
        end_line=stored.end_line,
        snippet_sha256=stored.snippet_sha256,
        symbol=stored.symbol,
        url=stored.url,
        kind=cast("CitationKind", stored.kind),
        ref=stored.ref,
        told=stored.told,
    )


def _confidence(data: dict[str, Any]) -> Confidence:
    return Confidence(
        value=data["value"],
        band=data["band"],
        reasons=tuple(data["reasons"]),
        judged=data["judged"],
        right=data["right"],
    )
