"""What a turn is, read off what is stored: one whose process died says `running` for ever."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from repochat.catalog.conversation_store import Turn
from repochat.chat.process_mark import is_gone
from repochat.core.errors import (
    ConflictError,
    ErrorKind,
    ForbiddenError,
    InvalidError,
    LimitError,
    NotFoundError,
    RepochatError,
    UnavailableError,
)

_INTERRUPTED = UnavailableError("The process that answered this was stopped.", hint="Ask again.")
_KINDS: dict[ErrorKind, type[RepochatError]] = {
    "not_found": NotFoundError,
    "conflict": ConflictError,
    "forbidden": ForbiddenError,
    "invalid": InvalidError,
    "unavailable": UnavailableError,
}


def show_turn(turn: Turn, *, now: datetime, turn_s_max: float, is_lost: bool = False) -> Turn:
    """The turn; failed as interrupted when it says `running` and nothing can be running it any more.

    That is so when its process is gone from this machine, when it is older than any turn may become (whatever the
    machine), or when whoever asks knows it (`is_lost`).
    """
    if turn.status != "running":
        return turn
    is_old = now - turn.created_at > timedelta(seconds=turn_s_max)
    if is_lost or is_old or is_gone(turn.asked.get("process", {})):
        return replace(turn, status="failed", error=describe_error(_INTERRUPTED))
    return turn


def describe_error(error: RepochatError) -> dict[str, Any]:
    """As a turn keeps it."""
    limit = {"limit": error.limit} if isinstance(error, LimitError) else {}
    return {"kind": error.kind, "message": error.message, "hint": error.hint, **limit}


def rebuild_error(described: Mapping[str, Any] | None) -> RepochatError:
    """The error that `describe_error` was given."""
    if described is None:
        return _INTERRUPTED
    message, hint = described["message"], described["hint"]
    if described["kind"] == "limit":
        return LimitError(message, hint=hint, limit=described["limit"])
    return _KINDS[described["kind"]](message, hint=hint)
