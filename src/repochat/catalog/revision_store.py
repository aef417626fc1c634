"""Which commits are indexed, and which file lives where in each."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Row, Select, Text, all_, and_, any_, case, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.exc import IntegrityError

from repochat.catalog.link_models import IndexedRefRow
from repochat.catalog.models import RULE_FILES, BlobRow, FileVersionRow, RepoRow, RevisionRow, SymbolRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ConflictError

LIST_MAX = 1000
CHANNEL = "repochat_revisions"  # NOTIFY carries {repo_id, tenant_id, revision_id, ref} of what became the newest
DETACHED = "HEAD"  # the ref of what a source's HEAD names when that is no branch
_LIVE_REFS = ("refs/heads/", "refs/pull/", "refs/merge-requests/")  # a tag stays where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A visible commit. `counts` is the report of the run that indexed it."""

    id: int
    repo_id: UUID
    sha: str
    ordinal: int
    ref: str
    committed_at: datetime
    indexed_at: datetime
    derivation: str
    counts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """A file at a revision. `blob_id` is null exactly when `skip_reason` is not."""

    path: str
    oid: str
    mode: int
    size_bytes: int
    language: str
    blob_id: int | None
    skip_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSymbol:
    """A definition as stored, with the file it stands in."""

    path: str
    oid: str
    position: int
    kind: str
    name: str
    qualified_name: str
    signature: str
    doc: str
    start_line: int
    end_line: int
    parent: int
    complexity: int


