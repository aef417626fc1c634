"""`/overview`: what a dashboard shows of all repositories, in one read, and one stream that says when to read again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from repochat.accounts import Viewer
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.limits import LIMITS
from repochat.api.model_access import BudgetShape, SpentShape
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import FreshnessShape, RepoListed, RepoShape, RevisionShape, RunShape, Shape
from repochat.api.spending import SpendLineShape
from repochat.catalog.run_store import CHANNEL, IndexRun, IndexRunStore
from repochat.core.errors import LimitError, UnavailableError
from repochat.workspace.overview import RepoGlance

router = APIRouter(tags=["repositories"], prefix="/overview")


class SkipCountShape(Shape):
    reason: str
    count: int


class LanguageShape(Shape):
    language: str
    files: int


class RepoOverview(RepoListed):
    """A repository with what ran last, what runs and waits, and what its newest revision holds."""

    run: RunShape | None = Field(description="The latest.")
    active: list[RunShape]
    skipped: list[SkipCountShape] = Field(description="Most frequent first; `/index/{repo}/status` names the files.")
    languages: list[LanguageShape] | None = Field(description="Most files first; null: not counted yet.")
    is_thinking: bool = Field(description="An owner allowed background thinking.")


class OverviewShape(Shape):
    """`lines` are today's (UTC). `now` is the server's clock, by which the times here are told."""

    now: datetime
    repos: list[RepoOverview]
    budget: BudgetShape
    spent_today: SpentShape
    lines: list[SpendLineShape]


class ActiveRuns(Shape):
    """What is indexed now, and what waits, of all repositories."""

    active: list[RunShape]


@router.get("")
async def get_overview(services: ServicesDep, viewer: ViewerDep) -> OverviewShape:
    """All connected repositories by name: how fresh, what runs, what was skipped; and what models used today."""
    found = await services.overview.read(viewer)
    return OverviewShape(
        now=datetime.now(UTC),
        repos=[_describe(each) for each in found.repos],
        budget=BudgetShape.model_validate(found.budget),
        spent_today=SpentShape.model_validate(found.spent),
        lines=[SpendLineShape.model_validate(line) for line in found.lines],
    )


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "`runs` events."}},
)
async def stream_overview(services: ServicesDep, viewer: ViewerDep) -> StreamingResponse:
    """What is indexed of all repositories, now and whenever it changes: one stream however many there are.

    Each event is named `runs` and holds ActiveRuns; a run that is no longer among them has ended.
    """
    if services.bus.count_subscribers(CHANNEL) >= LIMITS.event_streams_max:
        raise LimitError("Too many progress streams are open.", hint="Close some.", limit="event_streams_max")
    return StreamingResponse(_watch(services, viewer), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def _watch(services: Services, viewer: Viewer) -> AsyncIterator[str]:
    """Subscribed before the state is read, so nothing falls between; hints that come at once are answered once."""
    clock = asyncio.get_running_loop()
    async with services.bus.subscribe(CHANNEL) as hints:
        last, active = "", list[IndexRun]()
        heartbeat_at = clock.time() + LIMITS.heartbeat_s
        while True:
            with suppress(UnavailableError):
                async with services.database.read(viewer.scope) as session:
                    active = await IndexRunStore(session).list_active_of_all()
            event = _render(active)
            if event != last:
                last = event
                yield event
            if clock.time() >= heartbeat_at:
                heartbeat_at = clock.time() + LIMITS.heartbeat_s
                yield ": still here\n\n"
            await _await_hints(hints)


async def _await_hints(hints: asyncio.Queue[str]) -> None:
    """Until a hint, or `event_poll_s`; then a moment more, for those that follow it."""
    with suppress(TimeoutError):
        await asyncio.wait_for(hints.get(), LIMITS.event_poll_s)
        await asyncio.sleep(LIMITS.overview_pause_s)
    while not hints.empty():
        hints.get_nowait()


def _render(active: list[IndexRun]) -> str:
    told = ActiveRuns(active=[RunShape.model_validate(run) for run in active])
    return f"event: runs\ndata: {told.model_dump_json()}\n\n"


def _describe(glance: RepoGlance) -> RepoOverview:
    languages = glance.languages
    return RepoOverview(
        **RepoShape.model_validate(glance.repo).model_dump(),
        latest=None if glance.revision is None else RevisionShape.model_validate(glance.revision),
        freshness=FreshnessShape.model_validate(glance.freshness),
        run=None if glance.run is None else RunShape.model_validate(glance.run),
        active=[RunShape.model_validate(run) for run in glance.active],
        skipped=[SkipCountShape(reason=reason, count=count) for reason, count in glance.skipped.items()],
        languages=None if languages is None else [LanguageShape(language=n, files=c) for n, c in languages.items()],
        is_thinking=glance.is_thinking,
    )
