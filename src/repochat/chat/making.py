"""An answer while it is made: what was said so far, in which stages, and what the model used."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, cast
from uuid import UUID

from repochat.chat.confidence import assess_confidence
from repochat.chat.context import Context
from repochat.chat.model import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    Citation,
    CitationReady,
    Statement,
    StatementReady,
    Step,
    ToolFinished,
    ToolStarted,
)
from repochat.chat.opening import Opened
from repochat.chat.receipts import Checked
from repochat.chat.receipts.markdown import clean_text
from repochat.chat.rendering import render_answer
from repochat.core.ids import create_id
from repochat.llm.chat_model import Usage


class Making:
    """One answer's state. `mode` and `model` say who wrote it, `context` what a model was shown; writers set them."""

    def __init__(self, answer_id: UUID | None = None) -> None:
        self.answer_id = answer_id or create_id()
        self.mode = "extractive"
        self.model = ""
        self.usage: Usage | None = None
        self.unknown_ids = 0
        self.removed = 0
        self.stages: list[dict[str, Any]] = []
        self._started = self._stage_started = time.perf_counter()
        self._statements: list[Statement] = []
        self._texts: set[str] = set()
        self._citations: dict[str, Citation] = {}
        self._notes: list[str] = []
        self.context: Context | None = None
        self.cited_pieces: set[str] = set()
        self.has_failed = False
        self._steps: dict[str, Step] = {}

    @property
    def is_proven(self) -> bool:
        """Whether anything that was said is carried by the lines it cites, at least in part."""
        return any(each.kind in ("fact", "code") and each.status != "unsupported" for each in self._statements)

    @property
    def has_begun(self) -> bool:
        return bool(self._statements)

    @property
    def cited(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def end_stage(self, name: str, **figures: Any) -> None:
        """What passed since the last stage ended belongs to `name`; `figures` are its tokens and cost."""
        now = time.perf_counter()
        self.stages.append({"name": name, "ms": round(1000 * (now - self._stage_started), 3), **figures})
        self._stage_started = now

    def note(self, *texts: str) -> None:
        """What the reader should know of the answer, and what is no part of it."""
        self._notes += [text for text in dict.fromkeys(texts) if text and text not in self._notes]

    def keep_step(self, event: AnswerEvent) -> None:
        """Of the calls of tools, so that the stored answer shows them; a call that never ended is kept as it began."""
        if isinstance(event, ToolStarted):
            arguments = {clean_text(name): _clean_value(value) for name, value in event.arguments.items()}
            self._steps[event.call_id] = Step(call_id=event.call_id, name=event.name, arguments=arguments)
        elif isinstance(event, ToolFinished) and event.call_id in self._steps:
            told = {"summary": event.summary, "is_error": event.is_error, "ms": event.ms, "tokens": event.tokens}
            self._steps[event.call_id] = replace(self._steps[event.call_id], **told)

    def fail(self, problem: str) -> None:
        """The model did not write the answer, or not to its end: `problem` says why."""
        self.has_failed = True
        self.note(problem)

    def add(self, checked: Checked) -> Iterator[AnswerEvent]:
        """Takes in what may be shown; each citation comes before the first statement that names it."""
        self.removed += checked.removed
        by_id = {citation.id: citation for citation in checked.citations}
        for statement in checked.statements:
            if statement.text in self._texts and statement.kind == "fact":
                continue
            self._texts.add(statement.text)
            for citation_id in statement.citations:
                if citation_id not in self._citations:
                    self._citations[citation_id] = by_id[citation_id]
                    yield CitationReady(citation=by_id[citation_id])
            self._statements.append(statement)
            yield StatementReady(statement=statement)

    def open_part(self, heading: str) -> Iterator[AnswerEvent]:
        """A part of its own, about another repository or revision: what was said before may be true there too."""
        self._texts.clear()
        statement = Statement(text=heading, citations=(), status="unsupported", tier=0, kind="heading")
        self._statements.append(statement)
        yield StatementReady(statement=statement)

    def build(self, opened: Opened, *, status: AnswerStatus = "done") -> Answer:
        total = round(1000 * (time.perf_counter() - self._started), 3)
        return Answer(
            answer_id=self.answer_id,
            answer=render_answer(self._statements),
            statements=tuple(self._statements),
            citations=self.cited,
            revision=opened.first.report.revision,
            mode=self.mode,
            policy_version=opened.first.report.policy_version,
            timings_ms={**{stage["name"]: stage["ms"] for stage in self.stages}, "total": total},
            note=" ".join(self._notes),
            removed=self.removed,
            confidence=assess_confidence(self._statements, removed=self.removed, unknown_ids=self.unknown_ids),
            model=self.model,
            usage=asdict(self.usage) if self.usage else {},
            unknown_ids=self.unknown_ids,
            status=status,
            steps=tuple(self._steps.values()),
        )


def _clean_value(value: Any) -> Any:
    """As PostgreSQL keeps it and a page shows it: what a model calls tools with is texts, numbers and lists of them."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list | tuple):
        return [_clean_value(each) for each in cast("Iterable[Any]", value)]
    return value if value is None or isinstance(value, bool | int | float) else clean_text(str(value))