class RevisionStore:
    """Reads revisions and their files."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(
        self, repo_id: UUID, sha: str | None = None, derivation: str | None = None, *, model: str | None = None
    ) -> Revision | None:
        """The newest revision of the repository; of that commit, derivation or embedding model where they are given."""
        query = _revisions_of(repo_id, model)
        if sha is not None:
            query = query.where(RevisionRow.sha == sha)
        if derivation is not None:
            query = query.where(RevisionRow.derivation == derivation)
        row = await self._session.scalar(query.order_by(RevisionRow.ordinal.desc()).limit(1))
        return _revision(row) if row is not None else None

    async def find_newest(self, repo_id: UUID, branch: str | None, *, model: str | None = None) -> Revision | None:
        """Where `branch` stood when it was indexed last; failing that, the newest of all. `model` as for `find`."""
        ref = DETACHED if branch is None else f"refs/heads/{branch}"
        stands = select(IndexedRefRow.sha).where(IndexedRefRow.repo_id == repo_id, IndexedRefRow.ref == ref)
        is_there = func.coalesce(RevisionRow.sha == stands.scalar_subquery(), False)
        order = (is_there.desc(), (RevisionRow.ref == ref).desc(), RevisionRow.ordinal.desc())
        row = await self._session.scalar(_revisions_of(repo_id, model).order_by(*order).limit(1))
        return _revision(row) if row is not None else None

    async def list_newest(self) -> dict[UUID, Revision]:
        """What `find_newest` says of the default branch of every repository, in one query."""
        ref = case(
            (RepoRow.default_branch.is_(None), DETACHED), else_=func.concat("refs/heads/", RepoRow.default_branch)
        )
        stands = and_(IndexedRefRow.repo_id == RepoRow.id, IndexedRefRow.ref == ref)
        is_there = func.coalesce(RevisionRow.sha == IndexedRefRow.sha, False)
        order = (is_there.desc(), (RevisionRow.ref == ref).desc(), RevisionRow.ordinal.desc())
        query = (
            select(RevisionRow)
            .join(RepoRow, RepoRow.id == RevisionRow.repo_id)
            .outerjoin(IndexedRefRow, stands)
            .ext(distinct_on(RevisionRow.repo_id))
            .order_by(RevisionRow.repo_id, *order)
        )
        return {row.repo_id: _revision(row) for row in await self._session.scalars(query)}

    async def count_languages(self, revisions: Sequence[Revision]) -> dict[int, dict[str, int]]:
        """Of each revision, by its id, how many indexed files each language has, most frequent first."""
        f, r = FileVersionRow, RevisionRow
        is_open = and_(f.from_ordinal <= r.ordinal, or_(f.to_ordinal.is_(None), f.to_ordinal > r.ordinal))
        query = (
            select(r.id, f.language, func.count())
            .join(f, and_(f.repo_id == r.repo_id, is_open, f.skip_reason.is_(None)))
            .where(r.id == any_(literal([revision.id for revision in revisions], ARRAY(BigInteger))))
            .group_by(r.id, f.language)
            .order_by(func.count().desc(), f.language)
        )
        counts: dict[int, dict[str, int]] = {revision.id: {} for revision in revisions}
        for revision_id, language, count in (await self._session.execute(query)).all():
            counts[revision_id][language] = count
        return counts

    async def list_revisions(self, repo_id: UUID, limit: int = 100) -> list[Revision]:
        """Newest first, at most LIST_MAX."""
        query = select(RevisionRow).where(RevisionRow.repo_id == repo_id)
        rows = await self._session.scalars(query.order_by(RevisionRow.ordinal.desc()).limit(min(limit, LIST_MAX)))
        return [_revision(row) for row in rows]

    async def list_indexed(self, repo_id: UUID, shas: Sequence[str]) -> set[str]:
        """Those of `shas` that are indexed."""
        query = select(RevisionRow.sha).where(RevisionRow.repo_id == repo_id)
        return set(await self._session.scalars(query.where(RevisionRow.sha == any_(literal(shas, ARRAY(Text))))))

    async def get_manifest(self, revision: Revision) -> list[FileVersion]:
        """Every file of the revision, by path in code-point order."""
        return await self._files(_files_at(revision))

    async def list_changes(self, base: Revision, head: Revision) -> tuple[list[str], list[FileVersion]]:
        """What turns `base` into `head`, of one repository, in either order: paths that end, and files that are new.

        A path that changed is in both; both are in code-point order. Reads no more than changed between the two.
        """
        low, high = sorted((base.ordinal, head.ordinal))
        f = FileVersionRow
        opened = and_(f.from_ordinal > low, f.from_ordinal <= high, or_(f.to_ordinal.is_(None), f.to_ordinal > high))
        closed = and_(f.to_ordinal > low, f.to_ordinal <= high, f.from_ordinal <= low)
        before, after = (closed, opened) if base.ordinal <= head.ordinal else (opened, closed)
        ended = {file.path: file for file in await self._files(_files_of(head).where(before))}
        begun = {file.path: file for file in await self._files(_files_of(head).where(after))}
        removed = [path for path, file in ended.items() if begun.get(path) != file]
        return removed, [file for path, file in begun.items() if ended.get(path) != file]

    async def list_files(
        self, revision: Revision, *, prefix: str = "", after: str = "", limit: int = LIST_MAX
    ) -> list[FileVersion]:
        """Files below `prefix` that come after `after`, by path in code-point order, at most LIST_MAX."""
        query = _files_at(revision).where(FileVersionRow.path.collate("C") > after)
        if prefix:
            query = query.where(FileVersionRow.path.startswith(prefix, autoescape=True))
        return await self._files(query.limit(min(limit, LIST_MAX)))

    async def get_files(self, revision: Revision, paths: Sequence[str]) -> list[FileVersion]:
        """Those of `paths` that the revision has, by path in code-point order."""
        return await self._files(_files_at(revision).where(FileVersionRow.path == any_(literal(paths, ARRAY(Text)))))

    async def list_rule_files(self, revision: Revision) -> list[FileVersion]:
        """Files that may say how others are read, at most LIST_MAX; their number is all that this costs."""
        return await self._files(_files_at(revision).where(text(RULE_FILES)).limit(LIST_MAX))

    async def list_blobs_elsewhere(self, revision: Revision, blobs: Sequence[int], paths: Sequence[str]) -> set[int]:
        """Those of `blobs` that the revision has at a path other than `paths`."""
        query = _files_at(revision).where(FileVersionRow.blob_id == any_(literal(blobs, ARRAY(BigInteger))))
        elsewhere = query.where(FileVersionRow.path != all_(literal(paths, ARRAY(Text))))
        return {file.blob_id for file in await self._files(elsewhere) if file.blob_id is not None}

    async def find_file(self, revision: Revision, path: str) -> FileVersion | None:
        files = await self._files(_files_at(revision).where(FileVersionRow.path == path))
        return files[0] if files else None

    async def count_skips(self, revision: Revision) -> dict[str, int]:
        """Number of files by reason, most frequent first."""
        files = _files_at(revision).where(FileVersionRow.skip_reason.is_not(None)).subquery()
        query = select(files.c.skip_reason, func.count()).group_by(files.c.skip_reason)
        rows = (await self._session.execute(query)).all()
        return dict(sorted(((str(reason), int(n)) for reason, n in rows), key=lambda item: (-item[1], item[0])))

    async def list_skips(self, revision: Revision, *, reason: str, limit: int = 100) -> list[FileVersion]:
        """Files that were skipped for `reason`, at most LIST_MAX."""
        query = _files_at(revision).where(FileVersionRow.skip_reason == reason)
        return await self._files(query.limit(min(limit, LIST_MAX)))

    async def list_symbols(self, revision: Revision, path: str) -> list[StoredSymbol]:
        """The definitions of one file, in order."""
        file = await self.find_file(revision, path)
        if file is None or file.blob_id is None:
            return []
        # Columns, not rows that the session watches: a generated file has tens of thousands of definitions.
        query = select(*_SYMBOL_COLUMNS).where(SymbolRow.blob_id == file.blob_id).order_by(SymbolRow.position)
        rows: Sequence[Any] = (await self._session.execute(query)).all()
        return [_symbol(row, file.path, file.oid) for row in rows]

    async def get_symbols(self, keys: Sequence[tuple[str, int, int]]) -> list[StoredSymbol]:
        """The symbols of `(path, blob id, position)` keys, in the keys' order; a few hundred at a time."""
        if not keys:
            return []
        wanted = [(SymbolRow.blob_id == blob) & (SymbolRow.position == position) for _, blob, position in keys]
        query = select(SymbolRow, BlobRow.oid).join(BlobRow, BlobRow.id == SymbolRow.blob_id).where(or_(*wanted))
        found = {(row.blob_id, row.position): (row, oid) for row, oid in (await self._session.execute(query)).all()}
        hits = [(path, found.get((blob, position))) for path, blob, position in keys]
        return [_symbol(hit[0], path, hit[1]) for path, hit in hits if hit is not None]

    async def _files(self, query: Select[*tuple[Any, ...]]) -> list[FileVersion]:
        rows: Sequence[Any] = (await self._session.execute(query)).all()
        return [
            FileVersion(path=p, oid=o, mode=m, size_bytes=s, language=g, blob_id=b, skip_reason=k)
            for p, o, m, s, g, b, k in rows
        ]


