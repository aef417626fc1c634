"""What an owner allows in the background of a repository, and what that means, in a sentence."""

from repochat.accounts import Viewer
from repochat.accounts.kill_switch_store import KillSwitchStore, Stop
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.admission_store import AdmissionWriter
from repochat.catalog.thinking.settings import THOUGHTS, ThinkingChange, ThinkingSettings, change_settings
from repochat.catalog.thinking.settings_store import ThinkingStore, ThinkingWriter
from repochat.thinking.registry import build_registry
from repochat.thinking.scheduling.tasks import request_admission
from repochat.workspace.resources import Resources


async def read_thinking(resources: Resources, viewer: Viewer, repo: Repo) -> tuple[ThinkingSettings, Stop | None]:
    """The settings, and the kill switch, which stands above them."""
    async with resources.database.read(viewer.scope) as session:
        return await ThinkingStore(session).get(repo.id), await KillSwitchStore(session).find()


async def change_thinking(
    resources: Resources, viewer: Viewer, repo: Repo, change: ThinkingChange
) -> tuple[ThinkingSettings, Stop | None]:
    """What is absent in `change` stays as it is; on record. Raises InvalidError."""
    async with resources.database.write(viewer.scope) as session:
        thinking = ThinkingWriter(session)
        settings = change_settings(await thinking.get(repo.id), change)
        await thinking.put(viewer, repo, settings)
        await request_admission(session, viewer.tenant_id)
        await AdmissionWriter(session).serve(repo.id, 0.0)  # what its old budget kept waiting is looked at again
        return settings, await KillSwitchStore(session).find()


def tell_consequence(settings: ThinkingSettings, stop: Stop | None, *, is_enabled: bool = True) -> str:
    """What the settings mean; a kill switch that is on comes first."""
    if not is_enabled:
        return "THINKING_ENABLED is false here. Nothing thinks in the background, whatever is set here."
    if stop is not None:
        return f"{stop.tell()} Nothing thinks in the background, whatever is set here."
    if settings.is_on and settings.is_stopped:
        return "The repository's kill switch is on: what ran was stopped, and nothing starts until it is taken back."
    if not settings.is_on:
        return "Nothing thinks in the background. Indexing and questions go on as always."
    if not settings.thoughts:
        return "No thought is chosen, so nothing would run."
    budgets, count = settings.budgets, len(settings.thoughts)
    which = "Every thought" if count == len(THOUGHTS) else f"{count} of {len(THOUGHTS)} thoughts"
    when = " outside the quiet hours" if settings.quiet_hours else ""
    insights = "1 insight" if budgets.insights_day == 1 else f"{budgets.insights_day} insights"
    return (
        f"{which} may run{when}, for at most {budgets.cpu_seconds_day:,} CPU seconds,"
        f" {budgets.model_tokens_day:,} tokens and ${budgets.usd_day:.2f} in any 24 hours."
        f" {insights} a day may call for attention; the others wait, ranked.{_tell_missing(settings)}"
    )


def _tell_missing(settings: ThinkingSettings) -> str:
    """What was chosen and cannot run here, so that nobody waits for it."""
    built = {name for name, thought in build_registry().items() if not thought.spec.needs_sandbox}
    missing = [name for name in settings.thoughts if name not in built]
    return f" Not built yet, so they never start: {', '.join(missing)}." if missing else ""
