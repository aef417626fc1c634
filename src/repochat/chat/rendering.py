"""An answer's statements as one Markdown text, with what is not proven marked in words."""

from collections.abc import Iterable

from repochat.chat.model import Statement

MARKS = {"supported": "", "partly": " *(partly supported)*", "unsupported": " *(not supported)*"}


def render_answer(statements: Iterable[Statement]) -> str:
    """Paragraphs, and lists where a statement opens one; citations by id in brackets."""
    lines: list[str] = []
    for statement in statements:
        if lines and not statement.is_item:
            lines.append("")
        lines.append(f"{'- ' if statement.is_item else ''}{render_statement(statement)}")
    return "\n".join(lines)


def render_statement(statement: Statement) -> str:
    """Its text, the ids it cites, and a mark unless these carry it."""
    ids = f" [{', '.join(statement.citations)}]" if statement.citations else ""
    mark = MARKS[statement.status] if statement.kind in ("fact", "code") else ""
    return f"{statement.text}{ids}{mark}"
