"""Chat and embedding models behind two small protocols, with token accounting.

Knows nothing of the product: no repository, chunk, viewer or prompt may enter, and no provider's SDK may leave.
"""

from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel, Vectors, normalise_rows
from repochat.llm.static import StaticEmbeddingModel, StaticLimits, load_static_model

__all__ = [
    "EmbeddingModel",
    "StaticEmbeddingModel",
    "StaticLimits",
    "Vectors",
    "load_embedding_model",
    "load_static_model",
    "normalise_rows",
]
