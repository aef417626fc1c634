"""`repochat risk`."""

from dataclasses import asdict
from typing import Any, get_args

from repochat.catalog.thinking.risk_store import RiskFile, RiskOrder
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.workspace.risks import RiskFileView, RiskView, list_features, read_file_risk, read_risk

ORDERS: tuple[RiskOrder, ...] = get_args(RiskOrder)
SENTENCES: dict[RiskOrder, str] = {
    "bug": "Where the next bug is",
    "review": "Where an hour of review pays most",
    "size": "By size alone",
}
FEATURES_SHOWN = 8
SHA_DIGITS = 12


async def show(path: str, *, repo: str | None, by: str, limit: int, as_json: bool) -> None:
    """One file explained, or the riskiest below a folder."""
    order = _read_order(by)
    async with open_workspace() as workspace:
        resources, viewer, found = workspace.resources, workspace.viewer, await workspace.choose_repo(repo)
        view = await read_risk(resources, viewer, found, sha=None, folder=path.strip("/"), order=order, limit=limit)
        if view.files or not path:
            write_json(describe(view)) if as_json else _write_list(view, order)
            return
        file = await read_file_risk(resources, viewer, found, sha=None, path=path)
        write_json(describe_file(file)) if as_json else _write_file(file)


def describe(view: RiskView) -> dict[str, Any]:
    return {
        "repo": view.repo.name,
        "sha": view.map.sha,
        "model": view.map.model,
        "quality": dict(view.map.quality),
        "files": [_describe(file) for file in view.files],
        "files_count": view.files_count,
        "is_cut": view.is_cut,
    }


def describe_file(view: RiskFileView) -> dict[str, Any]:
    features = {each.name: each.value for each in list_features(view.file.features)}
    functions = [asdict(each) for each in view.functions]
    return {"sha": view.map.sha, **_describe(view.file), "features": features, "functions": functions}


def _read_order(by: str) -> RiskOrder:
    for order in ORDERS:
        if by == order:
            return order
    raise InvalidError(f"{by!r} is no question to order by.", hint=f"Give one of {', '.join(ORDERS)}.")


def _describe(file: RiskFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "lines": file.lines,
        "bug_percentile": file.bug_percentile,
        "review_percentile": file.review_percentile,
        "size_percentile": file.size_percentile,
        "reasons": list(file.reasons),
    }


def _write_list(view: RiskView, order: RiskOrder) -> None:
    write(f"{SENTENCES[order]} in {view.repo.name} at {view.map.sha[:SHA_DIGITS]}: percentiles among its files.")
    write("  bug  review  size   lines  file")
    for file in view.files:
        scores = f"{file.bug_percentile:5.0f}{file.review_percentile:8.0f}{file.size_percentile:6.0f}{file.lines:8,}"
        write(f"{scores}  {clean_line(file.path)}")
        if file.reasons:
            write(f"{'':29}{clean_line('; '.join(file.reasons[:2]))}")
    if view.is_cut:
        write(f"{view.files_count - len(view.files):,} more files: give --limit.")
    if sentence := view.map.quality.get("sentence"):
        write(clean_line(str(sentence)))


def _write_file(view: RiskFileView) -> None:
    file = view.file
    write(f"{clean_line(file.path)} at {view.map.sha[:SHA_DIGITS]}, {file.lines:,} lines")
    write(
        f"Next bug: percentile {file.bug_percentile:.0f}. An hour of review: {file.review_percentile:.0f}."
        f" Size alone: {file.size_percentile:.0f}."
    )
    for reason in file.reasons:
        write(f"  {clean_line(reason)}")
    for each in list_features(file.features)[:FEATURES_SHOWN]:
        value = "unknown" if each.value is None else f"{each.value:,.2f}"
        write(f"  {each.name:28}{value:>12}  bug {each.contribution_bug:+.2f}  review {each.contribution_review:+.2f}")
    for function in view.functions:
        lines, name = f"{function.start_line}-{function.end_line}", clean_line(function.qualified_name)
        write(f"  lines {lines}, {name}: {clean_line('; '.join(function.reasons))}")
    for problem in view.problems:
        write(f"  {clean_line(problem)}")
