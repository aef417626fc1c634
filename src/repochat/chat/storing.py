"""What is kept of an answer: itself, its citations, and why its context was chosen."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import StoredAnswer, StoredCitation
from repochat.chat.model import Answer, Citation
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.markdown import clean_text
from repochat.search import SearchReport


def to_stored(answer: Answer, viewer: Viewer, question: str, pins: Mapping[str, Pinned]) -> StoredAnswer:
    """The answer's rows. `pins` holds what was open, by repository name."""
    return StoredAnswer(
        id=answer.answer_id,
        tenant_id=viewer.tenant_id,
        repo_id=next(iter(pins.values())).repo.id,
        revision=answer.revision,
        question=question,
        answer=answer.answer,
        statements=[statement.as_json() for statement in answer.statements],
        citations=[_citation(citation, pins[citation.repo].repo.id) for citation in answer.citations],
        mode=answer.mode,
        policy_version=answer.policy_version,
        timings_ms=answer.timings_ms,
        status=answer.status,
        note=answer.note,
        removed=answer.removed,
        unknown_ids=answer.unknown_ids,
        model=answer.model,
        usage=dict(answer.usage),
        confidence=answer.confidence.as_json(),
    )


def report_as_json(report: SearchReport, label: str) -> dict[str, Any]:
    """A search's report as the retrieval log keeps it, without the characters that PostgreSQL refuses."""
    return {**asdict(report), "query": clean_text(report.query), "label": label}


def _citation(citation: Citation, repo_id: UUID) -> StoredCitation:
    return StoredCitation(
        number=int(citation.id.removeprefix("c")),
        repo=citation.repo,
        repo_id=repo_id,
        commit=citation.commit,
        path=citation.path,
        blob=citation.blob,
        start_line=citation.start_line,
        end_line=citation.end_line,
        snippet_sha256=citation.snippet_sha256,
        symbol=citation.symbol,
        url=citation.url,
    )
