"""`/files`: the exact bytes of a file at an indexed revision, decoded for reading, and the list of files."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from repochat.api.limits import LIMITS
from repochat.api.lookup import get_revision
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import FileList, FileListed, FileShape, PathText, RepoText, RevText, SymbolShape
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import FileVersion, RevisionStore
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.git import BlobReader, count_lines, cut_lines
from repochat.indexing.connect import mirror_of

router = APIRouter(tags=["files"])

SUBMODULE_MODE = 0o160000
BINARY_PROBE_BYTES = 8_000  # git looks for a NUL byte in as many
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Unshown = Literal["binary", "too_large", "no_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Lines `start` to `end` of a blob as text, or why there is none. `lines` is 0 when the blob was not read."""

    content: str | None = None
    encoding: str | None = None
    replaced: bool = False
    lines: int = 0
    start: int = 0
    end: int = 0
    unshown: Unshown | None = None


@router.get("/files")
async def get_file(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    path: Annotated[PathText, Query(min_length=1)],
    rev: RevText | None = None,
    start: Annotated[int, Query(ge=1)] = 1,
    end: Annotated[int | None, Query(ge=1)] = None,
) -> FileShape:
    """A file's lines `start` to `end` (default: all), its facts and its symbols, at a revision."""
    found, revision = await get_revision(services, viewer, repo, rev)
    async with services.database.read(viewer.tenant_id) as session:
        revisions = RevisionStore(session)
        file = await revisions.find_file(revision, path)
        symbols = await revisions.list_symbols(revision, path)
    if file is None:
        hint = "`GET /files/list` lists what is there; paths are case-sensitive."
        raise NotFoundError(f"{path} is not in {found.name} at {revision.sha[:12]}.", hint=hint)
    shown = await asyncio.to_thread(_show, services, found, file, start, end)
    return FileShape(
        repo=found.name,
        commit=revision.sha,
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
        symbols=[SymbolShape.model_validate(symbol) for symbol in symbols],
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
    async with services.database.read(viewer.tenant_id) as session:
        files = await RevisionStore(session).list_files(revision, prefix=prefix, after=after, limit=limit)
    return FileList(
        commit=revision.sha,
        files=[FileListed.model_validate(file) for file in files],
        next_after=files[-1].path if len(files) == limit else None,
    )


def _show(services: Services, repo: Repo, file: FileVersion, start: int, end: int | None) -> Shown:
    if file.mode == SUBMODULE_MODE:
        return Shown(unshown="no_file")
    if file.size_bytes > LIMITS.file_bytes_max:
        return Shown(unshown="too_large")
    with BlobReader(mirror_of(services.home.mirrors, repo)) as reader:
        try:
            content = reader.read(file.oid)
        except LimitError:
            return Shown(unshown="too_large")
    return show_lines(content, start, end)


def show_lines(content: bytes, start: int, end: int | None) -> Shown:
    """Lines `start` to `end` (default: the last), cut at `file_lines_max`. Raises InvalidError past the last line."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    lines = count_lines(content)
    if encoding != "utf-16" and b"\0" in content[:BINARY_PROBE_BYTES]:
        return Shown(unshown="binary")
    if lines == 0:
        return Shown(content="", encoding=encoding)
    if start > lines or (end is not None and end < start):
        raise InvalidError(f"Lines {start}-{end or lines} are not in a file of {lines} lines.", hint="Ask for fewer.")
    last = min(end or lines, lines, start + LIMITS.file_lines_max - 1)
    text, replaced = _decode(content, encoding, start, last)
    return Shown(content=text, encoding=encoding, replaced=replaced, lines=lines, start=start, end=last)


def _decode(content: bytes, encoding: str, start: int, end: int) -> tuple[str, bool]:
    """UTF-16 is decoded whole, since its line feeds are two bytes; their count is the same."""
    if encoding == "utf-16":
        text = content.decode(encoding, "replace")
        text = "".join(text.splitlines(keepends=True)[start - 1 : end])
    else:
        text = cut_lines(content, start, end).decode("utf-8", "replace").removeprefix("\ufeff")
    return text, "\ufffd" in text
