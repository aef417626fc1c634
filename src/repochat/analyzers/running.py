"""Runs the tools over files: in batches, one after the other, and says of each how it fared."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from repochat.analyzers.analyzer import Analyzer, Reading
from repochat.analyzers.ast_grep import AST_GREP
from repochat.analyzers.bandit import BANDIT
from repochat.analyzers.folder import open_folder
from repochat.analyzers.languages import find_language
from repochat.analyzers.limits import LIMITS, AnalyzerLimits
from repochat.analyzers.lizard import LIZARD
from repochat.analyzers.model import Hit, SourceFile, ToolReport
from repochat.analyzers.oxlint import OXLINT
from repochat.analyzers.process import ToolCommand, run_tool
from repochat.analyzers.ruff import RUFF
from repochat.analyzers.rulebook import find_rule
from repochat.analyzers.secret_scan import SECRET_SCAN
from repochat.analyzers.semgrep import SEMGREP
from repochat.analyzers.vulture import VULTURE

__all__ = ["ANALYZERS", "CODE_ANALYZERS", "find_unfit", "run_analyzers"]

CODE_ANALYZERS: Sequence[Analyzer] = (RUFF, OXLINT, AST_GREP, SEMGREP, VULTURE, LIZARD, BANDIT)
ANALYZERS: Sequence[Analyzer] = (*CODE_ANALYZERS, SECRET_SCAN)
"""Quick ones first: what a budget cuts off is the slowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    limits: AnalyzerLimits
    cpu_s: float
    should_stop: Callable[[], bool]


def find_unfit(file: SourceFile, limits: AnalyzerLimits = LIMITS) -> str | None:
    """Why no tool is shown a file; None when they are. Such a file has no findings, which is not the same as clean."""
    if len(file.content) > limits.file_bytes_max:
        return "larger than file_bytes_max"
    if b"\0" in file.content:
        return "binary"
    lines = file.content.count(b"\n") + 1
    is_code = find_language(file.path) is not None
    return "minified" if is_code and len(file.content) > limits.line_chars_mean_max * lines else None


def run_analyzers(
    files: Sequence[SourceFile],
    *,
    analyzers: Sequence[Analyzer] = CODE_ANALYZERS,
    cpu_s: float = float("inf"),
    limits: AnalyzerLimits = LIMITS,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[ToolReport]:
    """One report for each tool, also of one that is not installed. Blocks; `cpu_s` bounds all of them together.

    A tool that dies on a batch is run again on its halves, so that one file does not hide what others hold.
    """
    reports: list[ToolReport] = []
    for analyzer in analyzers:
        left = cpu_s - sum(report.cpu_s for report in reports)
        reports.append(_run(analyzer, files, _Bounds(limits=limits, cpu_s=left, should_stop=should_stop)))
    return reports


def _run(analyzer: Analyzer, files: Sequence[SourceFile], bounds: _Bounds) -> ToolReport:
    version = analyzer.find_version()
    covered = [file for file in files if analyzer.covers(file.path)]
    if version is None:
        paths = frozenset(file.path for file in covered)
        return ToolReport(tool=analyzer.name, version="", state="not_installed", unread=paths)
    report = ToolReport(tool=analyzer.name, version=version, state="ran")
    for batch in _list_batches(covered, bounds.limits):
        left = replace(bounds, cpu_s=bounds.cpu_s - report.cpu_s)
        report = _join(report, _run_batch(analyzer, version, batch, left), bounds.limits)
    return report


def _list_batches(files: Sequence[SourceFile], limits: AnalyzerLimits) -> Iterator[list[SourceFile]]:
    batch: list[SourceFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) >= limits.batch_files_max or size + len(file.content) > limits.batch_bytes_max):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += len(file.content)
    if batch:
        yield batch


def _run_batch(analyzer: Analyzer, version: str, batch: Sequence[SourceFile], bounds: _Bounds) -> ToolReport:
    report = _run_once(analyzer, version, batch, bounds)
    if report.state != "failed" or len(batch) == 1:
        return report
    middle = len(batch) // 2
    joined = replace(report, state="ran", problems=(), unread=frozenset[str]())
    for half in (batch[:middle], batch[middle:]):
        left = replace(bounds, cpu_s=bounds.cpu_s - joined.cpu_s)
        joined = _join(joined, _run_batch(analyzer, version, half, left), bounds.limits)
    return joined


def _run_once(analyzer: Analyzer, version: str, batch: Sequence[SourceFile], bounds: _Bounds) -> ToolReport:
    """`failed` when the tool broke, `cut` when it hit a limit; then nothing that it said is kept."""
    paths = frozenset(file.path for file in batch)
    report = ToolReport(tool=analyzer.name, version=version, state="cut", unread=paths)
    if bounds.cpu_s < 1 or bounds.should_stop():
        return replace(report, problems=("There was no CPU time left for it.",))
    limits = replace(bounds.limits, cpu_s=int(min(bounds.limits.cpu_s, bounds.cpu_s)))
    with open_folder(batch) as folder:
        argv = analyzer.build_argv(folder)
        started = time.monotonic()
        command = ToolCommand(argv=argv, folder=folder.home, environment=analyzer.environment)
        try:
            run = run_tool(command, limits=limits, should_stop=bounds.should_stop)
        except OSError as error:
            problem = f"It could not be started ({type(error).__name__})."
            return replace(report, state="failed", problems=(problem,), cpu_s=time.monotonic() - started)
        if run.cut:
            return replace(report, problems=(f"It was stopped at {run.cut}.",), cpu_s=run.cpu_s)
        if run.code not in analyzer.good_codes:
            return replace(report, state="failed", problems=(f"It ended with code {run.code}.",), cpu_s=run.cpu_s)
        reading = analyzer.read_output(run.output, folder)
    return _report(report, reading, run.cpu_s, limits)


def _report(report: ToolReport, reading: Reading, cpu_s: float, limits: AnalyzerLimits) -> ToolReport:
    hits, problems = _bound_hits([hit for hit in reading.hits if find_rule(hit.tool, hit.rule)], limits)
    if reading.problems:
        return replace(report, state="failed", problems=tuple(reading.problems), cpu_s=cpu_s)
    return replace(report, state="ran", hits=hits, problems=problems, unread=reading.unread, cpu_s=cpu_s)


def _bound_hits(hits: Sequence[Hit], limits: AnalyzerLimits) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """A file with very many hits was made by a machine: the first of them say enough."""
    counts: dict[str, int] = {}
    kept: list[Hit] = []
    for hit in hits:
        counts[hit.path] = counts.get(hit.path, 0) + 1
        if counts[hit.path] <= limits.hits_file_max:
            kept.append(hit)
    left_out = len(hits) - len(kept[: limits.hits_max])
    problems = (f"{left_out} of its findings were left out (hits_file_max, hits_max).",) if left_out else ()
    return tuple(kept[: limits.hits_max]), problems


def _join(one: ToolReport, other: ToolReport, limits: AnalyzerLimits) -> ToolReport:
    worse = max(one.state, other.state, key=("ran", "cut", "failed", "not_installed").index)
    return replace(
        one,
        state=worse,
        hits=(*one.hits, *other.hits),
        problems=(*one.problems, *other.problems)[: limits.problems_max],
        unread=one.unread | other.unread,
        cpu_s=one.cpu_s + other.cpu_s,
    )
