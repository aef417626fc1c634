"""What is kept of an answer: itself, its citations, and why its context was chosen."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import RetrievalLog, StoredAnswer, StoredCitation
from repochat.catalog.repo_store import Repo
from repochat.chat.asking import Ask
from repochat.chat.making import Making
from repochat.chat.model import Answer, Citation
from repochat.chat.opening import Opened
from repochat.chat.pinned import PinnedSearch, SelectedLines
from repochat.chat.receipts.markdown import clean_text
from repochat.search import Hit
from repochat.search.policy import Policy


def to_stored(answer: Answer, viewer: Viewer, ask: Ask, repos: Sequence[Repo], ref: str = "") -> StoredAnswer:
    """The answer's rows. `repos` are those that it may cite, the first of which it belongs to; it follows its `ref`."""
    ids = {repo.name: repo.id for repo in repos}
    return StoredAnswer(
        id=answer.answer_id,
        tenant_id=viewer.tenant_id,
        repo_id=repos[0].id,
        revision=answer.revision,
        question=ask.question,
        answer=answer.answer,
        statements=[statement.as_json() for statement in answer.statements],
        citations=[_citation(citation, ids[citation.repo]) for citation in answer.citations],
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
        ref=ref,
        again_of=ask.again_of,
        steps=[step.as_json() for step in answer.steps],
        repo_ids=[repo.id for repo in repos],
    )


def to_log(opened: Opened, making: Making, policy: Policy) -> RetrievalLog:
    """Why the context was chosen: every search, what was shown of it and cited, what each stage took."""
    return RetrievalLog(
        searches=[_search(each) for each in opened.searches],
        context=_context(opened, making),
        stages=making.stages,
        policy={"version": policy.version, "parameters": dict(policy.weights), "propensities": {}},
    )


def _search(found: PinnedSearch) -> dict[str, Any]:
    """Without the characters that PostgreSQL refuses."""
    return {**asdict(found.report), "query": clean_text(found.report.query), "label": found.pinned.label}


def _context(opened: Opened, making: Making) -> dict[str, Any]:
    """What the model was shown; without a model, the hits that the answer was made from."""
    shown = making.context
    if shown is None:
        pieces = [_selected_as_piece(each, making.cited) for each in opened.searches if each.selected]
        pieces += [_hit_as_piece(each, hit, making.cited) for each in opened.searches for hit in each.report.hits]
        return {"pieces": pieces, "dropped": [], "tokens": 0, "tokens_max": 0}
    return {
        "pieces": [{**piece.as_json(), "cited": piece.id in making.cited_pieces} for piece in shown.pieces],
        "dropped": [asdict(dropped) for dropped in shown.dropped],
        "tokens": shown.tokens,
        "tokens_max": shown.tokens_max,
    }


def _hit_as_piece(found: PinnedSearch, hit: Hit, cited: Sequence[Citation]) -> dict[str, Any]:
    told = {"id": f"h{hit.rank}", "symbol": hit.symbol, "origin": "hit", "rank": hit.rank}
    return {**_place_as_piece(found, hit, cited), **told}


def _selected_as_piece(found: PinnedSearch, cited: Sequence[Citation]) -> dict[str, Any]:
    selected = found.selected
    if selected is None:
        raise AssertionError("asked only of what has selected lines")
    symbol = found.pinned.index.symbol_qualified[selected.subjects[0]] if selected.subjects else ""
    return {**_place_as_piece(found, selected, cited), "id": "s1", "symbol": symbol, "origin": "focus", "rank": 0}


def _place_as_piece(found: PinnedSearch, place: Hit | SelectedLines, cited: Sequence[Citation]) -> dict[str, Any]:
    commit = found.pinned.revision.sha
    is_cited = any(
        (each.kind, each.commit, each.path) == ("code", commit, place.path)
        and each.start_line <= place.end_line
        and each.end_line >= place.start_line
        for each in cited
    )
    return {
        "repo": found.pinned.repo.name,
        "commit": commit,
        "path": place.path,
        "start_line": place.start_line,
        "end_line": place.end_line,
        "role": "passage",
        "tokens": 0,
        "cited": is_cited,
    }


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
        kind=citation.kind,
        ref=citation.ref,
        told=citation.told,
    )
