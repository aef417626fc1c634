"""How one repository's webhooks fare: where they should go, what came, and what to do when nothing does."""

from dataclasses import dataclass
from datetime import datetime

from repochat.accounts import Viewer
from repochat.catalog.delivery_store import DeliveryStore, RepoWebhooks
from repochat.catalog.event_store import Event, EventStore
from repochat.catalog.follow_store import FollowState, FollowStore
from repochat.catalog.link_store import LinkStore, RepoLink
from repochat.catalog.repo_store import Repo
from repochat.indexing.following.receiving import name_repo_lane
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What stands in the way of webhooks, and what to do about it."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookStanding:
    """`link` None: its place on a forge is not known. `secrets` counts those that may sign."""

    repo: Repo
    follow: FollowState | None
    link: RepoLink | None
    secrets: int
    counts: RepoWebhooks
    last_event: Event | None
    advice: tuple[Advice, ...]

    @property
    def last_ping_at(self) -> datetime | None:
        return self.counts.last_ping_at


async def read_webhook_standing(
    resources: Resources, viewer: Viewer, repo: Repo, *, is_reachable: bool
) -> WebhookStanding:
    """As it is now. `is_reachable`: a forge can send something here."""
    async with resources.database.read(viewer.scope) as session:
        follow, link = await FollowStore(session).find(repo.id), await LinkStore(session).find(repo.id)
        lane = name_repo_lane(link.forge, link.forge_repo_id) if link else ""
        counts = await DeliveryStore(session).read_repo_health(repo.id, lane)
        events = await EventStore(session).list_events(repo_id=repo.id, limit=1)
    async with resources.database.read(viewer.tenant_id) as session:
        secrets = len(await resources.vault.list_webhook_secrets(session))
    return WebhookStanding(
        repo=repo,
        follow=follow,
        link=link,
        secrets=secrets,
        counts=counts,
        last_event=events[0] if events else None,
        advice=_advise(repo, link, counts, secrets=secrets, is_reachable=is_reachable),
    )


def _advise(
    repo: Repo, link: RepoLink | None, counts: RepoWebhooks, *, secrets: int, is_reachable: bool
) -> tuple[Advice, ...]:
    if repo.source_kind == "path":
        return ()
    found: list[Advice] = []
    if not secrets:
        hint = "Set GITHUB_WEBHOOK_SECRET and give the forge the same, or make a GitHub App under GitHub."
        found.append(Advice(message="No webhook secret is set, so every webhook is refused.", hint=hint))
    if not is_reachable:
        hint = "Set WEB_URL to a public https:// address that leads here. Until then the forge is asked now and then."
        found.append(Advice(message="A forge cannot reach this machine.", hint=hint))
    if link is None:
        hint = "The first webhook or the next look at the forge finds it; GITHUB_TOKEN lets us look."
        found.append(Advice(message="Its place on GitHub is not known.", hint=hint))
    if counts.failed:
        hint = "The events below say why. A forge can deliver them again."
        found.append(Advice(message=f"{counts.failed} webhooks of a day could not be handled.", hint=hint))
    return tuple(found)
