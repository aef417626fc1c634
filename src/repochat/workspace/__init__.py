"""One place that opens everything once and offers typed operations: what every entry point stands on.

API, MCP server, command line and the Python package call these, so that they cannot drift apart. Must never enter:
HTTP, the terminal, a protocol's shapes, SQL, ranking. An operation calls the layers below and returns their values.
"""

from repochat.workspace.resources import Resources, open_resources
from repochat.workspace.workspace import Workspace, open_workspace

__all__ = ["Resources", "Workspace", "open_resources", "open_workspace"]
