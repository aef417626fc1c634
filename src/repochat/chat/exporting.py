"""An answer with its receipts, to keep: as Markdown for people, and as JSON that git alone can prove again later."""

from collections.abc import Mapping, Sequence
from typing import Any

from repochat.accounts import Viewer
from repochat.catalog.answer_store import StoredAnswer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.chat.age_model import Age, describe_age
from repochat.chat.model import Answer, Citation, Statement
from repochat.chat.receipts.markdown import code_span, escape_text
from repochat.chat.rendering import MARKS
from repochat.chat.stored import rebuild_answer
from repochat.core.database import Database

SCHEMA = "repochat.answer"
SCHEMA_VERSION = 1
_SHORT_SHA = 12


async def list_cited_repos(database: Database, viewer: Viewer, stored: StoredAnswer) -> list[Repo]:
    """The repositories that an answer is about and cites, as far as they are still connected."""
    ids = dict.fromkeys([stored.repo_id, *(each.repo_id for each in stored.citations if each.repo_id is not None)])
    async with database.read(viewer.scope) as session:
        found = [await RepoStore(session).find(str(repo_id)) for repo_id in ids]
    return [repo for repo in found if repo is not None]


def export_json(stored: StoredAnswer, repos: Sequence[Repo], age: Age | None = None) -> dict[str, Any]:
    """Everything that a proof needs beside the repository itself. The age apart, it never changes."""
    answer = rebuild_answer(stored, age).as_json()
    asked = {
        "question": stored.question,
        "asked_at": stored.created_at.isoformat() if stored.created_at else None,
    }
    repositories = [{"name": repo.name, "source": repo.source, "commits": _commits(stored, repo)} for repo in repos]
    return {"schema": SCHEMA, "version": SCHEMA_VERSION, **asked, "repositories": repositories, **answer}


def export_markdown(stored: StoredAnswer, age: Age | None = None) -> str:
    """The answer, then its receipts: links where the host is known, else `path:start-end @ commit`."""
    answer = rebuild_answer(stored, age)
    numbers = {citation.id: number for number, citation in enumerate(answer.citations, start=1)}
    by_id = {citation.id: citation for citation in answer.citations}
    parts = [f"# {escape_text(stored.question)}", _describe(stored, answer)]
    parts.append(_write_statements(answer.statements, numbers, by_id))
    if answer.note:
        parts.append(f"*{answer.note}*")
    if age is not None and (told := describe_age(age)):
        parts.append(f"*{escape_text(told)}*")
    if answer.citations:
        parts.append("## Receipts")
        parts.append("\n".join(f"{numbers[each.id]}. {_receipt(each)}" for each in answer.citations))
    parts.append(f"Answer `{answer.answer_id}`. Its JSON export can be proven again from git alone: `repochat verify`.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _commits(stored: StoredAnswer, repo: Repo) -> list[str]:
    own = [stored.revision] if repo.id == stored.repo_id else []
    return list(dict.fromkeys([*own, *(each.commit for each in stored.citations if each.repo_id == repo.id)]))


def _describe(stored: StoredAnswer, answer: Answer) -> str:
    asked = f"Asked {stored.created_at:%Y-%m-%d %H:%M} UTC" if stored.created_at else "Asked"
    writer = f"written by {code_span(answer.model)}" if answer.model else "quoted from the repository, without a model"
    counts = {status: sum(each.status == status for each in answer.statements) for status in MARKS}
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    cut = " The answer was cancelled before its end." if answer.status == "cancelled" else ""
    removed = f" {answer.removed} statements failed their check and are not shown." if answer.removed else ""
    return f"{asked} at `{answer.revision[:_SHORT_SHA]}`; {writer}. Statements: {told or 'none'}.{removed}{cut}"


def _write_statements(
    statements: Sequence[Statement], numbers: Mapping[str, int], by_id: Mapping[str, Citation]
) -> str:
    lines: list[str] = []
    for statement in statements:
        if lines and not statement.is_item:
            lines.append("")
        marks = "".join(_mark(by_id[each], numbers[each]) for each in statement.citations if each in by_id)
        status = MARKS[statement.status] if statement.kind in ("fact", "code") else ""
        bullet = "- " if statement.is_item else ""
        lines.append(f"{bullet}{statement.text}{' ' if marks else ''}{marks}{status}")
    return "\n".join(lines)


def _mark(citation: Citation, number: int) -> str:
    return f"[\\[{number}\\]]({citation.url})" if citation.url else f"\\[{number}\\]"


def _receipt(citation: Citation) -> str:
    place = code_span(citation.place)
    linked = f"[{place}]({citation.url})" if citation.url else place
    symbol = f" {code_span(citation.symbol)}" if citation.symbol else ""
    told = ", as its forge told it" if citation.kind == "pull_request" else ""
    return f"{linked}{symbol} in {code_span(citation.repo)}{told}"
