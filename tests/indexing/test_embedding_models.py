"""Another embedding model than the shipped one: its vectors are made while indexing and asked while searching."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from repochat.core.errors import NotFoundError, RepochatError
from repochat.llm import load_embedding_model
from repochat.llm.embedding import EmbeddingModel
from repochat.llm.testing import Scripted, run_embedding_server
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench

FILES = {"app.py": b"def run():\n    return 1\n", "README.md": b"# App\n\nRuns.\n"}


def load_remote(base_url: str) -> EmbeddingModel:
    return load_embedding_model("openai:test-model", api_key=SecretStr("key"), base_url=base_url)


async def test_a_providers_vectors_are_stored_and_searched(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    with run_embedding_server(Scripted(dimensions=8)) as server:
        remote = replace(workbench, embedding=load_remote(server.base_url))
        report = await remote.index(repository)
        assert (report.files, report.new_blobs) == (2, 2)
        dimensions = await remote.rows("SELECT DISTINCT vector_dims(embedding) FROM chunks")
        assert dimensions == [(8,)]
        found = await remote.searcher().search(remote.viewer, await remote.repo(repository), "run")
        assert found.hits[0].path == "app.py"
        texts = [text for request in server.received for text in request.texts]
        assert not any("return 1" in text for text in texts), "a head is names and docs, not the body"


async def test_changing_the_model_embeds_again_and_loses_nothing(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    await workbench.index(repository)
    repo = await workbench.repo(repository)
    with run_embedding_server(Scripted(dimensions=8)) as server:
        remote = replace(workbench, embedding=load_remote(server.base_url))
        with pytest.raises(NotFoundError, match="no index"):
            await remote.searcher().search(remote.viewer, repo, "run")
        assert (await remote.index(repository)).new_blobs == 2
        assert (await remote.searcher().search(remote.viewer, repo, "run")).hits[0].path == "app.py"
    assert (await workbench.searcher().search(workbench.viewer, repo, "run")).hits[0].path == "app.py"


async def test_a_provider_that_fails_makes_nothing_visible(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", FILES)
    with run_embedding_server(Scripted(status=401, body=b"{}")) as server:
        remote = replace(workbench, embedding=load_remote(server.base_url))
        with pytest.raises(RepochatError):
            await remote.index(repository)
        assert await remote.rows("SELECT count(*) FROM revisions") == [(0,)]
    with run_embedding_server(Scripted(dimensions=8)) as server:
        again = replace(workbench, embedding=load_remote(server.base_url))
        assert (await again.index(repository)).files == 2
