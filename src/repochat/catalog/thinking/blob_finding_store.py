"""What the tools said about blobs, kept: the same blob under the same tools is not looked at again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.thinking.insight_models import BlobFindingRow
from repochat.core.database import ReadSession, WriteSession

ASKED_MAX = 2_000
"""Blobs that one statement asks for or writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobFindings:
    """Of one blob at one path, as `thinking.smells.finding` writes them; () when nothing was found."""

    blob: str
    path: str
    findings: Sequence[Mapping[str, Any]]


class BlobFindingStore:
    """Reads what is kept for a repository. `tools` digests which tools, versions and rules were asked."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_known(
        self, repo_id: UUID, tools: str, places: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """By (blob, path), those of `places` that were looked at."""
        known: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for start in range(0, len(places), ASKED_MAX):
            query = select(BlobFindingRow.blob, BlobFindingRow.path, BlobFindingRow.findings).where(
                BlobFindingRow.repo_id == repo_id,
                BlobFindingRow.tools == tools,
                tuple_(BlobFindingRow.blob, BlobFindingRow.path).in_(places[start : start + ASKED_MAX]),
            )
            rows = await self._session.execute(query)
            known.update({(blob, path): findings for blob, path, findings in rows})
        return known


class BlobFindingWriter(BlobFindingStore):
    """Keeps what was said; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, repo_id: UUID, tools: str, rows: Sequence[BlobFindings]) -> None:
        """What is kept already stays as it is: the same blob under the same tools says the same."""
        for start in range(0, len(rows), ASKED_MAX):
            values = [
                {
                    "repo_id": repo_id,
                    "tools": tools,
                    "blob": row.blob,
                    "path": row.path,
                    "findings": [dict(finding) for finding in row.findings],
                }
                for row in rows[start : start + ASKED_MAX]
            ]
            await self._session.execute(insert(BlobFindingRow).values(values).on_conflict_do_nothing())

    async def forget(self, repo_id: UUID, kept_tools: Sequence[str], now: datetime, *, after: timedelta) -> None:
        """What other tools said, and whatever is older than `after`: a blob that is still there is looked at anew."""
        is_old = BlobFindingRow.made_at < now - after
        is_outdated = and_(BlobFindingRow.tools.not_in(kept_tools), BlobFindingRow.made_at < now - timedelta(days=1))
        await self._session.execute(
            delete(BlobFindingRow).where(BlobFindingRow.repo_id == repo_id, is_old | is_outdated)
        )
