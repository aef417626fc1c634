"""Answers that a language model writes: its prompt, its sentences as they stream, and their checks.

The model cites ids of what it was shown; paths, lines and commits are rendered here, never read from it.
"""

from repochat.chat.generative.modelling import Modelling

__all__ = ["Modelling"]
