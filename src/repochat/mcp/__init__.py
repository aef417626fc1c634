"""The operations of the workspace as tools of the Model Context Protocol, over stdio and HTTP.

Must never enter: another entry point, SQL, ranking, anything that changes a repository. A tool reads its arguments,
calls one operation, and shapes the result: short by default, with a way to ask for more.
"""

from repochat.mcp.access import Access
from repochat.mcp.limits import LIMITS, McpLimits
from repochat.mcp.server import build_server
from repochat.mcp.transports import open_http, serve_stdio

__all__ = ["LIMITS", "Access", "McpLimits", "build_server", "open_http", "serve_stdio"]
