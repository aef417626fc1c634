"""What became of the evidence of answers: verdicts on citations, and up to which commit they were looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.age_models import AgeMarkRow, CitationAgeRow
from repochat.catalog.link_models import IndexedRefRow
from repochat.catalog.models import AnswerRow, CitationRow, FileVersionRow
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.core.database import ReadSession, WriteSession

CHANNEL = "repochat_ages"  # NOTIFY carries the id of a repository whose answers were checked again
LIST_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVerdict:
    """What became of one citation by the commit `sha`; the fields are those of `CitationAgeRow`."""

    answer_id: UUID
    number: int
    repo_id: UUID
    state: str
    how: str
    path: str
    blob: str
    start_line: int
    end_line: int
    changed_in: str
    sha: str
    checked_at: datetime | None = None  # set by the database


class AgeStore:
    """Reads verdicts, and what is needed to see whether they still hold."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find_head(self, repo_id: UUID, ref: str) -> Revision | None:
        """The revision where `ref` stood when it was indexed last, if any."""
        row = await self._session.get(IndexedRefRow, (repo_id, ref))
        return await RevisionStore(self._session).find(repo_id, row.sha) if row else None

    async def list_behind(self, repo_id: UUID) -> list[str]:
        """Refs that stand elsewhere than where answers were checked last, at most LIST_MAX."""
        r, m = IndexedRefRow, AgeMarkRow
        query = select(r.ref).outerjoin(m, and_(m.repo_id == r.repo_id, m.ref == r.ref))
        query = query.where(r.repo_id == repo_id, or_(m.sha.is_(None), m.sha != r.sha)).order_by(r.ref)
        return list(await self._session.scalars(query.limit(LIST_MAX)))

    async def find_blobs(self, revision: Revision, paths: Sequence[str]) -> dict[str, str]:
        """Path -> object id, of those of `paths` that the revision has; how many is the caller's bound."""
        f = FileVersionRow
        is_open = or_(f.to_ordinal.is_(None), f.to_ordinal > revision.ordinal)
        query = select(f.path, f.oid).where(
            f.repo_id == revision.repo_id, f.from_ordinal <= revision.ordinal, is_open, f.path.in_(paths)
        )
        rows = await self._session.execute(query)
        return {str(path): str(oid) for path, oid in rows}

    async def list_verdicts(self, answer_ids: Sequence[UUID]) -> dict[UUID, dict[int, StoredVerdict]]:
        """By answer, then by the citation's number; how many answers is the caller's bound."""
        found: dict[UUID, dict[int, StoredVerdict]] = {}
        query = select(CitationAgeRow).where(CitationAgeRow.answer_id.in_(answer_ids))
        for row in await self._session.scalars(query):
            found.setdefault(row.answer_id, {})[row.position] = _verdict(row)
        return found

    async def find_mark(self, repo_id: UUID, ref: str) -> str | None:
        """The commit up to which answers that follow `ref` were checked again."""
        row = await self._session.get(AgeMarkRow, (repo_id, ref))
        return row.sha if row else None

    async def list_citing(
        self, repo_id: UUID, ref: str, paths: Sequence[str] | None, *, is_default: bool, limit: int
    ) -> list[UUID]:
        """Answers that follow `ref` and lean on one of `paths` (None: on anything), newest first, at most LIST_MAX.

        Answers that follow no ref of their own, or cite another repository beside their own, follow the default branch.
        """
        cited = select(CitationRow.answer_id).where(CitationRow.repo_id == repo_id)
        moved = select(CitationAgeRow.answer_id).where(CitationAgeRow.repo_id == repo_id)
        if paths is not None:
            cited = cited.where(CitationRow.path.in_(paths))
            moved = moved.where(CitationAgeRow.path.in_(paths))
        query = select(AnswerRow.id).where(
            AnswerRow.id.in_(cited.union(moved)), _follows(repo_id, ref, is_default=is_default)
        )
        query = query.order_by(AnswerRow.created_at.desc(), AnswerRow.id.desc()).limit(max(0, min(limit, LIST_MAX)))
        return list(await self._session.scalars(query))


class AgeWriter(AgeStore):
    """Stores verdicts; needs a session that may write. To store one again changes nothing."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, verdicts: Sequence[StoredVerdict]) -> None:
        """Replaces what was known of these citations; one whose answer is gone meanwhile is left out."""
        known = [verdict.answer_id for verdict in verdicts]
        there = set(await self._session.scalars(select(AnswerRow.id).where(AnswerRow.id.in_(known)).with_for_update()))
        rows = [_values(verdict) for verdict in verdicts if verdict.answer_id in there]
        if not rows:
            return
        statement = insert(CitationAgeRow)
        kept = {name: statement.excluded[name] for name in rows[0] if name not in {"answer_id", "position"}}
        keys = [CitationAgeRow.answer_id, CitationAgeRow.position]
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=keys, set_={**kept, "checked_at": func.now()}), rows
        )

    async def mark(self, repo_id: UUID, ref: str, sha: str) -> None:
        """Answers that follow `ref` were checked up to `sha`; whoever listens to CHANNEL hears of it at the commit."""
        statement = insert(AgeMarkRow).values(repo_id=repo_id, ref=ref, sha=sha)
        changes = {"sha": sha, "checked_at": func.now()}
        await self._session.execute(statement.on_conflict_do_update(index_elements=["repo_id", "ref"], set_=changes))
        await self._session.execute(select(func.pg_notify(CHANNEL, str(repo_id))))


def _follows(repo_id: UUID, ref: str, *, is_default: bool) -> ColumnElement[bool]:
    own = and_(AnswerRow.repo_id == repo_id, AnswerRow.ref == ref)
    return or_(own, AnswerRow.repo_id != repo_id, AnswerRow.ref == "") if is_default else own


def _values(verdict: StoredVerdict) -> Mapping[str, Any]:
    return {
        "answer_id": verdict.answer_id,
        "position": verdict.number,
        "repo_id": verdict.repo_id,
        "state": verdict.state,
        "how": verdict.how,
        "path": verdict.path,
        "blob": verdict.blob,
        "start_line": verdict.start_line,
        "end_line": verdict.end_line,
        "changed_in": verdict.changed_in,
        "sha": verdict.sha,
    }


def _verdict(row: CitationAgeRow) -> StoredVerdict:
    return StoredVerdict(
        answer_id=row.answer_id,
        number=row.position,
        repo_id=row.repo_id,
        state=row.state,
        how=row.how,
        path=row.path,
        blob=row.blob,
        start_line=row.start_line,
        end_line=row.end_line,
        changed_in=row.changed_in,
        sha=row.sha,
        checked_at=row.checked_at,
    )
