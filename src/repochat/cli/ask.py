"""`repochat ask`: a question answered with checked citations."""

import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from repochat.catalog.conversation_store import ConversationStore
from repochat.catalog.repo_store import Repo
from repochat.chat import (
    Answer,
    AnswerEvent,
    Ask,
    AskMode,
    Citation,
    Finished,
    Progressed,
    Statement,
    ToolFinished,
    TurnRunner,
    read_selection,
)
from repochat.chat.age import describe_age
from repochat.chat.receipts.markdown import unescape_text
from repochat.cli.batch import run_batch
from repochat.cli.terminal import clean, clean_line, is_watched, warn, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError, NotFoundError
from repochat.workspace import Workspace
from repochat.workspace.on_demand import LocalIndexing

NO_ANSWER = {"answer_id": None, "answer": "", "statements": [], "citations": [], "revision": None}
WIDTH_MAX = 100
WIDTH_MIN = 40
NOT_SUPPORTED = {"partly": " (partly supported)", "unsupported": " (not supported)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """How a question is put. `also` are more repositories; `continues` goes on with the latest conversation.

    `at` is PATH:START-END, the lines that the question is about.
    """

    repo: str
    also: Sequence[str]
    rev: str | None
    mode: AskMode
    strict: bool
    continues: bool
    index_first: bool
    pull_request: int | None = None
    compare: tuple[str, str] | None = None
    at: str | None = None


async def ask(question: str, options: AskOptions, *, as_json: bool) -> None:
    """Answer and print. With `index_first` the repository is brought up to date before."""
    if not question.strip():
        raise InvalidError("The question is empty.", hint="Ask something about the code.")
    async with open_workspace() as workspace:
        if options.index_first:
            await _index(workspace, options.repo, options.rev)
        repos = [await _find_indexed(workspace, each) for each in (options.repo, *options.also)]
        asked = Ask(
            question=question,
            repos=tuple(repos),
            rev=options.rev,
            mode=options.mode,
            strict=options.strict,
            pull_request=options.pull_request,
            compare=options.compare,
            focus=read_selection(options.at),
        )
        workspace.answerer.on_demand = LocalIndexing(workspace.resources)
        answer = await answer_turn(workspace, asked, await _find_latest(workspace) if options.continues else None)
    if as_json:
        write_json(answer.as_json())
    else:
        show_answer(answer)


async def ask_batch(file: str, options: AskOptions) -> None:
    """Answer each line of `file` by itself, all at the same revision, and print one object a line."""
    async with open_workspace() as workspace:
        if options.index_first:
            await _index(workspace, options.repo, options.rev)
        repos = [await _find_indexed(workspace, each) for each in (options.repo, *options.also)]
        revision = await workspace.find_revision(repos[0], options.rev)

        async def ask_one(question: str) -> dict[str, Any]:
            answer = await workspace.ask(
                question, repo=repos, rev=revision.sha, mode=options.mode, strict=options.strict
            )
            return answer.as_json()

        await run_batch(file, ask_one, empty=NO_ANSWER)


async def answer_turn(workspace: Workspace, asked: Ask, conversation_id: UUID | None) -> Answer:
    """The answer as a turn of a conversation, None being a new one; who watches sees what is being done."""
    runner = TurnRunner(workspace.database, workspace.answerer)
    try:
        turn = await runner.start(workspace.viewer, asked, conversation_id)
        async for _, event in runner.follow(workspace.viewer, turn.id):
            if isinstance(event, Finished):
                return event.answer
            if is_watched():
                _tell(event)
    finally:
        await runner.close()
    raise AssertionError("a turn that is not cancelled ends with Finished")


async def _find_latest(workspace: Workspace) -> UUID | None:
    """The asker's own latest conversation; None, a new one, when there is none."""
    async with workspace.database.read(workspace.viewer.scope) as session:
        listed = await ConversationStore(session, workspace.viewer.key).list_conversations()
    return next((each.id for each in listed if each.owner == workspace.viewer.key), None)


def _tell(event: AnswerEvent) -> None:
    match event:
        case Progressed(detail=detail) if detail:
            warn(clean_line(detail))
        case ToolFinished(summary=summary, ms=ms):
            warn(f"  {clean_line(summary)} ({ms:.0f} ms)")
        case _:
            pass


async def _find_indexed(workspace: Workspace, text: str) -> Repo:
    """Raises NotFoundError with the command that indexes what is asked about."""
    try:
        repo = await workspace.find_repo(text)
    except NotFoundError as error:
        hint = f"Run `repochat index {text}`, or add --index to this command."
        raise NotFoundError(error.message, hint=hint) from error
    await workspace.find_revision(repo, None)  # another revision is indexed when it is asked about
    return repo


async def _index(workspace: Workspace, text: str, rev: str | None) -> None:
    # Most questions index nothing, and what indexing needs takes a while to import.
    from repochat.cli.index import index_source  # noqa: PLC0415  see above

    try:
        source = (await workspace.find_repo(text)).source
    except NotFoundError:
        source = text
    await index_source(workspace, source, rev=rev)


def show_answer(answer: Answer) -> None:
    """For a person: the statements, then the places that they lean on, by number."""
    width = max(WIDTH_MIN, min(WIDTH_MAX, shutil.get_terminal_size().columns))
    numbers = {citation.id: number for number, citation in enumerate(answer.citations, start=1)}
    for statement in answer.statements:
        write(_show_statement(statement, numbers, width))
    if answer.note:
        write()
        write(_wrap(unescape_text(answer.note), width))
    if answer.age is not None and (told := describe_age(answer.age)):
        write()
        write(_wrap(told, width))
    _show_citations(answer.citations)
    write()
    write(f"{_say_confidence(answer)} Why: repochat why {answer.answer_id}")


def _say_confidence(answer: Answer) -> str:
    told = answer.confidence
    before = f"; {told.right} of {told.judged} such answers were rated right here" if told.judged else ""
    writer = f" by {clean_line(answer.model)}" if answer.model else ""
    return f"{answer.mode}{writer}, confidence {told.band} ({told.value:.2f}){before}."


def _show_statement(statement: Statement, numbers: dict[str, int], width: int) -> str:
    marks = "".join(f"[{numbers[citation]}]" for citation in statement.citations)
    doubt = NOT_SUPPORTED.get(statement.status, "") if statement.kind in ("fact", "code") else ""
    if statement.kind == "code":
        return clean(f"{statement.text}\n{doubt} {marks}".rstrip())
    text = f"{unescape_text(statement.text)}{doubt} {marks}".rstrip()
    return _wrap(text, width, bullet="- " if statement.is_item else "")


def _wrap(text: str, width: int, *, bullet: str = "") -> str:
    return textwrap.fill(
        clean(text),
        width,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _show_citations(citations: Sequence[Citation]) -> None:
    if citations:
        write()
    for number, citation in enumerate(citations, start=1):
        place = clean_line(citation.place)
        symbol = f"  {clean_line(citation.symbol)}" if citation.symbol else ""
        write(f"[{number}] {place}{symbol}")
