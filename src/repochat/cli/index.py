"""`repochat index`: the indexing in this process, watched by its user."""

from repochat.cli.exits import InterruptedByUserError
from repochat.cli.interruption import listening
from repochat.cli.progress import watch_progress
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import RepochatError
from repochat.indexing.progress import IndexReport
from repochat.workspace import Workspace

PREPARE_BLOBS_MIN = 500


async def index(source: str, *, rev: str | None, name: str | None, as_json: bool) -> None:
    """Index `source` and print the report."""
    async with open_workspace() as workspace:
        report = await index_source(workspace, source, rev=rev, name=name)
        show_report(report, as_json=as_json)
        await _prepare_search(workspace, report)


async def _prepare_search(workspace: Workspace, report: IndexReport) -> None:
    """After much work a little more, so that the first question need not build the index that it searches."""
    if report.new_blobs < PREPARE_BLOBS_MIN:
        return
    revision = await workspace.find_revision(await workspace.find_repo(report.repo), report.revision)
    await workspace.searcher.get_index(workspace.viewer, revision)


async def index_source(
    workspace: Workspace, source: str, *, rev: str | None = None, name: str | None = None
) -> IndexReport:
    """Connect `source` and index `rev`, with a progress bar for whoever watches.

    Raises InterruptedByUserError on SIGINT or SIGTERM, and what connecting and indexing raise.
    """
    repo = await workspace.connect(source, name=name)
    async with listening() as interruption:
        try:
            with watch_progress(repo.name) as show:
                return await workspace.index(repo, rev=rev, on_progress=show, should_stop=interruption.is_asked)
        except RepochatError as error:
            if not interruption.is_asked():
                raise
            raise InterruptedByUserError(
                f"Stopped. What was read is kept: `repochat index {source}` resumes there."
            ) from error


def show_report(report: IndexReport, *, as_json: bool) -> None:
    if as_json:
        write_json(report.as_json())
        return
    write(
        f"{clean_line(report.repo)} at {report.revision[:12]}: {report.files} files, {report.chunks} chunks,"
        f" {report.symbols} symbols, {report.edges} edges in {report.seconds:.1f} s"
        f" ({report.new_blobs} blobs read, {report.reused_blobs} known already)"
    )
    if report.skipped:
        reasons = ", ".join(f"{count} {reason}" for reason, count in report.skipped.items())
        write(f"skipped: {reasons} (`repochat status {clean_line(report.repo)} --skips REASON` lists them)")
