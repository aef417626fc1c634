"""Which embedding models made the vectors of a repository's chunks, and how many there are."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from repochat.catalog.models import BlobRow, FileVersionRow
from repochat.core.database import ReadSession

DERIVATIONS_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorCount:
    """What `model`, by the pipeline's version, has made: `blobs` files' contents, `vectors` of their chunks."""

    derivation: str
    model: str
    blobs: int
    vectors: int


class VectorStore:
    """Counts vectors."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def count(self, repo_id: UUID) -> list[VectorCount]:
        """Of all that is kept of the repository, the most first, at most DERIVATIONS_MAX."""
        own = select(FileVersionRow.blob_id).where(FileVersionRow.repo_id == repo_id)
        vectors = func.coalesce(func.sum(BlobRow.chunks), 0)
        query = (
            select(BlobRow.derivation, func.count(), vectors)
            .where(BlobRow.id.in_(own))
            .group_by(BlobRow.derivation)
            .order_by(vectors.desc(), BlobRow.derivation)
            .limit(DERIVATIONS_MAX)
        )
        return [
            VectorCount(derivation=made, model=made.partition("/")[2], blobs=blobs, vectors=int(count))
            for made, blobs, count in await self._session.execute(query)
        ]
