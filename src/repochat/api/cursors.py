"""Where a list goes on, as an opaque text that a client hands back."""

import base64
import math
from datetime import datetime
from uuid import UUID

from repochat.catalog.conversation_store import Conversation, ListedAfter
from repochat.catalog.run_list_store import RunPlace
from repochat.catalog.run_store import IndexRun
from repochat.catalog.thinking.insight_list_store import InsightAfter
from repochat.catalog.thinking.run_model import Run, RunAfter
from repochat.core.errors import InvalidError


def write_cursor(last: Conversation) -> str:
    """After `last`."""
    return _write(last.updated_at, last.id)


def read_cursor(text: str) -> ListedAfter:
    """Raises InvalidError for what `write_cursor` did not write."""
    updated_at, last_id = _read(text)
    return ListedAfter(updated_at=updated_at, id=last_id)


def write_run_cursor(last: IndexRun) -> str:
    """After `last`."""
    return _write(last.created_at, last.id)


def read_run_cursor(text: str) -> RunPlace:
    """Raises InvalidError for what `write_run_cursor` did not write."""
    created_at, last_id = _read(text)
    return RunPlace(created_at=created_at, id=last_id)


def write_insight_cursor(last: InsightAfter) -> str:
    """After `last`."""
    return base64.urlsafe_b64encode(f"{last.rank!r} {last.id}".encode()).decode()


def read_insight_cursor(text: str) -> InsightAfter:
    """Raises InvalidError for what `write_insight_cursor` did not write."""
    try:
        rank, _, row_id = base64.urlsafe_b64decode(text).decode().partition(" ")
        place = InsightAfter(float(rank), UUID(row_id))
    except ValueError as error:
        raise _refuse() from error
    if not math.isfinite(place.rank):
        raise _refuse()
    return place


def write_thinking_run_cursor(last: Run) -> str:
    """After `last`."""
    return _write(last.created_at, last.id)


def read_thinking_run_cursor(text: str) -> RunAfter:
    """Raises InvalidError for what `write_thinking_run_cursor` did not write."""
    created_at, last_id = _read(text)
    return RunAfter(created_at=created_at, id=last_id)


def _write(moment: datetime, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {row_id}".encode()).decode()


def _read(text: str) -> tuple[datetime, UUID]:
    try:
        told, _, row_id = base64.urlsafe_b64decode(text).decode().partition(" ")
        moment, last_id = datetime.fromisoformat(told), UUID(row_id)
    except ValueError as error:
        raise _refuse() from error
    if moment.tzinfo is None:
        raise _refuse()
    return moment, last_id


def _refuse() -> InvalidError:
    return InvalidError("`after` is no place in this list.", hint="Hand back `next_after` of a list as it came.")
