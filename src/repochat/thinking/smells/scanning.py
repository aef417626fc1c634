"""Files in, findings out: the tools run over what fits them, and what each of them could not say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from repochat.analyzers import CODE_ANALYZERS, Hit, SourceFile, ToolReport, find_unfit, run_analyzers
from repochat.analyzers.analyzer import Analyzer
from repochat.thinking.smells.finding import Finding
from repochat.thinking.smells.normalising import normalise_hits


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """`findings` by path: () for a file in which nothing was found; a file that a tool failed on is not in it.

    `unfit` are files that no tool was shown, and why.
    """

    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict[str, Sequence[Finding]])
    unfit: Mapping[str, str] = field(default_factory=dict[str, str])
    reports: Sequence[ToolReport] = ()

    @property
    def cpu_s(self) -> float:
        return sum(report.cpu_s for report in self.reports)


def scan_files(
    files: Sequence[SourceFile],
    *,
    analyzers: Sequence[Analyzer] = CODE_ANALYZERS,
    cpu_s: float = float("inf"),
    should_stop: Callable[[], bool] = lambda: False,
) -> Scan:
    """Blocks. A path stands at most once among `files`."""
    unfit = {file.path: reason for file in files if (reason := find_unfit(file))}
    fit = [file for file in files if file.path not in unfit]
    reports = run_analyzers(fit, analyzers=analyzers, cpu_s=cpu_s, should_stop=should_stop)
    hits: dict[str, list[Hit]] = {}
    for report in reports:
        for hit in report.hits:
            hits.setdefault(hit.path, []).append(hit)
    lost = {path for report in reports if report.state in {"failed", "cut"} for path in report.unread}
    findings = {file.path: normalise_hits(file, hits.get(file.path, ())) for file in fit if file.path not in lost}
    return Scan(findings={**findings, **dict.fromkeys(unfit, ())}, unfit=unfit, reports=reports)
