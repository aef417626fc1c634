import sys
from collections.abc import Sequence

import uvicorn

from repochat.api.app import create_app
from repochat.api.mounts import Mount
from repochat.core.settings import Settings

GRACE_S = 3  # progress streams stay open for minutes: a stop does not wait for their end
KEEP_ALIVE_S = 75
SWITCH_INTERVAL_S = 0.001  # a thread that computes lets the event loop, and so every stream, have its turn this soon


async def serve_api(settings: Settings, mounts: Sequence[Mount] = ()) -> None:
    """Serve the API, the web app and `mounts` on `API_HOST:API_PORT` until SIGTERM or SIGINT.

    Raises ForbiddenError when others could reach it, and SystemExit when the port is taken or the database is away.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    config = uvicorn.Config(
        create_app(settings, mounts=mounts),
        host=settings.api_host,
        port=settings.api_port,
        log_config=None,  # `core.logging` has the say
        access_log=False,  # one line a request comes from `guard`
        server_header=False,
        proxy_headers=False,  # nobody may claim to be somebody else
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    await uvicorn.Server(config).serve()
