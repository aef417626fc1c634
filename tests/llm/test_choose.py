"""From a setting to a model, and what each unknown or missing one says."""

import importlib.util
from collections.abc import Iterable

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import SecretStr

from repochat.core.errors import InvalidError, UnavailableError
from repochat.llm import EmbeddingModel, load_embedding_model
from repochat.llm.fastembed_embedding import FastembedEmbeddingModel
from repochat.llm.testing import embed_by_hash, run_embedding_server


class ScriptedEngine:
    """Speaks fastembed's two calls; `lost` rows are missing from its answer."""

    def __init__(self, lost: int = 0) -> None:
        self.lost = lost

    def passage_embed(self, texts: Iterable[str]) -> Iterable[NDArray[np.float64]]:
        return iter([np.array(embed_by_hash(text, 4)) for text in texts][self.lost :])

    def query_embed(self, query: str) -> Iterable[NDArray[np.float64]]:
        return self.passage_embed([query])


def check_contract(model: EmbeddingModel) -> None:
    rows = model.embed_documents(["open a file", "close it", "open a file"])
    assert rows.shape == (3, model.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[2])
    assert model.embed_query("close it").shape == (1, model.dimensions)
    assert model.embed_documents([]).shape == (0, model.dimensions)
    assert model.name


def test_the_static_model_keeps_the_contract_and_is_local() -> None:
    model = load_embedding_model("static")
    check_contract(model)
    assert model.is_local


def test_an_openai_model_keeps_the_contract_and_is_not_local() -> None:
    with run_embedding_server() as server:
        model = load_embedding_model("openai:small", api_key=SecretStr("k"), base_url=server.base_url)
        check_contract(model)
    assert model.name == "openai:small@127.0.0.1"
    assert not model.is_local


def test_a_fastembed_model_keeps_the_contract() -> None:
    check_contract(FastembedEmbeddingModel(ScriptedEngine(), model="m", dimensions=4))


def test_a_fastembed_engine_that_loses_a_text_is_an_error() -> None:
    with pytest.raises(UnavailableError, match="2 vectors for 3 texts"):
        FastembedEmbeddingModel(ScriptedEngine(lost=1), model="m", dimensions=4).embed_documents(["a", "b", "c"])


@pytest.mark.skipif(importlib.util.find_spec("fastembed") is not None, reason="the extra is installed")
def test_fastembed_without_its_extra_says_how_to_install_it() -> None:
    with pytest.raises(InvalidError) as raised:
        load_embedding_model("fastembed:bge-base-en")
    assert "pip install 'repochat[fastembed]'" in raised.value.hint


@pytest.mark.parametrize("name", ["", "Static", "static:x", "openai", "openai:", "fastembed:", "cohere:large"])
def test_another_name_is_refused_with_those_that_exist(name: str) -> None:
    with pytest.raises(InvalidError) as raised:
        load_embedding_model(name)
    assert all(kind in raised.value.hint for kind in ("static", "openai:NAME", "fastembed:NAME"))