class RevisionWriter(RevisionStore):
    """Makes a revision visible, all of it at once."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def publish(
        self,
        *,
        repo_id: UUID,
        sha: str,
        ref: str,
        committed_at: datetime,
        derivation: str,
        counts: dict[str, Any],
        removed: Iterable[str],
        added: Sequence[FileVersion],
    ) -> Revision:
        """Writes the revision after the newest one, from which it differs by `removed` paths and `added` files.

        A path that changed is in both. From now on `ref` stands there, and CHANNEL says so. The caller holds the
        repository's lock; raises ConflictError when it lost it.
        """
        newest = await self.find(repo_id)
        row = RevisionRow(
            repo_id=repo_id,
            sha=sha,
            ordinal=newest.ordinal + 1 if newest else 1,
            ref=ref,
            committed_at=committed_at,
            derivation=derivation,
            counts=counts,
        )
        self._session.add(row)
        try:
            await self._session.flush()
        except IntegrityError as error:  # the lock was lost with its connection, and another run was faster
            raise ConflictError(
                "Another run published a revision of this repository meanwhile.", hint="Index again: it resumes."
            ) from error
        await self._close_files(repo_id, row.ordinal, list(removed))
        await self._open_files(repo_id, row.ordinal, added)
        await self._session.refresh(row)
        revision = _revision(row)
        if is_live_ref(ref):
            await self.point(revision, ref)
        else:
            await self._announce(revision, ref)
        return revision

    async def point(self, revision: Revision, ref: str) -> None:
        """Says that `ref` stands at `revision`, which may be indexed for long: a branch may go back."""
        where = {"repo_id": revision.repo_id, "ref": ref}
        now = {"sha": revision.sha, "indexed_at": func.now()}
        statement = insert(IndexedRefRow).values(**where, **now)
        await self._session.execute(statement.on_conflict_do_update(index_elements=["repo_id", "ref"], set_=now))
        await self._announce(revision, ref)

    async def add_counts(self, revision: Revision, counts: dict[str, Any]) -> None:
        """Completes what a published revision counts."""
        statement = text("UPDATE revisions SET counts = counts || CAST(:counts AS jsonb) WHERE id = :id")
        await self._session.execute(statement, {"id": revision.id, "counts": json.dumps(counts)})

    async def _announce(self, revision: Revision, ref: str) -> None:
        about = {"repo_id": str(revision.repo_id), "revision_id": revision.id, "ref": ref}
        statement = text(
            "SELECT pg_notify(:channel, (CAST(:about AS jsonb)"
            " || jsonb_build_object('tenant_id', current_setting('repochat.tenant_id')))::text)"
        )
        await self._session.execute(statement, {"channel": CHANNEL, "about": json.dumps(about)})

    async def _close_files(self, repo_id: UUID, ordinal: int, paths: list[str]) -> None:
        statement = text(
            "UPDATE file_versions SET to_ordinal = :ordinal"
            " WHERE repo_id = :repo_id AND to_ordinal IS NULL AND path = ANY(:paths)"
        )
        await self._session.execute(statement, {"ordinal": ordinal, "repo_id": repo_id, "paths": paths})

    async def _open_files(self, repo_id: UUID, ordinal: int, files: Sequence[FileVersion]) -> None:
        if not files:
            return
        statement = text(
            "INSERT INTO file_versions"
            " (repo_id, path, from_ordinal, oid, mode, size_bytes, language, blob_id, skip_reason)"
            " SELECT :repo_id, u.path, :ordinal, u.oid, u.mode, u.size, u.language, u.blob, u.skip FROM"
            " unnest(CAST(:paths AS text[]), CAST(:oids AS text[]), CAST(:modes AS int[]), CAST(:sizes AS bigint[]),"
            " CAST(:languages AS text[]), CAST(:blobs AS bigint[]), CAST(:skips AS text[]))"
            " AS u(path, oid, mode, size, language, blob, skip)"
        )
        await self._session.execute(
            statement,
            {
                "repo_id": repo_id,
                "ordinal": ordinal,
                "paths": [f.path for f in files],
                "oids": [f.oid for f in files],
                "modes": [f.mode for f in files],
                "sizes": [f.size_bytes for f in files],
                "languages": [f.language for f in files],
                "blobs": [f.blob_id for f in files],
                "skips": [f.skip_reason for f in files],
            },
        )


def is_live_ref(ref: str) -> bool:
    """Whether `ref` is one that moves, and whose newest revision is kept as long as it is there."""
    return ref == DETACHED or ref.startswith(_LIVE_REFS)


def _revisions_of(repo_id: UUID, model: str | None) -> Select[RevisionRow]:
    query = select(RevisionRow).where(RevisionRow.repo_id == repo_id)
    return query if model is None else query.where(RevisionRow.derivation.endswith(f"/{model}", autoescape=True))


def _files_at(revision: Revision) -> Select[*tuple[Any, ...]]:
    f = FileVersionRow
    open_at = or_(f.to_ordinal.is_(None), f.to_ordinal > revision.ordinal)
    return _files_of(revision).where(f.from_ordinal <= revision.ordinal, open_at)


def _files_of(revision: Revision) -> Select[*tuple[Any, ...]]:
    """Files of every revision of the repository."""
    f = FileVersionRow
    columns = (f.path, f.oid, f.mode, f.size_bytes, f.language, f.blob_id, f.skip_reason)
    return select(*columns).where(f.repo_id == revision.repo_id).order_by(f.path.collate("C"))


def _revision(row: RevisionRow) -> Revision:
    return Revision(
        id=row.id,
        repo_id=row.repo_id,
        sha=row.sha,
        ordinal=row.ordinal,
        ref=row.ref,
        committed_at=row.committed_at,
        indexed_at=row.indexed_at,
        derivation=row.derivation,
        counts=row.counts,
    )


_SYMBOL_COLUMNS = (
    SymbolRow.position,
    SymbolRow.kind,
    SymbolRow.name,
    SymbolRow.qualified_name,
    SymbolRow.signature,
    SymbolRow.doc,
    SymbolRow.start_line,
    SymbolRow.end_line,
    SymbolRow.parent,
    SymbolRow.complexity,
)


def _symbol(row: SymbolRow | Row[Any], path: str, oid: str) -> StoredSymbol:
    return StoredSymbol(
        path=path,
        oid=oid,
        position=row.position,
        kind=row.kind,
        name=row.name,
        qualified_name=row.qualified_name,
        signature=row.signature,
        doc=row.doc,
        start_line=row.start_line,
        end_line=row.end_line,
        parent=row.parent,
        complexity=row.complexity,
    )
