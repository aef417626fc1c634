"""Read-only tools that a model may call at a pinned revision, each within limits, with the asker's rights.

Nothing here writes, runs code, leaves the machine or decides what is said.
"""

__all__: list[str] = []
