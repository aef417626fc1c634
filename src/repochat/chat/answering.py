"""Answering a question about a repository: search, compose, check, store, and tell of each step."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerWriter, RetrievalLog, StoredAnswer, StoredCitation
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision, RevisionStore, StoredSymbol
from repochat.chat.extractive.asked import Asked, find_asked
from repochat.chat.extractive.composing import compose
from repochat.chat.extractive.doubt import assess_strength
from repochat.chat.extractive.focus import Focus, choose_focus
from repochat.chat.extractive.intent import refine_type
from repochat.chat.extractive.past import Past, read_file_past, read_past
from repochat.chat.extractive.survey import Survey
from repochat.chat.limits import LIMITS, ChatLimits
from repochat.chat.model import Answer, AnswerEvent, CitationReady, Confidence, Finished, RetrievalDone, StatementReady
from repochat.chat.receipts.checking import Checked, check_drafts
from repochat.chat.receipts.citations import CitationChecker
from repochat.chat.receipts.markdown import clean_text
from repochat.chat.receipts.source_text import SourcePool
from repochat.chat.receipts.symbol_lookup import SymbolLookup
from repochat.core.database import Database
from repochat.core.errors import InvalidError
from repochat.core.home import Home
from repochat.core.ids import create_id
from repochat.core.settings import Settings
from repochat.search import Searcher, SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query, parse_query

MODE = "extractive"
_WORD = re.compile(r"[^\W_]")
_NO_MODEL = "No language model is configured, so this answer is extractive: it only quotes and locates what was found."
_UNUSED_MODEL = "The configured language model is not used yet: this answer only quotes and locates what was found."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    text: str
    viewer: Viewer
    repo: Repo
    revision: Revision
    report: SearchReport
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What an answer will speak of, settled before the database and git are read."""

    index: HotIndex
    query: Query
    asked: Asked
    focus: Focus

    @property
    def symbols(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys((*self.asked.subjects, *self.asked.namesakes, *self.focus.symbols)))


class Answerer:
    """Answers extractively. Build one per process, close it at its end; safe for concurrent use."""

    def __init__(
        self,
        database: Database,
        home: Home,
        searcher: Searcher,
        settings: Settings,
        *,
        limits: ChatLimits = LIMITS,
    ) -> None:
        self._database = database
        self._mirrors = home.mirrors
        self._searcher = searcher
        self._note = _NO_MODEL if settings.llm_provider == "none" else _UNUSED_MODEL
        self._limits = limits
        self._sources = SourcePool(limits)

    def close(self) -> None:
        """Ends the git processes that were kept for the next answer."""
        self._sources.close()

    async def collect(
        self, viewer: Viewer, repo: Repo, question: str, *, rev: str | None = None, sha: str | None = None
    ) -> Answer:
        """The whole answer; parameters and errors are those of `answer`."""
        async for event in self.answer(viewer, repo, question, rev=rev, sha=sha):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("an answer ends with Finished")

    async def answer(
        self, viewer: Viewer, repo: Repo, question: str, *, rev: str | None = None, sha: str | None = None
    ) -> AsyncGenerator[AnswerEvent]:
        """RetrievalDone, then each statement after its citations, then Finished once the answer is stored.

        `rev` is a branch, tag or SHA, `sha` a commit that was resolved already; neither: the newest indexed revision.
        Raises InvalidError for a question without a word, NotFoundError for a revision that is not indexed.
        """
        text = _read_question(question, self._limits)
        asked = await self._search(viewer, repo, text, sha or rev)
        yield RetrievalDone(report=asked.report)
        checked, timings = await self._write(asked)
        shown: set[str] = set()
        for statement in checked.statements:
            for citation in checked.citations:
                if citation.id in statement.citations and citation.id not in shown:
                    shown.add(citation.id)
                    yield CitationReady(citation=citation)
            yield StatementReady(statement=statement)
        yield Finished(answer=await self._store(asked, checked, timings))

    async def _search(self, viewer: Viewer, repo: Repo, text: str, rev: str | None) -> _Question:
        started = time.perf_counter()
        revision = await self._searcher.find_revision(viewer, repo, rev)
        report = await self._searcher.search(
            viewer, repo, text, rev=revision.sha if rev else None, limit=self._limits.hits
        )
        if report.revision != revision.sha:  # a newer one became visible in between
            revision = await self._searcher.find_revision(viewer, repo, report.revision)
        return _Question(text=text, viewer=viewer, repo=repo, revision=revision, report=report, started=started)

    async def _write(self, asked: _Question) -> tuple[Checked, dict[str, float]]:
        searched = time.perf_counter()
        index = await self._searcher.get_index(asked.viewer, asked.revision)
        plan = await asyncio.to_thread(_plan, index, asked)
        stored = await self._read_symbols(asked.viewer, plan)
        planned = time.perf_counter()
        checked = await asyncio.to_thread(self._compose, asked, plan, stored)
        done = time.perf_counter()
        steps = {"search": searched - asked.started, "plan": planned - searched, "compose": done - planned}
        return checked, {name: round(1000 * seconds, 3) for name, seconds in steps.items()}

    async def _read_symbols(self, viewer: Viewer, plan: _Plan) -> dict[int, StoredSymbol]:
        index = plan.index
        keys = {symbol: _key(index, symbol) for symbol in plan.symbols}
        async with self._database.read(viewer.tenant_id) as session:
            rows = await RevisionStore(session).get_symbols(list(keys.values()))
        found = {(row.path, row.position): row for row in rows}
        return {
            symbol: found[path, position] for symbol, (path, _, position) in keys.items() if (path, position) in found
        }

    def _compose(self, asked: _Question, plan: _Plan, stored: dict[int, StoredSymbol]) -> Checked:
        mirror = self._mirrors / f"{asked.repo.id}.git"
        strength = assess_strength(plan.asked, asked.report)
        with self._sources.open(mirror, asked.revision.sha) as source:
            survey = Survey(
                index=plan.index,
                query=plan.query,
                report=asked.report,
                asked=plan.asked,
                stored=stored,
                source=source,
                limits=self._limits,
            )
            past = self._read_past(mirror, survey, plan)
            checker = CitationChecker(source, SymbolLookup(plan.index), repo=asked.repo.name, address=asked.repo.source)
            return check_drafts(compose(survey, plan.focus, strength, past), checker, self._limits)

    def _read_past(self, mirror: Path, survey: Survey, plan: _Plan) -> Past:
        """What a question about the past is about: a file, or the definition that it names or that fits best."""
        if plan.query.type not in ("history", "changed"):
            return Past()
        place = plan.focus.places[0] if plan.focus.places else None
        symbols = plan.asked.subjects or (place.symbols if place and not plan.asked.files else ())
        if symbols:
            span = survey.span(symbols[0], *survey.lines_of(symbols[0]))
            return read_past(mirror, survey.source.commit, span, self._limits)
        path = plan.index.paths[place.file] if place else ""
        return read_file_past(mirror, survey.source.commit, path, self._limits) if path else Past()

    async def _store(self, asked: _Question, checked: Checked, timings: dict[str, float]) -> Answer:
        answer = self._build(asked, checked, timings)
        async with self._database.write(asked.viewer.tenant_id) as session:
            await AnswerWriter(session).add(
                _to_stored(answer, asked),
                RetrievalLog(searches=[_report_json(asked.report)], context={}, stages=[], policy={}),
            )
        return answer

    def _build(self, asked: _Question, checked: Checked, timings: dict[str, float]) -> Answer:
        total = round(1000 * (time.perf_counter() - asked.started), 3)
        return Answer(
            answer_id=create_id(),
            answer=render_answer(checked),
            statements=checked.statements,
            citations=checked.citations,
            revision=asked.revision.sha,
            mode=MODE,
            policy_version=asked.report.policy_version,
            timings_ms={**timings, "total": total},
            note=self._note,
            removed=checked.removed,
            confidence=Confidence(value=0.0, band="none", reasons=()),
        )


