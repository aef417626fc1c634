"""Insights as SARIF, out and in: what other tools found is listed on lines that git has, and not believed."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.insight_list_store import (
    InsightAfter,
    InsightListStore,
    InsightQuery,
    ListedInsight,
    rank_of,
)
from repochat.core.errors import RepochatError
from repochat.git import BlobReader, cut_lines, find_entry, resolve_revision
from repochat.indexing.connect import mirror_of
from repochat.thinking.insights import RunOfOutcome, prepare_outcome, store_outcome
from repochat.thinking.insights.valuing import VALUE_MIN
from repochat.thinking.model import Insight, Outcome, Quote, Severity
from repochat.thinking.smells.sarif import SarifResult, SarifSuppression
from repochat.thinking.smells.sarif_reading import read_sarif
from repochat.thinking.smells.sarif_writing import write_results
from repochat.thinking.spec import Target
from repochat.workspace.limits import LIMITS
from repochat.workspace.resources import Resources

PAGE = 500
CONFIDENCE = 0.5  # of what another tool says and nobody here checked
SOURCE = "SARIF"


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifImported:
    """`unplaced` had no lines within the repository at its newest commit."""

    sha: str
    imported: int
    unplaced: int


async def export_sarif(resources: Resources, viewer: Viewer, repo: Repo) -> bytes:
    """All insights of the repository with a place or not, at most `sarif_results_max`, with states and suppressions."""
    query, found = InsightQuery(repo_id=repo.id, filter="all"), list[ListedInsight]()
    async with resources.database.read(viewer.scope) as session:
        store = InsightListStore(session, value_min=VALUE_MIN)
        page = await store.list_insights(query, limit=PAGE)
        while page and len(found) < LIMITS.sarif_results_max:
            found += page
            page = await store.list_insights(query, after=InsightAfter(rank_of(page[-1]), page[-1].id), limit=PAGE)
    shas = {each.sha for each in found}
    sha = next(iter(shas)) if len(shas) == 1 else ""
    return await asyncio.to_thread(write_results, [to_result(each) for each in found], sha=sha)


def to_result(insight: ListedInsight) -> SarifResult:
    """An insight as a result; its identity is the fingerprint."""
    return SarifResult(
        rule=insight.rule,
        title=insight.title,
        message=insight.body or insight.title,
        severity=cast("Severity", insight.severity),
        path=insight.path,
        start_line=insight.start_line,
        end_line=insight.end_line,
        fingerprint=insight.identity,
        symbol=insight.symbol,
        cwe=insight.cwe,
        confidence=insight.confidence,
        state=insight.state,
        tools=(insight.thought,),
        suppression=_tell_suppression(insight),
    )


async def import_sarif(resources: Resources, viewer: Viewer, repo: Repo, content: bytes) -> SarifImported:
    """Each tool's log stands for all that the tool finds: what an earlier one had and this one lacks is fixed.

    Raises InvalidError and LimitError for what is no log, NotFoundError where the repository has no commit.
    """
    log = await asyncio.to_thread(read_sarif, content)
    mirror = mirror_of(resources.home.mirrors, repo)
    head = await asyncio.to_thread(resolve_revision, mirror, None)
    by_tool: dict[str, list[SarifResult]] = {}
    for each in log.results:
        by_tool.setdefault(each.tools[0], []).append(each)
    imported = 0
    for tool, results in sorted(by_tool.items()):
        insights = await asyncio.to_thread(build_insights, mirror, head.sha, results)
        outcome = Outcome(ending="changed", summary=f"Imported from {tool}.", insights=insights, scope=None)
        run = RunOfOutcome(id=None, repo_id=repo.id, thought=f"{SOURCE} {tool}", target=Target(sha=head.sha))
        proven = await prepare_outcome(resources.database, viewer, mirror, run, outcome)
        async with resources.database.write(viewer.scope) as session:
            await store_outcome(session, run, proven)
        imported += len(proven.insights)
    return SarifImported(sha=head.sha, imported=imported, unplaced=len(log.results) + log.dropped - imported)


def build_insights(mirror: Path, sha: str, results: Sequence[SarifResult]) -> list[Insight]:
    """Those whose lines the commit has. They are never notified: another tool's word is not proof. Blocks on git."""
    seen: Counter[str] = Counter()
    insights: list[Insight] = []
    with BlobReader(mirror) as reader:
        files = {path: _find_blob(mirror, reader, sha, path) for path in sorted({each.path for each in results})}
    for each in results:
        found = files[each.path]
        insight = _build(each, sha, found, seen) if found is not None else None
        if insight is not None:
            insights.append(insight)
    return insights


def _find_blob(mirror: Path, reader: BlobReader, sha: str, path: str) -> tuple[str, bytes] | None:
    try:
        entry = find_entry(mirror, sha, path.encode())
        return None if entry is None or entry.kind == "folder" else (entry.oid, reader.read(entry.oid))
    except RepochatError:
        return None


def _build(result: SarifResult, sha: str, blob: tuple[str, bytes], seen: Counter[str]) -> Insight | None:
    oid, content = blob
    try:
        lines = cut_lines(content, result.start_line, result.end_line)
    except RepochatError:
        return None
    same = "\0".join((SOURCE, result.rule, result.path, result.symbol, b"".join(lines.split()).hex()))
    seen[same] += 1
    quote = Quote(
        sha=sha,
        path=result.path,
        blob=oid,
        start_line=result.start_line,
        end_line=result.end_line,
        snippet_sha256=hashlib.sha256(lines).hexdigest(),
        why=result.title,
    )
    return Insight(
        identity=hashlib.sha256(f"{same}\0{seen[same]}".encode()).hexdigest(),
        kind="smell",
        rule=result.rule,
        title=result.title[: LIMITS.imported_title_chars_max],
        body=f"{result.message} [1]",
        severity=result.severity,
        confidence=CONFIDENCE,
        evidence=(quote,),
        cwe=result.cwe,
        path=result.path,
        symbol=result.symbol,
        start_line=result.start_line,
        end_line=result.end_line,
        is_baseline=True,
        details={"imported": True},
    )


def _tell_suppression(insight: ListedInsight) -> SarifSuppression | None:
    told = insight.suppression
    if insight.state != "suppressed" or told is None:
        return None
    reason = f"{told['reason']}: {told['note']}" if told["note"] else told["reason"]
    return SarifSuppression(reason=reason, by=told["by"], until=told["until"] or "")
