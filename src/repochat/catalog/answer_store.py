"""Answers as they were shown, with their citations and the search report behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from repochat.catalog.models import AnswerRow, CitationRow, RetrievalLogRow
from repochat.core.database import ReadSession, WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCitation:
    """Lines of a blob at a commit; statements name it by `c` and its number.

    `kind` is code, commit or pull_request; the latter two have no path and no blob, the last its text in `told`.
    """

    number: int
    repo: str
    repo_id: UUID | None
    commit: str
    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    symbol: str
    url: str
    kind: str = "code"
    ref: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalLog:
    """Why the context of an answer was chosen; the shapes are those of `catalog.models.RetrievalLogRow`."""

    searches: Sequence[dict[str, Any]]
    context: dict[str, Any]
    stages: Sequence[dict[str, Any]]
    policy: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """`statements` are their JSON shape; `citations` are by number when read."""

    id: UUID
    tenant_id: UUID
    repo_id: UUID
    revision: str
    question: str
    answer: str
    statements: Sequence[dict[str, Any]]
    citations: Sequence[StoredCitation]
    mode: str
    policy_version: str
    timings_ms: dict[str, float]
    status: str
    note: str
    removed: int
    unknown_ids: int
    model: str
    usage: dict[str, Any]
    confidence: dict[str, Any]
    ref: str = ""  # the branch or pull request that it follows; "" for the default branch
    again_of: UUID | None = None  # the answer whose question it answers again
    repo_ids: Sequence[UUID] = ()  # all that it was made of: who may not see one of them does not see it
    steps: Sequence[dict[str, Any]] = ()
    created_at: datetime | None = None  # set by the database


class AnswerStore:
    """Reads answers of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, answer_id: UUID) -> StoredAnswer | None:
        row = await self._session.get(AnswerRow, answer_id)
        if row is None:
            return None
        return _answer(row, (await self._read_citations([answer_id])).get(answer_id, []))

    async def find_all(self, answer_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Those of `answer_ids` that there are; how many is the caller's bound."""
        rows = await self._session.scalars(select(AnswerRow).where(AnswerRow.id.in_(answer_ids)))
        cited = await self._read_citations(answer_ids)
        return {row.id: _answer(row, cited.get(row.id, [])) for row in rows}

    async def find_log(self, answer_id: UUID) -> RetrievalLog | None:
        """Why the answer's context was chosen."""
        row = await self._session.get(RetrievalLogRow, answer_id)
        if row is None:
            return None
        return RetrievalLog(searches=row.searches, context=row.context, stages=row.stages, policy=row.policy)

    async def count_cited(self, repo_id: UUID, *, limit: int) -> dict[str, int]:
        """How many citations name each definition, as `PATH#QUALIFIED.NAME`, the most cited first."""
        query = (
            select(CitationRow.path, CitationRow.symbol, func.count())
            .where(CitationRow.repo_id == repo_id, CitationRow.symbol != "")
            .group_by(CitationRow.path, CitationRow.symbol)
            .order_by(func.count().desc(), CitationRow.path, CitationRow.symbol)
            .limit(limit)
        )
        return {f"{path}#{symbol}": count for path, symbol, count in (await self._session.execute(query)).all()}

    async def _read_citations(self, answer_ids: Sequence[UUID]) -> dict[UUID, list[StoredCitation]]:
        query = select(CitationRow).where(CitationRow.answer_id.in_(answer_ids)).order_by(CitationRow.position)
        cited: dict[UUID, list[StoredCitation]] = {}
        for row in await self._session.scalars(query):
            cited.setdefault(row.answer_id, []).append(_citation(row))
        return cited


class AnswerWriter(AnswerStore):
    """Stores answers; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, answer: StoredAnswer, retrieval: RetrievalLog) -> None:
        """Stores the answer, its citations and the log of its retrieval. Strings hold no NUL: PostgreSQL keeps none."""
        await self._session.execute(insert(AnswerRow).values(_answer_values(answer)))
        rows = [_citation_values(answer.id, citation) for citation in answer.citations]
        if rows:
            await self._session.execute(insert(CitationRow), rows)
        await self._session.execute(insert(RetrievalLogRow).values(_log_values(answer.id, retrieval)))

    async def remove(self, answer_id: UUID) -> None:
        """With everything that hangs on it."""
        statement = delete(AnswerRow).where(AnswerRow.id == answer_id)
        await self._session.execute(statement.execution_options(synchronize_session=False))


def _citation_values(answer_id: UUID, citation: StoredCitation) -> dict[str, Any]:
    return {
        "answer_id": answer_id,
        "position": citation.number,
        "repo": citation.repo,
        "repo_id": citation.repo_id,
        "commit": citation.commit,
        "path": citation.path,
        "blob": citation.blob,
        "start_line": citation.start_line,
        "end_line": citation.end_line,
        "snippet_sha256": citation.snippet_sha256,
        "symbol": citation.symbol,
        "url": citation.url,
        "kind": citation.kind,
        "ref": citation.ref,
        "told": citation.told,
    }


def _log_values(answer_id: UUID, retrieval: RetrievalLog) -> dict[str, Any]:
    """As it is: a log holds thousands of values, and a copy of each stalls every stream."""
    return {
        "answer_id": answer_id,
        "searches": list(retrieval.searches),
        "context": retrieval.context,
        "stages": list(retrieval.stages),
        "policy": retrieval.policy,
    }


def _list_repos(answer: StoredAnswer) -> list[UUID]:
    cited = {citation.repo_id for citation in answer.citations if citation.repo_id is not None}
    return sorted({answer.repo_id, *answer.repo_ids, *cited})


def _answer_values(answer: StoredAnswer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "tenant_id": answer.tenant_id,
        "repo_id": answer.repo_id,
        "repo_ids": _list_repos(answer),
        "revision": answer.revision,
        "question": answer.question,
        "answer": answer.answer,
        "statements": list(answer.statements),
        "mode": answer.mode,
        "policy_version": answer.policy_version,
        "timings_ms": answer.timings_ms,
        "status": answer.status,
        "note": answer.note,
        "removed": answer.removed,
        "unknown_ids": answer.unknown_ids,
        "model": answer.model,
        "usage": answer.usage,
        "confidence": answer.confidence,
        "ref": answer.ref,
        "again_of": answer.again_of,
        "steps": list(answer.steps),
    }


def _answer(row: AnswerRow, cited: Sequence[StoredCitation]) -> StoredAnswer:
    return StoredAnswer(
        id=row.id,
        tenant_id=row.tenant_id,
        repo_id=row.repo_id,
        revision=row.revision,
        question=row.question,
        answer=row.answer,
        statements=row.statements,
        citations=cited,
        mode=row.mode,
        policy_version=row.policy_version,
        timings_ms=row.timings_ms,
        status=row.status,
        note=row.note,
        removed=row.removed,
        unknown_ids=row.unknown_ids,
        model=row.model,
        usage=row.usage,
        confidence=row.confidence,
        ref=row.ref,
        again_of=row.again_of,
        repo_ids=row.repo_ids,
        steps=row.steps,
        created_at=row.created_at,
    )


def _citation(row: CitationRow) -> StoredCitation:
    return StoredCitation(
        number=row.position,
        repo=row.repo,
        repo_id=row.repo_id,
        commit=row.commit,
        path=row.path,
        blob=row.blob,
        start_line=row.start_line,
        end_line=row.end_line,
        snippet_sha256=row.snippet_sha256,
        symbol=row.symbol,
        url=row.url,
        kind=row.kind,
        ref=row.ref,
        told=row.told,
    )
