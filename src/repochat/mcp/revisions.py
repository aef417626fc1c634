"""The tools `compare_revisions` and `list_repositories`."""

from typing import TYPE_CHECKING, Annotated

from mcp_types import CallToolResult
from pydantic import Field

from repochat.mcp.access import Access
from repochat.mcp.arguments import Below, CursorText, Repository
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import (
    SHA_DIGITS_SHOWN,
    build_result,
    explaining,
    make_fence,
    read_cursor,
    show_commit,
    show_name,
    show_place,
)
from repochat.mcp.shapes import (
    ChangedDefinition,
    ChangedPath,
    ComparisonResult,
    RepositoryList,
    RepositoryStatus,
)

if TYPE_CHECKING:
    from repochat.chat.tools.finding import ShownPatch
    from repochat.workspace.finding import RevisionComparison
    from repochat.workspace.status import RepoStatus

RevisionName = Annotated[str, Field(min_length=1, max_length=LIMITS.name_chars_max, description="Branch, tag or SHA.")]


class RevisionTools:
    """What is connected, and what differs between two of its revisions."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @explaining
    async def list_repositories(
        self, repository: Annotated[Repository, Field(description="Only this one. Leave it out for all.")] = None
    ) -> Annotated[CallToolResult, RepositoryList]:
        """List the connected repositories: name, newest indexed commit, whether that is fresh, what was skipped.

        Use it first when you do not know what `repository` or `revision` may be, or when a result looks out of date.
        A repository that is behind or missing is indexed with `repochat index PATH_OR_URL` in a terminal.
        """
        workspace = await self._access.get_workspace()
        repos = [await workspace.find_repo(repository)] if repository else await workspace.list_repos()
        listed = [_describe_status(await workspace.status(repo)) for repo in repos[: LIMITS.repos_max]]
        shape = RepositoryList(repositories=listed, total=len(repos))
        return build_result(shape, [_show_status(each) for each in listed] or ["Nothing is connected yet."])

    @explaining
    async def compare_revisions(
        self,
        base: RevisionName,
        *,
        head: Annotated[RevisionName | None, Field(description="Default: the newest indexed revision.")] = None,
        repository: Repository = None,
        path: Below = "",
        cursor: CursorText = None,
    ) -> Annotated[CallToolResult, ComparisonResult]:
        """Show what changed between two revisions: files by size of change, definitions added, removed or changed.

        Use it to review a release or a branch, or to find what broke; it needs no checkout. Returns at most 40 files at
        a time; give `path` of one changed file to get its patch. Neither revision has to be indexed, but definitions
        are told only of those that are. Examples: base="v1.0" head="v2.0"; base="main~20" path="src/app.py".
        """
        workspace, repo = await self._access.choose(repository)
        found = await workspace.compare(base, head, repo=repo, path=path, skip=read_cursor(cursor))
        shape = _describe_comparison(found)
        return build_result(shape, _show_comparison(shape))


def _describe_status(status: "RepoStatus") -> RepositoryStatus:
    newest = status.revisions[0] if status.revisions else None
    counts = newest.counts if newest else {}
    return RepositoryStatus(
        name=status.repo.name,
        source=status.repo.source,
        default_branch=status.repo.default_branch,
        commit=newest.sha if newest else None,
        ref=newest.ref if newest else None,
        indexed_at=newest.indexed_at.isoformat() if newest else None,
        freshness=status.freshness.state,
        note=status.freshness.note,
        revisions=[revision.sha for revision in status.revisions],
        counts={name: counts[name] for name in ("files", "chunks", "symbols", "edges") if name in counts},
        skipped=status.skipped,
    )


def _show_status(status: RepositoryStatus) -> str:
    if status.commit is None:
        return f"{show_name(status.name)}: connected, not indexed ({show_name(status.source)})"
    skipped = ", ".join(f"{count} {reason}" for reason, count in status.skipped.items())
    return (
        f"{show_commit(status.name, status.commit)} ({show_name(status.ref or '')}),"
        f" {status.freshness.replace('_', ' ')}: {show_name(status.note)};"
        f" {status.counts.get('files', 0)} files, {len(status.revisions)} revisions indexed"
        f"{f'; skipped: {skipped}' if skipped else ''}"
    )


def _describe_comparison(found: "RevisionComparison") -> ComparisonResult:
    symbols = (
        None
        if found.symbols is None
        else [
            ChangedDefinition(path=each.path, name=each.name, kind=each.kind, status=each.status)
            for each in found.symbols
        ]
    )
    return ComparisonResult(
        repository=found.repo,
        base=found.base,
        head=found.head,
        files_changed=found.total,
        lines_added=found.added,
        lines_removed=found.removed,
        files=[
            ChangedPath(
                path=each.path, old_path=each.old_path, status=each.status, added=each.added, removed=each.removed
            )
            for each in found.files
        ],
        definitions=symbols,
        definitions_total=found.symbols_total,
        patch=None if found.patch is None else _render_patch(found.patch),
        next_cursor=str(found.skipped + len(found.files)) if found.left else None,
    )


def _render_patch(patch: "ShownPatch") -> str:
    """Unified hunks; what a bound left out is said at the end."""
    lines: list[str] = []
    for hunk in patch.hunks:
        old, new = f"-{hunk.old_start},{hunk.old_count}", f"+{hunk.new_start},{hunk.new_count}"
        lines += [f"@@ {old} {new} @@", *(line.decode("utf-8", "replace").rstrip("\r\n") for line in hunk.lines)]
    if patch.is_binary:
        lines.append("(binary)")
    if patch.lines_left or patch.is_cut:
        lines.append(f"({patch.lines_left or 'More'} lines left out)")
    return "\n".join(lines)


def _show_comparison(shape: ComparisonResult) -> list[str]:
    between = f"{shape.base[:SHA_DIGITS_SHOWN]}..{shape.head[:SHA_DIGITS_SHOWN]}"
    counts = f"{shape.files_changed} files, +{shape.lines_added} -{shape.lines_removed}"
    head = f"{show_name(shape.repository)} {between}: {counts}"
    fence = make_fence()
    files = [
        f"{each.status} {show_place(each.path, 0, 0).removesuffix(':0')} +{each.added} -{each.removed}"
        for each in shape.files
    ]
    named = [
        f"{each.status} {each.kind} {show_name(each.name)} in {show_name(each.path)}"
        for each in shape.definitions or ()
    ]
    blocks = [
        fence.enclose(title, "\n".join(lines))
        for title, lines in (("files", files), (f"definitions ({shape.definitions_total})", named))
        if lines
    ]
    patch = [fence.enclose("patch", shape.patch)] if shape.patch is not None else []
    more = f'More: cursor="{shape.next_cursor}".' if shape.next_cursor else ""
    return [head, fence.rule, *blocks, *patch, more]
