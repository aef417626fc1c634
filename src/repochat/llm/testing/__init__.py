"""Real HTTP servers on loopback that speak the providers' protocols by script. For tests only.

No test's expectations may enter, and nothing outside tests may import it.
"""

from repochat.llm.testing.chat_server import ChatServer, run_chat_server
from repochat.llm.testing.embedding_server import (
    EmbeddingServer,
    Received,
    Scripted,
    embed_by_hash,
    run_embedding_server,
)
from repochat.llm.testing.received import Protocol, ReceivedChat
from repochat.llm.testing.script import Call, Refusal, Reply, ScriptEntry, calling, overloaded, rate_limited, saying

__all__ = [
    "Call",
    "ChatServer",
    "EmbeddingServer",
    "Protocol",
    "Received",
    "ReceivedChat",
    "Refusal",
    "Reply",
    "ScriptEntry",
    "Scripted",
    "calling",
    "embed_by_hash",
    "overloaded",
    "rate_limited",
    "run_chat_server",
    "run_embedding_server",
    "saying",
]
