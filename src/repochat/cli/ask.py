"""`repochat ask`: a question answered with checked citations."""

import shutil
import textwrap
from collections.abc import Sequence
from typing import Any

from repochat.catalog.repo_store import Repo
from repochat.chat import Answer, Citation, Statement
from repochat.chat.receipts.markdown import unescape_text
from repochat.cli.batch import run_batch
from repochat.cli.terminal import clean, clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError, NotFoundError
from repochat.workspace import Workspace

NO_ANSWER = {"answer_id": None, "answer": "", "statements": [], "citations": [], "revision": None}
WIDTH_MAX = 100
WIDTH_MIN = 40
NOT_SUPPORTED = {"partly": " (partly supported)", "unsupported": " (not supported)"}


async def ask(question: str, *, repo: str, rev: str | None, index_first: bool, as_json: bool) -> None:
    """Answer and print. With `index_first` the repository is brought up to date before."""
    if not question.strip():
        raise InvalidError("The question is empty.", hint="Ask something about the code.")
    async with open_workspace() as workspace:
        if index_first:
            await _index(workspace, repo, rev)
        asked = await _prepare(workspace, repo, rev)
        answer = await asked.answer(question)
    if as_json:
        write_json(answer.as_json())
    else:
        show_answer(answer)


async def ask_batch(file: str, *, repo: str, rev: str | None, index_first: bool) -> None:
    """Answer each line of `file`, all at the same revision, and print one object a line."""
    async with open_workspace() as workspace:
        if index_first:
            await _index(workspace, repo, rev)
        asked = await _prepare(workspace, repo, rev)

        async def ask_one(question: str) -> dict[str, Any]:
            return (await asked.answer(question)).as_json()

        await run_batch(file, ask_one, empty=NO_ANSWER)


class _Asked:
    """A repository at a revision that questions can be put to."""

    def __init__(self, workspace: Workspace, repo: Repo, sha: str) -> None:
        self._workspace = workspace
        self._repo = repo
        self._sha = sha

    async def answer(self, question: str) -> Answer:
        return await self._workspace.ask(question, repo=self._repo, rev=self._sha)


async def _prepare(workspace: Workspace, text: str, rev: str | None) -> _Asked:
    """Raises NotFoundError with the command that indexes what is asked about."""
    try:
        repo = await workspace.find_repo(text)
    except NotFoundError as error:
        hint = f"Run `repochat index {text}`, or add --index to this command."
        raise NotFoundError(error.message, hint=hint) from error
    revision = await workspace.find_revision(repo, rev)
    return _Asked(workspace, repo, revision.sha)


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
    _show_citations(answer.citations)


def _show_statement(statement: Statement, numbers: dict[str, int], width: int) -> str:
    marks = "".join(f"[{numbers[citation]}]" for citation in statement.citations)
    text = f"{unescape_text(statement.text)}{NOT_SUPPORTED.get(statement.status, '')} {marks}".rstrip()
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
        place = f"{clean_line(citation.path)}:{citation.start_line}-{citation.end_line} @ {citation.commit[:12]}"
        symbol = f"  {clean_line(citation.symbol)}" if citation.symbol else ""
        write(f"[{number}] {place}{symbol}")
