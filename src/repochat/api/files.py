"""`/files`: the exact bytes of a file at an indexed revision, decoded for reading, and the list of files."""

from typing import Annotated

from fastapi import APIRouter, Query

from repochat.api.limits import LIMITS
from repochat.api.lookup import find_commit, get_revision
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import FileList, FileListed, FileShape, PathText, RepoText, RevText, SymbolShape
from repochat.catalog.revision_store import RevisionStore
from repochat.chat.receipts.permalinks import build_permalink
from repochat.workspace.reading import read_file, read_unindexed

router = APIRouter(tags=["files"])


@router.get("/files")
async def get_file(
    *,
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    path: Annotated[PathText, Query(min_length=1)],
    rev: RevText | None = None,
    start: Annotated[int, Query(ge=1)] = 1,
    end: Annotated[int | None, Query(ge=1)] = None,
    symbols: bool = True,
) -> FileShape:
    """A file's lines `start` to `end` (default: all), its facts and its symbols, at a revision.

    `symbols=false` leaves the symbols out: who reads a long file in parts needs them once. Of a commit that is not
    indexed git alone tells: without symbols.
    """
    found, at = await find_commit(services, viewer, repo, rev)
    if isinstance(at, str):
        text = await read_unindexed(services.home.mirrors, found, at, path, start=start, end=end)
    else:
        text = await read_file(services.resources, viewer, found, at, path, start=start, end=end, with_symbols=symbols)
    file, shown = text.file, text.shown
    first, last = max(1, shown.start), max(1, shown.end)
    return FileShape(
        repo=found.name,
        commit=text.commit,
        path=file.path,
        blob=file.oid,
        mode=f"{file.mode:06o}",
        size_bytes=file.size_bytes,
        language=file.language,
        skip_reason=file.skip_reason,
        encoding=shown.encoding,
        replaced=shown.replaced,
        lines=shown.lines,
        start=shown.start,
        end=shown.end,
        content=shown.content,
        unshown=shown.unshown,
        url=build_permalink(found.source, commit=text.commit, path=file.path, start_line=first, end_line=last),
        symbols=[SymbolShape.model_validate(symbol) for symbol in text.symbols],
    )


@router.get("/files/list")
async def list_files(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    rev: RevText | None = None,
    prefix: PathText = "",
    after: PathText = "",
    limit: Annotated[int, Query(ge=1, le=LIMITS.files_listed_max)] = LIMITS.files_listed_max,
) -> FileList:
    """Files below `prefix` by path, at most `limit`; `next_after` continues."""
    _, revision = await get_revision(services, viewer, repo, rev)
    async with services.database.read(viewer.scope) as session:
        files = await RevisionStore(session).list_files(revision, prefix=prefix, after=after, limit=limit)
    return FileList(
        commit=revision.sha,
        files=[FileListed.model_validate(file) for file in files],
        next_after=files[-1].path if len(files) == limit else None,
    )
