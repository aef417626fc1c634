"""Answers as they were shown, with their citations and the search report behind them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from repochat.catalog.models import AnswerRow, CitationRow, RetrievalLogRow
from repochat.core.database import ReadSession, WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCitation:
    """Lines of a blob at the answer's revision."""

    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """`statements` are their JSON shape; `citations` are in the order of their ids."""

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


class AnswerStore:
    """Reads answers of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, answer_id: UUID) -> StoredAnswer | None:
        row = await self._session.get(AnswerRow, answer_id)
        if row is None:
            return None
        query = select(CitationRow).where(CitationRow.answer_id == answer_id).order_by(CitationRow.position)
        cited = [_citation(citation) for citation in await self._session.scalars(query)]
        return _answer(row, cited)

    async def find_report(self, answer_id: UUID) -> dict[str, Any] | None:
        """The report of the search that the answer was made from."""
        row = await self._session.get(RetrievalLogRow, answer_id)
        return row.report if row is not None else None


class AnswerWriter(AnswerStore):
    """Stores answers; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, answer: StoredAnswer, report: dict[str, Any]) -> None:
        """Stores the answer, its citations and `report`. Strings hold no NUL: PostgreSQL keeps none."""
        await self._session.execute(insert(AnswerRow).values(_answer_values(answer)))
        rows = [
            {"answer_id": answer.id, "position": position, **asdict(citation)}
            for position, citation in enumerate(answer.citations, start=1)
        ]
        if rows:
            await self._session.execute(insert(CitationRow), rows)
        await self._session.execute(insert(RetrievalLogRow).values(answer_id=answer.id, report=report))


def _answer_values(answer: StoredAnswer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "tenant_id": answer.tenant_id,
        "repo_id": answer.repo_id,
        "revision": answer.revision,
        "question": answer.question,
        "answer": answer.answer,
        "statements": list(answer.statements),
        "mode": answer.mode,
        "policy_version": answer.policy_version,
        "timings_ms": answer.timings_ms,
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
    )


def _citation(row: CitationRow) -> StoredCitation:
    return StoredCitation(
        path=row.path,
        blob=row.blob,
        start_line=row.start_line,
        end_line=row.end_line,
        snippet_sha256=row.snippet_sha256,
        symbol=row.symbol,
    )
