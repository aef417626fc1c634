"""`/audit`: who decided what, and when."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field

from repochat.accounts.audit_store import AuditFilter, AuditStore
from repochat.api.limits import LIMITS
from repochat.api.services import OwnerDep, ServicesDep
from repochat.api.shapes import NoNul, Shape

router = APIRouter(tags=["settings"])
Word = Annotated[str, NoNul, Field(max_length=LIMITS.name_chars_max)]


class AuditEntryShape(Shape):
    id: int
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    created_at: datetime


class AuditList(Shape):
    """The newest first. `next_before` continues a list that reached its limit."""

    entries: list[AuditEntryShape]
    next_before: int | None


class AuditWords(Shape):
    """What the log can be filtered by, in order, at most 500 each."""

    actions: list[str]
    actors: list[str]


def read_filter(
    action: Annotated[Word, Query(description="All of it (`model.allowed`), or its area (`model`).")] = "",
    actor: Annotated[Word, Query(description="Their name, exactly.")] = "",
    since: Annotated[AwareDatetime | None, Query(description="From this moment on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Before this moment.")] = None,
) -> AuditFilter:
    return AuditFilter(action=action, actor=actor, since=since, until=until)


@router.get("/audit")
async def list_audit(
    services: ServicesDep,
    viewer: OwnerDep,
    wanted: Annotated[AuditFilter, Depends(read_filter)],
    limit: Annotated[int, Query(ge=1, le=LIMITS.audit_entries_max)] = 100,
    before: Annotated[
        int | None, Query(ge=1, le=LIMITS.audit_id_max, description="`next_before` of the page before.")
    ] = None,
) -> AuditList:
    """Who decided what: consents, budgets, policies, people, keys, drafts, the kill switch."""
    async with services.database.read(viewer.scope) as session:
        entries = await AuditStore(session).list_entries(limit, before=before, wanted=wanted)
    return AuditList(
        entries=[AuditEntryShape.model_validate(entry) for entry in entries],
        next_before=entries[-1].id if len(entries) == limit else None,
    )


@router.get("/audit/words")
async def list_audit_words(services: ServicesDep, viewer: OwnerDep) -> AuditWords:
    """The actions and the people that the log holds."""
    async with services.database.read(viewer.scope) as session:
        log = AuditStore(session)
        return AuditWords(actions=await log.list_actions(), actors=await log.list_actors())
