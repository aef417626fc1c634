"""Questions about a pull request: which one is meant, and which commits are its two sides."""

from repochat.chat.pulls.asking import drop_pull_number, find_pull_number
from repochat.chat.pulls.resolving import AskedPull, resolve_pull

__all__ = ["AskedPull", "drop_pull_number", "find_pull_number", "resolve_pull"]
