"""Chat and embedding models behind two small protocols, with token accounting.

Knows nothing of the product: no repository, chunk, viewer or prompt may enter, and no provider's SDK may leave.
"""

from repochat.llm.chat_model import (
    ChatModel,
    Completed,
    Failed,
    ModelEvent,
    ModelLimits,
    ModelMessage,
    ModelRequest,
    ModelTool,
    RetryScheduled,
    TextDelta,
    ToolCalled,
    ToolReturned,
    Usage,
)
from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel, Vectors, normalise_rows
from repochat.llm.masking import Masked, mask_secrets
from repochat.llm.remote_model import RemoteChatModel, load_chat_model
from repochat.llm.static import StaticEmbeddingModel, StaticLimits, load_static_model
from repochat.llm.tokens import estimate_tokens

__all__ = [
    "ChatModel",
    "Completed",
    "EmbeddingModel",
    "Failed",
    "Masked",
    "ModelEvent",
    "ModelLimits",
    "ModelMessage",
    "ModelRequest",
    "ModelTool",
    "RemoteChatModel",
    "RetryScheduled",
    "StaticEmbeddingModel",
    "StaticLimits",
    "TextDelta",
    "ToolCalled",
    "ToolReturned",
    "Usage",
    "Vectors",
    "estimate_tokens",
    "load_chat_model",
    "load_embedding_model",
    "load_static_model",
    "mask_secrets",
    "normalise_rows",
]
