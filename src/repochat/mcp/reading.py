"""The tools `search` and `read_lines`."""

from typing import TYPE_CHECKING, Annotated

from mcp_types import CallToolResult
from pydantic import Field

from repochat.core.errors import InvalidError
from repochat.mcp.access import Access
from repochat.mcp.arguments import Below, CursorText, Detail, PathText, Repository, Revision
from repochat.mcp.limits import LIMITS
from repochat.mcp.results import (
    build_result,
    cut_lines,
    describe_standing,
    explaining,
    make_fence,
    number_lines,
    read_cursor,
    show_commit,
    show_place,
    show_standing,
)
from repochat.mcp.shapes import FileResult, Hit, Place, SearchResult

if TYPE_CHECKING:
    from repochat.search import Hit as Found
    from repochat.workspace.reading import FileText

UNSHOWN = {"binary": "is binary", "too_large": "is too large to be shown", "no_file": "is a submodule"}


class ReadingTools:
    """Find places, and read them."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @explaining
    async def search(
        self,
        query: Annotated[
            str,
            Field(
                min_length=1,
                max_length=LIMITS.query_chars_max,
                description="A question, what the code does, a name or a path; not a regular expression.",
            ),
        ],
        *,
        repository: Repository = None,
        revision: Revision = None,
        path: Below = "",
        limit: Annotated[int, Field(ge=1, le=LIMITS.hits_max, description="How many places.")] = LIMITS.hits,
        cursor: CursorText = None,
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, SearchResult]:
        """Find places in the code of an indexed repository by meaning, name or path, best first.

        Use it first when you do not know where something is: it ranks definitions over mentions and answers in
        milliseconds, where listing and grepping files takes many calls. Returns path, lines and symbol of each place;
        with detail="full" the code too. Then read_lines shows more of a place and find_references who uses it.
        Examples: query="where are redirects followed", query="Session.send retries", query="parse config" path="src/".
        """
        workspace, repo = await self._access.choose(repository)
        skip = read_cursor(cursor)
        wanted = min(skip + limit, LIMITS.ranks_max)
        report = await workspace.search(query, repo=repo, rev=revision, limit=wanted, path_prefix=path)
        found = report.hits[skip:]
        texts: tuple[str, ...] = ("",) * len(found)
        if detail == "full":
            spans = [(hit.path, hit.start_line, hit.end_line) for hit in found]
            texts = await workspace.read_texts(spans, repo=repo, rev=report.revision)
        has_more = len(report.hits) == wanted < LIMITS.ranks_max and bool(found)
        standing = await workspace.ages.stand(workspace.viewer, repo.id, report.revision)
        shape = SearchResult(
            repository=repo.name,
            commit=report.revision,
            standing=describe_standing(standing),
            query_type=report.query_type,
            hits=[_describe(hit, text, detail) for hit, text in zip(found, texts, strict=True)],
            next_cursor=str(wanted) if has_more else None,
        )
        return build_result(shape, [*_show_hits(shape), show_standing(standing)])

    @explaining
    async def read_lines(
        self,
        path: PathText,
        *,
        repository: Repository = None,
        revision: Revision = None,
        start: Annotated[int, Field(ge=1, description="First line.")] = 1,
        end: Annotated[
            int | None,
            Field(
                ge=1, description=f"Last line, inclusive. Default: {LIMITS.lines} lines; at most {LIMITS.lines_max}."
            ),
        ] = None,
    ) -> Annotated[CallToolResult, FileResult]:
        """Read numbered lines of a file exactly as they stand in git at an indexed revision, whatever is checked out.

        Use it to see the code around a place that search, find_symbol or find_references returned, or a file at another
        revision. Returns the lines, the definitions that begin in them, and `next_start` when the file goes on.
        Examples: path="src/app.py" start=40 end=80; path="README.md"; path="src/app.py" revision="v2.0".
        """
        workspace, repo = await self._access.choose(repository)
        last = start + LIMITS.lines - 1 if end is None else min(end, start + LIMITS.lines_max - 1)
        if last < start:
            raise InvalidError(f"Lines {start}-{end} are none.", hint="Give an `end` that is not before `start`.")
        file = await workspace.read_lines(path, repo=repo, rev=revision, start=start, end=last)
        shape = _describe_file(file)
        fence = make_fence()
        heading = f"{show_place(path, shape.start_line, shape.end_line)} of {shape.lines} lines"
        goes_on = f"The file goes on: read from start={shape.next_start}." if shape.next_start else ""
        code = fence.enclose(heading, number_lines(shape.text.removesuffix("\n"), shape.start_line))
        return build_result(shape, [show_commit(repo.name, shape.commit), fence.rule, code, goes_on])


def _describe(hit: "Found", text: str, detail: str) -> Hit:
    shown, is_cut = cut_lines(text, LIMITS.snippet_lines_max)
    return Hit(
        path=hit.path,
        start_line=hit.start_line,
        end_line=hit.end_line,
        symbol=hit.symbol,
        kind=hit.kind,
        text=shown if detail == "full" else None,
        is_cut=is_cut,
        rank=hit.rank,
        score=round(hit.score, 3),
    )


def _show_hits(shape: SearchResult) -> list[str]:
    head = show_commit(shape.repository, shape.commit)
    if not shape.hits:
        return [head, "Nothing was found. Try other words, or fewer; names are matched in parts, too."]
    more = f'More: cursor="{shape.next_cursor}".' if shape.next_cursor else ""
    if shape.hits[0].text is None:
        lines = [
            f"{hit.rank}. {show_place(hit.path, hit.start_line, hit.end_line, hit.symbol, hit.kind)}"
            for hit in shape.hits
        ]
        return [head, "\n".join(lines), more]
    fence = make_fence()
    shown = [
        fence.enclose(
            f"{hit.rank}. {show_place(hit.path, hit.start_line, hit.end_line, hit.symbol, hit.kind)}",
            number_lines(hit.text or "", hit.start_line) + ("\n(goes on)" if hit.is_cut else ""),
        )
        for hit in shape.hits
    ]
    return [head, fence.rule, *shown, more]


def _describe_file(file: "FileText") -> FileResult:
    """Raises InvalidError for what has no lines to show."""
    shown = file.shown
    if shown.content is None:
        why = UNSHOWN.get(shown.unshown or "", "can't be shown")
        raise InvalidError(f"{file.file.path} {why}.", hint="Read another file; search finds places with text.")
    text, _ = cut_lines(shown.content, LIMITS.lines_max + 1)
    inside = [symbol for symbol in file.symbols if shown.start <= symbol.start_line <= shown.end]
    return FileResult(
        repository=file.repo.name,
        commit=file.commit,
        path=file.file.path,
        language=file.file.language,
        start_line=shown.start,
        end_line=shown.end,
        lines=shown.lines,
        text=text,
        symbols=[
            Place(
                path=file.file.path,
                start_line=symbol.start_line,
                end_line=symbol.end_line,
                symbol=symbol.qualified_name,
                kind=symbol.kind,
            )
            for symbol in inside[: LIMITS.symbols_listed_max]
        ],
        next_start=shown.end + 1 if shown.end < shown.lines else None,
    )
