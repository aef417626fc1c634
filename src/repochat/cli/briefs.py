"""Prints a review brief."""

from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.thinking.changes import Brief, BriefLine
from repochat.thinking.changes.brief import TITLES
from repochat.workspace.briefs import find_brief

_SHA_DIGITS = 10


async def show(change: str, *, repo: str | None, pull: int | None, as_json: bool) -> None:
    """The brief of `BASE..HEAD`, of one commit, or of a pull request."""
    if pull is not None and change:
        raise InvalidError("A pull request has its own two sides.", hint="Give either a change or --pull.")
    base, found, head = change.rpartition("..")
    async with open_workspace() as workspace:
        connected = await workspace.choose_repo(repo)
        view = await find_brief(
            workspace.resources,
            workspace.viewer,
            connected,
            base=base or None,
            head=(head if found else change) or None,
            pull=pull,
        )
    if as_json:
        write_json({**view.brief.as_json(), "repo": view.repo, "run_id": str(view.run_id) if view.run_id else None})
    else:
        for line in _write(view.brief):
            write(line)


def _write(brief: Brief) -> list[str]:
    base = (brief.base or "nothing")[:_SHA_DIGITS]
    lines = [
        clean_line(brief.subject),
        f"{base}..{brief.sha[:_SHA_DIGITS]}: {brief.files} files, +{brief.added} -{brief.removed}",
    ]
    if brief.risk is not None and brief.risk.percentile is not None:
        fewest, most = brief.risk.band_lines
        band = f"{brief.risk.band_commits} commits of {fewest} to {most} lines"
        lines.append(f"Riskier than {brief.risk.percentile:.0f} % of {band}")
    for section in brief.sections:
        lines += ["", TITLES[section.name]]
        for line in section.lines:
            lines += _write_line(line)
        if section.left_out:
            lines.append(f"  and {section.left_out} more (--json has what is kept)")
    return [*lines, *(f"\nNote: {note}" for note in brief.notes)]


def _write_line(line: BriefLine) -> list[str]:
    places = (
        f"      [{number}] {clean_line(quote.path)}:{quote.start_line}-{quote.end_line} @ {quote.sha[:_SHA_DIGITS]}"
        for number, quote in enumerate(line.quotes, start=1)
    )
    return [f"  {clean_line(line.text)}", *places]