def render_answer(checked: Checked) -> str:
    """The statements as Markdown: paragraphs, and lists where a statement opens one; citations by id in brackets."""
    parts: list[str] = []
    for statement in checked.statements:
        marks = f" [{', '.join(statement.citations)}]" if statement.citations else ""
        parts.append(f"{'- ' if statement.is_item else ''}{statement.text}{marks}")
    lines = [
        ("\n" if not statement.is_item and position else "") + part
        for position, (statement, part) in enumerate(zip(checked.statements, parts, strict=True))
    ]
    return "\n".join(lines)


def _read_question(question: str, limits: ChatLimits) -> str:
    text = question[: limits.question_chars_max].replace("\0", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    if not _WORD.search(text):
        raise InvalidError(
            "The question has no words.", hint="Ask about the code, for example: where is the configuration read?"
        )
    return text


def _plan(index: HotIndex, asked: _Question) -> _Plan:
    query = refine_type(parse_query(asked.text))
    named = find_asked(index, query, asked.report)
    focus = choose_focus(index, query, asked.report, named.files)
    return _Plan(index=index, query=query, asked=named, focus=focus)


def _key(index: HotIndex, symbol: int) -> tuple[str, int, int]:
    file = int(index.symbol_file[symbol])
    return index.paths[file], index.blob_ids[file], symbol - int(index.symbol_offset[file])


def _to_stored(answer: Answer, asked: _Question) -> StoredAnswer:
    return StoredAnswer(
        id=answer.answer_id,
        tenant_id=asked.viewer.tenant_id,
        repo_id=asked.repo.id,
        revision=answer.revision,
        question=asked.text,
        answer=answer.answer,
        statements=[statement.as_json() for statement in answer.statements],
        citations=[
            StoredCitation(
                repo=citation.repo,
                repo_id=asked.repo.id,
                commit=citation.commit,
                path=citation.path,
                blob=citation.blob,
                start_line=citation.start_line,
                end_line=citation.end_line,
                snippet_sha256=citation.snippet_sha256,
                symbol=citation.symbol,
                url=citation.url,
            )
            for citation in answer.citations
        ],
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


def _report_json(report: SearchReport) -> dict[str, Any]:
    """The report as stored. Text without what PostgreSQL refuses."""
    data = asdict(report)
    data["query"] = clean_text(report.query)
    return data
