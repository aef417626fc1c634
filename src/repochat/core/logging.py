"""Log lines: constant event names, ids rather than objects, never a secret and never source code."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from repochat.core.settings import Settings

REDACTED = "[redacted]"
VALUE_CHARS_MAX = 2000
SECRET_KEYS = re.compile(
    r"(password|passwd|secret|token|api_?key|authorization|cookie|credential|private_key)", re.IGNORECASE
)
SECRET_IN_URL = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+(?=@)")
SECRET_WORDS = re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[\w-]{16,}|AKIA[0-9A-Z]{16})")
SOURCE_KEYS = frozenset({"source", "code", "snippet", "content", "prompt", "body"})

EventDict = MutableMapping[str, Any]


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log line, ours and the libraries', to `stream` (default: standard error). Call once a process."""
    target = stream or sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer = _choose_renderer(settings, target)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def quiet_unconfigured_logging() -> None:
    """In a script or notebook that configured nothing, warnings alone are said, on standard error.

    structlog would write every event to standard output. Python's own logging is left to the program.
    """
    if not structlog.is_configured():
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        )


def _choose_renderer(settings: Settings, target: TextIO) -> structlog.typing.Processor:
    """`auto` is for a person when one is watching, else for a machine."""
    if settings.log_format == "console" or (settings.log_format == "auto" and target.isatty()):
        return structlog.dev.ConsoleRenderer(colors=target.isatty())
    return structlog.processors.JSONRenderer(sort_keys=True, default=str)


def redact(_logger: object, _method: str, event_dict: EventDict) -> EventDict:
    """Replace secrets by name and by shape, and keep source code out."""
    for key, value in event_dict.items():
        event_dict[key] = _redact_value(key, value)
    return event_dict


def _redact_value(key: str, value: object) -> object:
    if SECRET_KEYS.search(key) and isinstance(value, str | bytes):
        return REDACTED
    if key in SOURCE_KEYS and isinstance(value, str | bytes):
        return f"[{len(value)} left out]"
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return {str(inner): _redact_value(str(inner), held) for inner, held in value.items()}
    if isinstance(value, list | tuple):
        return [_redact_value(key, held) for held in value]
    return value


def redact_text(text: str) -> str:
    """`text` without passwords in URLs and without well-known tokens, cut to a bounded length."""
    cleaned = SECRET_WORDS.sub(REDACTED, SECRET_IN_URL.sub(rf"\1:{REDACTED}", text))
    return cleaned if len(cleaned) <= VALUE_CHARS_MAX else f"{cleaned[:VALUE_CHARS_MAX]}… ({len(cleaned)} characters)"
