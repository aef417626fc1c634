"""Code as a person walks through it: folders, definitions, references, who wrote it and when, and what differs.

Composes git, the catalog and the hot index for whoever shows code; nothing of HTTP or of rendering enters here.
"""

from repochat.workspace.code.limits import LIMITS, CodeLimits

__all__ = ["LIMITS", "CodeLimits"]
