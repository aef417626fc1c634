"""Figures of an evaluation: summed up, printed, and as JSON."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from evals.asking import Asked, CaseResult
from rich.console import Console
from rich.table import Table

Json = dict[str, Any]


def summarise(results: Sequence[CaseResult]) -> Json:
    """The figures of one policy over all cases. Means over repositories weigh each repository alike."""
    asked = [(result.case.language, each) for result in results for each in result.asked]
    everything = [each for _, each in asked]
    return {
        "questions": len(everything),
        "repositories": len(results),
        "ndcg10_mean_over_repositories": _mean(_mean_ndcg(result.asked) for result in results),
        "ndcg10_mean_over_queries": _mean_ndcg(everything),
        "strict_ndcg10_mean_over_repositories": _mean(
            _mean(each.score.strict_ndcg for each in result.asked) for result in results
        ),
        "strict_ndcg10_mean_over_queries": _mean(each.score.strict_ndcg for each in everything),
        "file_ndcg10_mean_over_queries": _mean(each.score.file_ndcg for each in everything),
        "spanned": _sum_up_spanned(everything),
        "tokens_before_first_hit_mean": _mean(each.tokens_before for each in everything),
        "tokens_before_first_hit_median": _median(each.tokens_before for each in everything),
        "hit_at_1": _mean(each.score.first_rank == 1 for each in everything),
        "by_category": _group(everything, lambda each: each.question.category),
        "by_language": {
            language: _sum_up([each for spoken, each in asked if spoken == language])
            for language in sorted({language for language, _ in asked})
        },
        "by_repository": {result.case.name: _describe_case(result) for result in results},
        "index_s_median": _median(result.index_s for result in results if result.index_s is not None),
        "query_ms_p50": _median(each.query_ms for each in everything if each.query_ms is not None),
    }


def _describe_case(result: CaseResult) -> Json:
    return {
        **_sum_up(result.asked),
        "language": result.case.language,
        "files": result.files,
        "chunks": result.chunks,
        "index_s": round(result.index_s, 3) if result.index_s is not None else None,
        "load_s": round(result.load_s, 3),
        "query_ms_p50": _median(each.query_ms for each in result.asked if each.query_ms is not None),
    }


def _sum_up_spanned(asked: Sequence[Asked]) -> Json:
    """The questions with line spans alone: elsewhere the strict variant is the plain one."""
    return _sum_up([each for each in asked if _has_span(each)])


def _has_span(asked: Asked) -> bool:
    anchored = any(anchor.text for anchor in asked.question.anchors)
    return anchored or any(target.start_line is not None for target in asked.question.targets)


def _sum_up(asked: Sequence[Asked]) -> Json:
    return {
        "questions": len(asked),
        "ndcg10": _mean_ndcg(asked),
        "strict_ndcg10": _mean(each.score.strict_ndcg for each in asked),
        "file_ndcg10": _mean(each.score.file_ndcg for each in asked),
        "tokens_before_first_hit": _mean(each.tokens_before for each in asked),
    }


def _group(asked: Sequence[Asked], key: Callable[[Asked], str]) -> Json:
    return {name: _sum_up([each for each in asked if key(each) == name]) for name in sorted({key(a) for a in asked})}


def _mean_ndcg(asked: Iterable[Asked]) -> float | None:
    return _mean(each.score.ndcg for each in asked)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(statistics.fmean(known), 4) if known else None


def _median(values: Iterable[float]) -> float | None:
    known = list(values)
    return round(statistics.median(known), 4) if known else None


def list_answers(results: Sequence[CaseResult]) -> list[Json]:
    """Every question with its outcome and the ten chunks that were returned."""
    return [
        {
            "repository": result.case.name,
            "query": each.question.text,
            "category": each.question.category,
            "query_type": report.query_type,
            "query_ms": each.query_ms,
            "tokens_before_first_hit": each.tokens_before,
            **asdict(each.score),
            "chunks": [f"{hit.path}:{hit.start_line}-{hit.end_line}" for hit in report.hits],
        }
        for result in results
        for each, report in zip(result.asked, result.reports, strict=True)
    ]


def print_report(rows: dict[str, Json], console: Console) -> None:
    """The tables of one or more policies, side by side where they compare."""
    console.print(_table_of_totals(rows))
    console.print(_table_of_groups(rows, "by_category", "category"))
    if any(len(row["by_language"]) > 1 for row in rows.values()):
        console.print(_table_of_groups(rows, "by_language", "language"))
    console.print(_table_of_repositories(rows))


TOTALS = (
    ("NDCG@10, mean over repositories", "ndcg10_mean_over_repositories"),
    ("NDCG@10, mean over queries", "ndcg10_mean_over_queries"),
    ("strict NDCG@10, mean over repositories", "strict_ndcg10_mean_over_repositories"),
    ("strict NDCG@10, mean over queries", "strict_ndcg10_mean_over_queries"),
    ("NDCG@10 of files alone, mean over queries", "file_ndcg10_mean_over_queries"),
    ("right at rank 1", "hit_at_1"),
    ("tokens before the first hit, mean", "tokens_before_first_hit_mean"),
    ("index seconds, median of repositories", "index_s_median"),
    ("query p50, ms", "query_ms_p50"),
)


def _table_of_totals(rows: dict[str, Json]) -> Table:
    first = next(iter(rows.values()))
    table = _open_table(f"{first['questions']} questions, {first['repositories']} repositories", "measure", rows)
    for title, key in TOTALS:
        table.add_row(title, *(_show(row[key]) for row in rows.values()))
    spanned = first["spanned"]["questions"]
    if spanned:
        strict = (_show(row["spanned"]["strict_ndcg10"]) for row in rows.values())
        table.add_row(f"strict NDCG@10, the {spanned} with a span", *strict)
    return table


def _table_of_groups(rows: dict[str, Json], key: str, title: str) -> Table:
    first = next(iter(rows.values()))
    table = _open_table(f"NDCG@10 by {title}", title, rows)
    for name, group in first[key].items():
        table.add_row(f"{name} ({group['questions']})", *(_show(row[key][name]["ndcg10"]) for row in rows.values()))
    return table


def _table_of_repositories(rows: dict[str, Json]) -> Table:
    first = next(iter(rows.values()))
    table = _open_table("by repository", "repository", rows)
    for title in ("files", "chunks", "index s", "load s", "query ms"):
        table.add_column(title, justify="right")
    for name, figures in first["by_repository"].items():
        scores = (_show(row["by_repository"][name]["ndcg10"]) for row in rows.values())
        costs = (_show(figures[key]) for key in ("files", "chunks", "index_s", "load_s", "query_ms_p50"))
        table.add_row(name, *scores, *costs)
    return table


def _open_table(title: str, first: str, rows: dict[str, Json]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for name in rows:
        table.add_column(name, justify="right")
    return table


def _show(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.4f}" if value < 1 else f"{value:,.2f}"
