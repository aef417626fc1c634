"""HTTP: the only module that knows FastAPI, JSON shapes and status codes; serves the built web app.

Must never enter: SQL, ranking. A route reads its input, calls one function of a lower layer, and shapes the result.
"""

from repochat.api.app import create_app
from repochat.api.description import render_openapi
from repochat.api.limits import LIMITS, ApiLimits
from repochat.api.mounts import Mount
from repochat.api.server import serve_api
from repochat.api.services import Services, open_services

__all__ = ["LIMITS", "ApiLimits", "Mount", "Services", "create_app", "open_services", "render_openapi", "serve_api"]
