"""Chat models over HTTP, through pydantic-ai: imported at the first answer alone, because that takes seconds.

No other package may import pydantic-ai, a provider's SDK or its prices, and nothing may import this one at start.
"""

from repochat.llm.remote.answer import Answer
from repochat.llm.remote.client import Client
from repochat.llm.remote.rehearsal import rehearse

__all__ = ["Answer", "Client", "rehearse"]
