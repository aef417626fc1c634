"""What an owner allows in the background of a repository, and what that means, in a sentence."""

from repochat.accounts import Viewer
from repochat.accounts.kill_switch_store import KillSwitchStore, Stop
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.settings import THOUGHTS, ThinkingChange, ThinkingSettings, change_settings
from repochat.catalog.thinking.settings_store import ThinkingStore, ThinkingWriter
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
        return settings, await KillSwitchStore(session).find()


def tell_consequence(settings: ThinkingSettings, stop: Stop | None) -> str:
    """What the settings mean. The engine that they will bind is not built yet, which is said too."""
    if stop is not None:
        return f"{stop.tell()} Nothing thinks in the background, whatever is set here."
    if not settings.is_on:
        return "Nothing thinks in the background. Indexing and questions go on as always."
    if not settings.thoughts:
        return "No thought is chosen, so nothing would run."
    budgets, count = settings.budgets, len(settings.thoughts)
    which = "Every thought" if count == len(THOUGHTS) else f"{count} of {len(THOUGHTS)} thoughts"
    drafts = "1 draft pull request" if budgets.drafts_day == 1 else f"{budgets.drafts_day} draft pull requests"
    when = " outside the quiet hours" if settings.quiet_hours else ""
    return (
        f"{which} may run{when}, for {budgets.cpu_seconds_day:,} CPU seconds, {budgets.model_tokens_day:,} tokens,"
        f" ${budgets.usd_day:.2f} and {drafts} a day. Nothing runs yet: the engine"
        " that these settings bind is not built."
    )
