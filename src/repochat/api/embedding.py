"""`/repos/{repo}/embedding`: which model makes the vectors that search uses, and how many it made."""

from fastapi import APIRouter
from pydantic import Field

from repochat.api.services import ServicesDep, WorkspaceDep
from repochat.api.shapes import RepoText, Shape
from repochat.catalog.vector_store import VectorStore

router = APIRouter(tags=["models"])


class VectorShape(Shape):
    """What one model, by one version of the indexing code, has made and is still kept."""

    derivation: str
    model: str
    blobs: int
    vectors: int


class EmbeddingShape(Shape):
    """`setting` is EMBEDDING_MODEL as it stands, `model` its full name as vectors carry it."""

    setting: str
    model: str
    dimensions: int
    is_local: bool = Field(description="It runs on this machine: no text leaves it.")
    vectors: list[VectorShape]


@router.get("/repos/{repo:path}/embedding")
async def get_embedding(repo: RepoText, services: ServicesDep, workspace: WorkspaceDep) -> EmbeddingShape:
    """The embedding model, and the vectors of the repository by the model that made them."""
    found = await workspace.find_repo(repo)
    async with services.database.read(workspace.viewer.scope) as session:
        vectors = await VectorStore(session).count(found.id)
    embedding = services.resources.embedding
    return EmbeddingShape(
        setting=services.settings.embedding_model,
        model=embedding.name,
        dimensions=embedding.dimensions,
        is_local=embedding.is_local,
        vectors=[VectorShape.model_validate(each) for each in vectors],
    )
