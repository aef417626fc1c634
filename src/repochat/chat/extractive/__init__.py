"""Answers without a language model: sentences made of the repository's own lines, of its graph and of its history.

What is written here is a draft; `chat.receipts` checks it. No model may be asked.
"""

from repochat.chat.extractive.composing import compose

__all__ = ["compose"]
