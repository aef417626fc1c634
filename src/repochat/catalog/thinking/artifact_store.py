"""Which artifacts there are, by the run that left them. Their bytes stand in `artifacts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from repochat.catalog.thinking.run_models import ArtifactRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id

LIST_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArtifact:
    """One of a run; `sha256` names its bytes, in hex."""

    run_id: UUID
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArtifact:
    """One whose bytes are stored already."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


class ArtifactRecordStore:
    """Reads which there are."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, run_id: UUID, name: str) -> KeptArtifact:
        """Raises NotFoundError."""
        query = select(ArtifactRow).where(ArtifactRow.run_id == run_id, ArtifactRow.name == name)
        row = await self._session.scalar(query)
        if row is None:
            raise NotFoundError("The artifact is not kept any more.", hint="Run the Thought again.")
        return _kept(row)

    async def list_of_run(self, run_id: UUID) -> list[KeptArtifact]:
        """By name, at most `LIST_MAX`."""
        query = select(ArtifactRow).where(ArtifactRow.run_id == run_id).order_by(ArtifactRow.name).limit(LIST_MAX)
        return [_kept(row) for row in await self._session.scalars(query)]

    async def list_wanted(self, digests: Sequence[str]) -> set[str]:
        """Those of `digests` that some run of the tenant still keeps."""
        return set(await self._session.scalars(select(ArtifactRow.sha256).where(ArtifactRow.sha256.in_(digests))))


class ArtifactRecordWriter(ArtifactRecordStore):
    """Writes which there are; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, repo_id: UUID, run_id: UUID, artifacts: Sequence[NewArtifact], expires_at: datetime) -> None:
        """Of one run, until `expires_at`."""
        self._session.add_all(
            ArtifactRow(
                id=create_id(),
                repo_id=repo_id,
                run_id=run_id,
                name=new.name,
                media_type=new.media_type,
                size_bytes=new.size_bytes,
                sha256=new.sha256,
                expires_at=expires_at,
            )
            for new in artifacts
        )
        await self._session.flush()

    async def expire(self) -> int:
        """Forget those whose time is over; return how many they were."""
        gone = await self._session.scalars(
            delete(ArtifactRow).where(ArtifactRow.expires_at < func.now()).returning(ArtifactRow.id)
        )
        return len(gone.all())


def _kept(row: ArtifactRow) -> KeptArtifact:
    return KeptArtifact(
        run_id=row.run_id,
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
