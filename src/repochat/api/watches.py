"""`/watches`: questions that are asked again after pushes, and the changes of their evidence."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from repochat.api.age_shapes import WatchInput, WatchList, WatchReportList, WatchReportShape, WatchShape
from repochat.api.services import ServicesDep, ViewerDep
from repochat.chat.age.desk import WatchDesk

router = APIRouter(tags=["watches"], prefix="/watches")


def get_desk(services: ServicesDep) -> WatchDesk:
    return WatchDesk(services.database)


DeskDep = Annotated[WatchDesk, Depends(get_desk)]


@router.get("")
async def list_watches(desk: DeskDep, viewer: ViewerDep) -> WatchList:
    """Your own, the newest first, with how many of their reports you have not read."""
    return WatchList(watches=[WatchShape.model_validate(each) for each in await desk.list_watches(viewer)])


@router.post("", status_code=201)
async def watch(desk: DeskDep, viewer: ViewerDep, wanted: WatchInput) -> WatchShape:
    """Ask the question of an answer again after each push; to watch it twice changes nothing."""
    return WatchShape.model_validate(await desk.watch(viewer, wanted.answer_id))


@router.delete("/{watch_id}", status_code=204)
async def unwatch(desk: DeskDep, viewer: ViewerDep, watch_id: UUID) -> None:
    """With its reports; the answers stay."""
    await desk.remove(viewer, watch_id)


@router.get("/{watch_id}/reports")
async def list_reports(
    desk: DeskDep, viewer: ViewerDep, watch_id: UUID, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> WatchReportList:
    """Only what changed the evidence is reported, never other words for the same."""
    found = await desk.list_reports(viewer, watch_id, limit=limit)
    return WatchReportList(reports=[WatchReportShape.model_validate(each) for each in found])


@router.post("/{watch_id}/read", status_code=204)
async def mark_read(desk: DeskDep, viewer: ViewerDep, watch_id: UUID) -> None:
    """All its reports were read."""
    await desk.mark_read(viewer, watch_id)
