"""The tool `ask`: an answer whose every statement was checked against the lines that it cites."""

from typing import Annotated, Literal

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult
from pydantic import Field

from repochat.mcp.access import Access
from repochat.mcp.arguments import Detail, Repository, Revision
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import build_result, explaining
from repochat.mcp.shapes import AnswerResult

Mode = Annotated[
    Literal["auto", "extractive", "quick", "deep"],
    Field(
        description="auto chooses; extractive quotes the repository and needs no model; quick reads once; deep lets a"
        " model look around first, which takes longer."
    ),
]


At = Annotated[
    str | None,
    Field(
        max_length=LIMITS.path_chars_max,
        description='Lines that "this" and "here" of the question mean, as path:start-end.',
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
        at: At = None,
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
        from repochat.chat import Ask, read_selection
        from repochat.mcp.following import describe_answer, follow_answer, quote_sources, show_answer

        workspace, repo = await self._access.choose(repository)
        others = [await workspace.find_repo(each) for each in also or ()]
        repos = (repo, *others)
        focus = read_selection(at)
        asked = Ask(question=question, repos=repos, rev=revision, mode=mode, strict=strict, focus=focus)
        answer = await follow_answer(workspace, asked, context)
        code = await quote_sources(workspace, answer) if detail == "full" else []
        return build_result(describe_answer(answer, repo.name), [*show_answer(answer, repo.name), *code])
