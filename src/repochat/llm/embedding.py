"""The embedding protocol. A model is named by `EMBEDDING_MODEL`: `static`, `openai:NAME`, `fastembed:NAME`."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # (n, dimensions), rows of length 1, or 0 for a text without any known word


class EmbeddingModel(Protocol):
    """`name` identifies model and version: vectors of different names are never compared."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int:
        """A remote model may have to be asked once: the same errors as `embed_query`."""
        ...

    @property
    def is_local(self) -> bool:
        """True when no text leaves the machine."""
        ...

    @property
    def is_instant(self) -> bool:
        """True when a text costs microseconds, so that even what is cheap to embed again is not stored."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Raises UnavailableError when a provider does not answer, LimitError past its bounds."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (1, dimensions)."""
        ...


def normalise_rows(rows: Vectors) -> Vectors:
    """Each row divided by its Euclidean length; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
