"""The embedding protocol. A model is named by `EMBEDDING_MODEL`: `static`, `openai:NAME`, `fastembed:NAME`."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # (n, dimensions), rows of length 1, or 0 for a text without any known word


class EmbeddingModel(Protocol):
    """`name` identifies model and version: vectors of different names are never compared."""

    name: str
    dimensions: int
    is_local: bool  # true when no text leaves the machine

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Raises UnavailableError when a provider does not answer, LimitError past its bounds."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (1, dimensions)."""
        ...
