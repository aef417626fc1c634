"""Figures of evaluated answers: summed up by repository, language and kind of question, and printed."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:  # `answers` prints what it measured with this module
    from evals.answers import Judged, JudgedCase

Json = dict[str, Any]

SHARES = (
    "files_at_5",
    "files_cited",
    "files_retrieved_at_5",
    "spans_cited",
    "lines_cited",
    "precision",
    "citations_on_gold",
    "grounding",
    "facts_said",
    "facts_shown",
)
COLUMNS = (
    ("n", "questions"),
    ("files@5", "files_at_5"),
    ("files", "files_cited"),
    ("search@5", "files_retrieved_at_5"),
    ("places", "spans_cited"),
    ("lines", "lines_cited"),
    ("precision", "precision"),
    ("ground", "grounding"),
    ("facts", "facts_shown"),
    ("doubt", "absent_doubted"),
    ("belief", "answerable_believed"),
)


def summarise_answers(cases: Sequence["JudgedCase"]) -> Json:
    """Means over questions; one measure's figure leaves out the questions that have none."""
    judged = [(case.case, each) for case in cases for each in case.judged]
    everything = [each for _, each in judged]
    return {
        "all": _sum_up(everything),
        "by_repository": _group(judged, lambda case, _: case.name),
        "by_language": _group(judged, lambda case, _: case.language),
        "by_kind": _group(judged, lambda _, each: each.question.kind),
    }


def _group(judged: Sequence[tuple[Any, "Judged"]], key: Callable[[Any, "Judged"], str]) -> Json:
    names = sorted({key(case, each) for case, each in judged})
    return {name: _sum_up([each for case, each in judged if key(case, each) == name]) for name in names}


def _sum_up(judged: Sequence["Judged"]) -> Json:
    answerable = [each.evidence for each in judged if each.question.is_answerable]
    absent = [each.evidence for each in judged if not each.question.is_answerable]
    everything = [*answerable, *absent]
    citations = sum(each.citations for each in everything)
    statuses: dict[str, int] = {}
    for each in everything:
        for status, count in each.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "questions": len(everything),
        **{name: _mean(getattr(each, name) for each in answerable) for name in SHARES},
        "grounding": _mean(each.grounding for each in everything),
        "absent_doubted": _mean(float(each.is_doubted) for each in absent),
        "answerable_believed": _mean(float(not each.is_doubted) for each in answerable),
        "citations": citations,
        "resolve_rate": sum(each.resolved for each in everything) / citations if citations else 0.0,
        "quote_rate": sum(each.quoted for each in everything) / citations if citations else 0.0,
        "dangling": sum(each.dangling for each in everything),
        "statuses": statuses,
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(statistics.fmean(known), 4) if known else None


def print_answers(row: str, summary: Json, console: Console) -> None:
    """One table of all groups, and what holds for all citations."""
    total = summary["all"]
    table = Table(title=f"answers of {row}", title_justify="left", padding=(0, 0))
    table.add_column("", no_wrap=True)
    for title, _ in COLUMNS:
        table.add_column(title, justify="right", no_wrap=True)
    for part, title in (("by_repository", "repository"), ("by_language", "language"), ("by_kind", "kind")):
        table.add_row(f"[bold]{title}")
        for name, figures in summary[part].items():
            table.add_row(name, *_cells(figures))
    table.add_section()
    table.add_row("[bold]all", *_cells(total))
    console.print(table)
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(total["statuses"].items()))
    console.print(
        f"{total['citations']} citations: {total['resolve_rate']:.2%} resolve, {total['quote_rate']:.2%} quote,"
        f" {total['dangling']} dangling; statements: {statuses}"
    )


def _cells(figures: Json) -> list[str]:
    return [_show(figures[name]) for _, name in COLUMNS]


def _show(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
