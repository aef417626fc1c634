"""An answer while it is made and when it is done, as the tool `ask` tells of it."""

from contextlib import aclosing

from mcp.server.mcpserver import Context

from repochat.chat import (
    Answer,
    AnswerEvent,
    Ask,
    Citation,
    Finished,
    Progressed,
    RetrievalDone,
    StatementReady,
    ToolStarted,
)
from repochat.mcp.results import describe_standing, make_fence, number_lines, show_commit, show_place, show_standing
from repochat.mcp.shapes import AnswerResult, Said, Source
from repochat.workspace import Workspace
from repochat.workspace.answer_text import place_statement, render_end


async def follow_answer(workspace: Workspace, asked: Ask, context: Context) -> Answer:
    """Tells of each step to a client that wants to know; when the call is cancelled, so is the answer."""
    async with aclosing(workspace.answer(asked)) as events:
        step = 0
        async for event in events:
            if isinstance(event, Finished):
                return event.answer
            if message := _tell(event):
                step += 1
                await context.report_progress(step, message=message)
    raise AssertionError("an answer ends with Finished")


def _tell(event: AnswerEvent) -> str:
    match event:
        case Progressed(phase=phase, detail=detail):
            return f"{phase}: {detail}" if detail else phase
        case RetrievalDone(report=report):
            return f"found {len(report.hits)} places"
        case ToolStarted(name=name):
            return f"looking: {name}"
        case StatementReady(statement=statement):
            return f"{statement.status}: {statement.text}"
        case _:
            return ""


def describe_answer(answer: Answer, repository: str) -> AnswerResult:
    """As JSON."""
    return AnswerResult(
        answer_id=str(answer.answer_id),
        repository=repository,
        commit=answer.revision,
        standing=describe_standing(answer.age.standing if answer.age else None),
        age=answer.age.state if answer.age else "unchecked",
        mode=answer.mode,
        confidence=answer.confidence.band,
        confidence_reasons=list(answer.confidence.reasons),
        note=answer.note,
        statements=[
            Said(text=each.text, citations=list(each.citations), status=each.status) for each in answer.statements
        ],
        citations=[
            Source(
                id=each.id,
                repository=each.repo,
                commit=each.commit,
                path=each.path,
                start_line=each.start_line,
                end_line=each.end_line,
                symbol=each.symbol,
                snippet_sha256=each.snippet_sha256,
                url=each.url,
                kind=each.kind,
                ref=each.ref,
            )
            for each in answer.citations
        ],
    )


def show_answer(answer: Answer, repository: str) -> list[str]:
    """As paragraphs."""
    said = "".join(place_statement(each, is_first=not number) for number, each in enumerate(answer.statements))
    confidence = (
        f"Confidence: {answer.confidence.band}. Answer {answer.answer_id}; why(answer_id) tells how it came about."
    )
    behind = show_standing(answer.age.standing if answer.age else None)
    return [
        " ".join([show_commit(repository, answer.revision), behind]).strip(),
        said,
        render_end(answer).strip(),
        confidence,
    ]


async def quote_sources(workspace: Workspace, answer: Answer) -> list[str]:
    """The cited lines, read again at the commits that were cited."""
    fence = make_fence()
    shown = [fence.rule]
    for citation in answer.citations:
        text = await workspace.read_cited(citation)
        heading = f"[{citation.id.removeprefix('c')}] {_show_cited(citation)}"
        shown.append(fence.enclose(heading, number_lines(text, citation.start_line)))
    return shown


def _show_cited(citation: Citation) -> str:
    if citation.kind == "code":
        return show_place(citation.path, citation.start_line, citation.end_line, citation.symbol)
    return citation.place
