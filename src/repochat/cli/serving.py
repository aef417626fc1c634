"""The two long-lived processes, in the foreground of whoever starts them."""

from contextlib import suppress

from repochat.cli.workspace import run
from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings


def serve_worker() -> None:
    """Run jobs until SIGTERM or SIGINT."""
    from repochat.worker import run_worker  # noqa: PLC0415  the API needs none of it

    with suppress(KeyboardInterrupt):
        run(run_worker(_load_settings()))


def serve_api() -> None:
    """Serve HTTP until SIGTERM or SIGINT."""
    from repochat.api import serve_api  # noqa: PLC0415  the worker needs none of it

    with suppress(KeyboardInterrupt):
        run(serve_api(_load_settings()))


def _load_settings() -> Settings:
    settings = load_settings()
    configure_logging(settings)
    return settings
