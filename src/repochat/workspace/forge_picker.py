"""Picking a repository of the forge: a listing is asked for once a minute, and searched here as a person types."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.link_store import LinkStore
from repochat.catalog.repo_store import RepoStore
from repochat.core.clock import Clock, read_clock
from repochat.core.errors import InvalidError
from repochat.workspace.forge_listing import LISTING_LIMITS, ForgeListing, Origin, list_visible
from repochat.workspace.resources import Resources

if TYPE_CHECKING:
    from repochat.forge.repositories import ForgeRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerLimits:
    """`kept_s` is how long a listing is searched before the forge is asked again."""

    kept_s: int = 60
    people_max: int = 100  # whose listings are kept


LIMITS = PickerLimits()
SIGN_IN = (
    "Log in with GitHub to pick from your repositories, or set up a GitHub App on the settings page. "
    "A path, an address or owner/name works without either."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickable:
    repository: "ForgeRepository"
    is_connected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """One page. `hint` says how to see more, "" where everything is shown; `next_after` continues the list."""

    origin: Origin | None
    items: tuple[Pickable, ...]
    next_after: str | None
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    listing: ForgeListing
    asked_at: datetime


class ForgePicker:
    """Build one per process: it keeps what the forge said for a minute, for each person apart."""

    def __init__(self, resources: Resources, *, clock: Clock = read_clock) -> None:
        self._resources = resources
        self._clock = clock
        self._kept: OrderedDict[UUID | None, _Kept] = OrderedDict()
        self._turns: dict[UUID | None, asyncio.Lock] = {}

    async def pick(self, viewer: Viewer, text: str, *, after: str | None, limit: int) -> Picks:
        """Repositories whose name or description has each word of `text`, the best first, at most `limit`.

        Raises InvalidError for an `after` that is not in the list, and what `list_visible` raises.
        """
        listing = await self._get_listing(viewer)
        found = _search(listing.repositories, text)
        first = _find_start(found, after)
        page = found[first : first + limit]
        connected = await self._list_connected(viewer)
        items = tuple(
            Pickable(repository=each, is_connected=not connected.isdisjoint(_name_all(each))) for each in page
        )
        goes_on = first + limit < len(found)
        return Picks(
            origin=listing.origin,
            items=items,
            next_after=page[-1].full_name if goes_on and page else None,
            hint=_choose_hint(listing),
        )

    async def _get_listing(self, viewer: Viewer) -> ForgeListing:
        """Whoever asks meanwhile waits for the same answer."""
        key = viewer.user_id
        async with self._turns.setdefault(key, asyncio.Lock()):
            kept = self._kept.get(key)
            if kept is None or self._clock() - kept.asked_at > timedelta(seconds=LIMITS.kept_s):
                kept = _Kept(listing=await list_visible(self._resources, viewer), asked_at=self._clock())
                self._keep(key, kept)
            return kept.listing

    def _keep(self, key: UUID | None, kept: _Kept) -> None:
        """A listing that nothing was asked for is not kept: a login may come at any time."""
        if kept.listing.origin is None:
            return
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > LIMITS.people_max:
            gone, _ = self._kept.popitem(last=False)
            if not self._turns[gone].locked():
                del self._turns[gone]

    async def _list_connected(self, viewer: Viewer) -> set[str]:
        """Names and addresses of what is connected, in small letters."""
        async with self._resources.database.read(viewer.scope) as session:
            repos = await RepoStore(session).list_repos()
            links = await LinkStore(session).list_links()
        forge = self._resources.vault.address.url
        sources = {_plain(repo.source) for repo in repos}
        return sources | {_plain(f"{link.forge}/{link.full_name}") for link in links if link.forge == forge}


def _search(repositories: "tuple[ForgeRepository, ...]", text: str) -> "list[ForgeRepository]":
    """A word in the name outweighs one in the description; among equals the order stays."""
    words = text.lower().split()
    ranked = [(_rank(each, words), each) for each in repositories]
    return [each for rank, each in sorted(ranked, key=lambda pair: pair[0] or 0) if rank is not None]


def _rank(repository: "ForgeRepository", words: list[str]) -> int | None:
    """0 where the name begins so, 1 and 2 where the words are in the name or beside it; None where they are not."""
    name = repository.full_name.lower()
    if words and name.rpartition("/")[2].startswith(words[0]) and all(word in name for word in words):
        return 0
    if all(word in name for word in words):
        return 1
    told = f"{name} {repository.description.lower()}"
    return 2 if all(word in told for word in words) else None


def _find_start(found: "list[ForgeRepository]", after: str | None) -> int:
    if after is None:
        return 0
    for index, each in enumerate(found):
        if each.full_name == after:
            return index + 1
    raise InvalidError("`after` is no place in this list.", hint="Hand back `next_after` of a list as it came.")


def _choose_hint(listing: ForgeListing) -> str:
    if listing.origin is None:
        return SIGN_IN
    if listing.is_cut:
        return (
            f"These are the {LISTING_LIMITS.repositories_max:,} that were pushed to last. "
            "Write owner/name to connect another one."
        )
    return ""


def _name_all(repository: "ForgeRepository") -> set[str]:
    return {_plain(repository.clone_url), _plain(repository.url)}


def _plain(address: str) -> str:
    return address.lower().rstrip("/").removesuffix(".git")
