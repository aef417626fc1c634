"""The tool `ask`: an answer whose every statement was checked against the lines that it cites."""

from contextlib import aclosing
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult
from pydantic import Field

from repochat.chat import (
    Answer,
    AnswerEvent,
    Ask,
    AskMode,
    Finished,
    Progressed,
    RetrievalDone,
    StatementReady,
    ToolStarted,
)
from repochat.mcp.access import Access
from repochat.mcp.arguments import Detail, Repository, Revision
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import build_result, explaining, make_fence, number_lines, show_commit, show_place
from repochat.mcp.shapes import AnswerResult, Said, Source
from repochat.workspace import Workspace
from repochat.workspace.answer_text import place_statement, render_end

Mode = Annotated[
    AskMode,
    Field(
        description="auto chooses; extractive quotes the repository and needs no model; quick reads once; deep lets a"
        " model look around first, which takes longer."
    ),
]


class AnswerTools:
    """Questions to checked answers."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @explaining
    async def ask(
        self,
        question: Annotated[
            str,
            Field(
                min_length=1,
                max_length=LIMITS.question_chars_max,
                description="One question in plain words; @path and #Symbol keep it to a place.",
            ),
        ],
        *,
        context: Context,
        repository: Repository = None,
        also: Annotated[
            list[str] | None,
            Field(max_length=LIMITS.also_max, description="Further repositories to ask, at their newest revision."),
        ] = None,
        revision: Revision = None,
        mode: Mode = "auto",
        strict: Annotated[bool, Field(description="Leave out statements that the cited lines do not carry.")] = False,
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, AnswerResult]:
        """Answer a question about a repository in checked sentences: each cites path:lines at a commit, proven by git.

        Use it for questions that need several places at once: how something works, why it is so, what changed, who
        calls it, where to begin a change. Prefer search or find_symbol to look up one place. A statement that its
        lines do not carry is marked; the confidence is computed from that. Returns statements, citations and an
        answer_id; detail="full" adds the cited lines. Examples: question="How are redirects limited?";
        question="What calls #Session.send outside of tests?"; question="What changed in retries between v1 and v2?".
        """
        workspace, repo = await self._access.choose(repository)
        others = [await workspace.find_repo(each) for each in also or ()]
        asked = Ask(question=question, repos=(repo, *others), rev=revision, mode=mode, strict=strict)
        answer = await _follow(workspace, asked, context)
        code = await _quote(workspace, answer) if detail == "full" else []
        return build_result(_describe(answer, repo.name), [*_show(answer, repo.name), *code])


async def _follow(workspace: Workspace, asked: Ask, context: Context) -> Answer:
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


def _describe(answer: Answer, repository: str) -> AnswerResult:
    return AnswerResult(
        answer_id=str(answer.answer_id),
        repository=repository,
        commit=answer.revision,
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
            )
            for each in answer.citations
        ],
    )


def _show(answer: Answer, repository: str) -> list[str]:
    said = "".join(place_statement(each, is_first=not number) for number, each in enumerate(answer.statements))
    confidence = (
        f"Confidence: {answer.confidence.band}. Answer {answer.answer_id}; why(answer_id) tells how it came about."
    )
    return [show_commit(repository, answer.revision), said, render_end(answer).strip(), confidence]


async def _quote(workspace: Workspace, answer: Answer) -> list[str]:
    """The cited lines, read again at the commits that were cited."""
    fence = make_fence()
    shown = [fence.rule]
    for citation in answer.citations:
        span = (citation.path, citation.start_line, citation.end_line)
        (text,) = await workspace.read_texts([span], repo=citation.repo, rev=citation.commit)
        heading = f"[{citation.id.removeprefix('c')}] {show_place(*span, citation.symbol)}"
        shown.append(fence.enclose(heading, number_lines(text, citation.start_line)))
    return shown
