"""Answers that a language model writes: its prompt, its sentences as they stream, and their checks.

The model cites ids of what it was shown; paths, lines and commits are rendered here, never read from it.
"""

__all__: list[str] = []
