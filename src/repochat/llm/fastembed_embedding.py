"""Local ONNX encoders through the optional extra `fastembed`, which fetches a model's files on its first use."""

import importlib
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from repochat.core.errors import InvalidError, UnavailableError
from repochat.llm.embedding import Vectors, normalise_rows


class FastembedEngine(Protocol):
    """What is used of `fastembed.TextEmbedding`."""

    def passage_embed(self, texts: Iterable[str]) -> Iterable[NDArray[Any]]: ...

    def query_embed(self, query: str) -> Iterable[NDArray[Any]]: ...


class FastembedEmbeddingModel:
    is_local = True
    is_instant = False

    def __init__(self, engine: FastembedEngine, *, model: str, dimensions: int) -> None:
        self._engine = engine
        self.name = f"fastembed:{model}"
        self.dimensions = dimensions

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return self._stack(self._engine.passage_embed(texts), len(texts))

    def embed_query(self, text: str) -> Vectors:
        return self._stack(self._engine.query_embed(text), 1)

    def _stack(self, rows: Iterable[NDArray[Any]], count: int) -> Vectors:
        stacked = np.array(list(rows), np.float32).reshape(-1, self.dimensions)
        if len(stacked) != count:
            raise UnavailableError(
                f"{self.name} gave {len(stacked)} vectors for {count} texts.", hint="Update the extra: fastembed."
            )
        return normalise_rows(stacked)


def load_fastembed_model(name: str) -> FastembedEmbeddingModel:
    """`name` is `BAAI/bge-base-en` or its last part.

    Raises InvalidError for an unknown one or without the extra, UnavailableError when the model's files can be
    neither found nor fetched; fetching is fastembed's, which gives up after about 40 s without a network.
    """
    engine_class = _import_engine()
    sizes = {str(model["model"]): int(model["dim"]) for model in engine_class.list_supported_models()}
    model = next((known for known in sizes if name in {known, known.rpartition("/")[2]}), None)
    if model is None:
        raise InvalidError(f"fastembed has no model {name}.", hint=f"It has: {', '.join(sorted(sizes))}.")
    try:
        engine = cast("FastembedEngine", engine_class(model_name=model))
    except (OSError, ValueError, RuntimeError) as error:
        raise UnavailableError(
            f"The files of fastembed:{model} could not be loaded ({type(error).__name__}).",
            hint="The first use fetches them: connect to the network once, or set EMBEDDING_MODEL=static.",
        ) from error
    return FastembedEmbeddingModel(engine, model=model, dimensions=sizes[model])


def _import_engine() -> Any:
    # By name at run time: the extra is absent from most installations, also from the one that checks types.
    try:
        return importlib.import_module("fastembed").TextEmbedding
    except ImportError as error:
        raise InvalidError(
            "fastembed is not installed.",
            hint="Run pip install 'repochat[fastembed]', or set EMBEDDING_MODEL=static.",
        ) from error
