"""What owners allow in the background, by repository; every change is on record."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.quiet_hours import QuietHours, read_quiet_hours
from repochat.catalog.thinking.settings import ThinkingBudgets, ThinkingSettings, Thought, check_thinking
from repochat.catalog.thinking.settings_models import ThinkingSettingsRow
from repochat.core.database import ReadSession, WriteSession


class ThinkingStore:
    """Reads what is allowed."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, repo_id: UUID) -> ThinkingSettings:
        """The repository's own, or the defaults: off."""
        row = await self._session.get(ThinkingSettingsRow, repo_id)
        return ThinkingSettings() if row is None else to_settings(_columns(row))

    async def list_on(self) -> set[UUID]:
        """Repositories where it is on."""
        return set(await self._session.scalars(select(ThinkingSettingsRow.repo_id).where(ThinkingSettingsRow.is_on)))


class ThinkingWriter(ThinkingStore):
    """Changes what is allowed; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, viewer: Viewer, repo: Repo, settings: ThinkingSettings) -> None:
        """From now on. Raises InvalidError."""
        check_thinking(settings)
        budgets, quiet = settings.budgets, settings.quiet_hours
        told: dict[str, Any] = {
            "thoughts": list(settings.thoughts),
            "cpu_seconds_day": budgets.cpu_seconds_day,
            "model_tokens_day": budgets.model_tokens_day,
            "drafts_day": budgets.drafts_day,
            "gpu_seconds_day": budgets.gpu_seconds_day,
            "io_bytes_day": budgets.io_bytes_day,
            "insights_day": budgets.insights_day,
            "is_stopped": settings.is_stopped,
            "quiet_hours": None if quiet is None else quiet_as_json(quiet),
        }
        values = {**told, "is_on": settings.is_on, "usd_day": budgets.usd_day, "changed_by": viewer.name}
        statement = insert(ThinkingSettingsRow).values(repo_id=repo.id, **values)
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=["repo_id"], set_={**values, "changed_at": func.now()})
        )
        detail = {"repo_id": str(repo.id), "on": settings.is_on, **told, "usd_day": str(budgets.usd_day)}
        await AuditWriter(self._session).add(viewer, action="thinking.changed", subject=repo.name, detail=detail)


def quiet_as_json(quiet: QuietHours) -> dict[str, Any]:
    """As `read_quiet_hours` reads it again."""
    return {
        "zone": quiet.zone,
        "days": list(quiet.days),
        "from": f"{quiet.from_:%H:%M}",
        "until": f"{quiet.until:%H:%M}",
    }


def to_settings(row: Mapping[str, Any]) -> ThinkingSettings:
    """The settings of a row, by the names of its columns."""
    quiet = row["quiet_hours"]
    return ThinkingSettings(
        is_on=row["is_on"],
        is_stopped=row["is_stopped"],
        thoughts=tuple(cast("list[Thought]", row["thoughts"])),
        budgets=ThinkingBudgets(
            cpu_seconds_day=row["cpu_seconds_day"],
            model_tokens_day=row["model_tokens_day"],
            usd_day=row["usd_day"],
            drafts_day=row["drafts_day"],
            gpu_seconds_day=row["gpu_seconds_day"],
            io_bytes_day=row["io_bytes_day"],
            insights_day=row["insights_day"],
        ),
        quiet_hours=None
        if quiet is None
        else read_quiet_hours(quiet["zone"], quiet["days"], quiet["from"], quiet["until"]),
    )


def _columns(row: ThinkingSettingsRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in ThinkingSettingsRow.__table__.columns}
