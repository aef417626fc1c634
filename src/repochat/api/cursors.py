"""Where a list goes on, as an opaque text that a client hands back."""

import base64
from datetime import datetime
from uuid import UUID

from repochat.catalog.conversation_store import Conversation, ListedAfter
from repochat.core.errors import InvalidError


def write_cursor(last: Conversation) -> str:
    """After `last`."""
    return base64.urlsafe_b64encode(f"{last.updated_at.isoformat()} {last.id}".encode()).decode()


def read_cursor(text: str) -> ListedAfter:
    """Raises InvalidError for what `write_cursor` did not write."""
    try:
        moment, _, last_id = base64.urlsafe_b64decode(text).decode().partition(" ")
        updated_at = datetime.fromisoformat(moment)
        after = ListedAfter(updated_at=updated_at, id=UUID(last_id))
    except ValueError as error:
        raise _refuse() from error
    if updated_at.tzinfo is None:
        raise _refuse()
    return after


def _refuse() -> InvalidError:
    return InvalidError("`after` is no place in this list.", hint="Hand back `next_after` of a list as it came.")
