"""`repochat search`: ranked places, and on request the arithmetic of each rank."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from repochat.cli.batch import run_batch
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.search import Hit, SearchReport
from repochat.workspace import Workspace

NO_HITS = {"revision": None, "hits": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What all queries of one call share."""

    repo: str
    rev: str | None
    limit: int
    path_prefix: str


async def search(query: str, request: SearchRequest, *, explain: bool, as_json: bool) -> None:
    """Search and print."""
    if not query.strip():
        raise InvalidError("The query is empty.", hint="Give a name, a phrase or a question.")
    async with open_workspace() as workspace:
        report = await _search(workspace, query, request)
    if as_json:
        write_json(describe_report(report))
    else:
        show_report(report, explain=explain)


async def search_batch(file: str, request: SearchRequest) -> None:
    """Search each line of `file` and print one object a line."""
    async with open_workspace() as workspace:
        await workspace.find_repo(request.repo)  # fail once, not once a line

        async def ask(query: str) -> dict[str, Any]:
            return describe_report(await _search(workspace, query, request))

        await run_batch(file, ask, empty=NO_HITS)


async def _search(workspace: Workspace, query: str, request: SearchRequest) -> SearchReport:
    repo = await workspace.find_repo(request.repo)
    return await workspace.search(
        query, repo=repo, rev=request.rev, limit=request.limit, path_prefix=request.path_prefix
    )


def describe_report(report: SearchReport) -> dict[str, Any]:
    """The JSON shape that scripts rely on."""
    return {
        "query": report.query,
        "query_type": report.query_type,
        "wants_tests": report.wants_tests,
        "revision": report.revision,
        "hits": [_describe_hit(hit) for hit in report.hits],
        "near_misses": [_describe_hit(hit) for hit in report.near_misses],
        "dropped": dict(report.dropped),
        "candidates": dict(report.candidates),
        "policy_version": report.policy_version,
        "timings_ms": dict(report.timings_ms),
    }


def _describe_hit(hit: Hit) -> dict[str, Any]:
    return asdict(hit)


def show_report(report: SearchReport, *, explain: bool) -> None:
    """For a person. The table of `explain` adds up: each line is a weight times a value."""
    for hit in report.hits:
        write(_show_hit(hit))
        if explain:
            _show_arithmetic(hit)
    if not report.hits:
        write("Nothing was found.")
    if explain:
        _show_rest(report)


def _show_hit(hit: Hit) -> str:
    place = f"{clean_line(hit.path)}:{hit.start_line}-{hit.end_line}"
    named = f"  {hit.kind} {clean_line(hit.symbol)}" if hit.symbol else f"  {hit.kind}"
    return f"{hit.rank:>3}  {hit.score:7.3f}  {place}{named}"


def _show_arithmetic(hit: Hit) -> None:
    explanation = hit.explain
    legs = ", ".join(f"{leg} #{rank}" for leg, rank in explanation.legs.items())
    write(f"              found by {legs or 'no leg'}")
    rows = sorted(explanation.contributions.items(), key=lambda item: -abs(item[1]))
    for name, contribution in rows:
        value = explanation.features[name]
        write(f"              {contribution:+8.3f} = {value:8.3f} x {contribution / value:+8.3f}  {name}")


def _show_rest(report: SearchReport) -> None:
    _show_list("near misses:", [_show_hit(hit) for hit in report.near_misses])
    _show_list("left out:", [f"     {count} {reason}" for reason, count in report.dropped.items()])
    found = ", ".join(f"{leg} {count}" for leg, count in report.candidates.items())
    write(
        f"a {report.query_type} question at {report.revision[:12]}; candidates: {found}; policy {report.policy_version}"
    )


def _show_list(title: str, lines: Sequence[str]) -> None:
    if lines:
        write(title)
        for line in lines:
            write(line)
