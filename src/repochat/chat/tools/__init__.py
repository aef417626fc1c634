"""Read-only tools that a model may call at a pinned revision, each within limits, with the asker's rights.

`finding` gives what they find as values; beside it stands how a model reads them. Nothing here writes, runs code,
leaves the machine or decides what is said.
"""

from repochat.chat.tools.building import build_tools
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.summary import summarise_result
from repochat.chat.tools.world import ToolWorld

__all__ = ["ToolLimits", "ToolWorld", "build_tools", "summarise_result"]
