"""Draft pull requests: who allowed them in a repository, opening one, and what became of those that were opened.

A permission is asked for twice, and so is the kill switch: before anything is prepared, and in the transaction that
records what is about to be sent. Whoever takes it back stops every request that has not begun by then.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from repochat.accounts import Viewer
from repochat.accounts.kill_switch_store import KillSwitchStore
from repochat.catalog.draft_store import (
    DraftPermission,
    DraftState,
    DraftStore,
    DraftWriter,
    NewDraft,
    OpenedDraft,
    StoredDraft,
)
from repochat.catalog.link_store import LinkStore, RepoLink
from repochat.catalog.repo_store import Repo
from repochat.core.database import ReadSession
from repochat.core.errors import ConflictError, ForbiddenError, InvalidError, RepochatError
from repochat.forge.draft import Draft, DraftRequest, check_request
from repochat.forge.limits import ForgeLimits
from repochat.git import resolve_revision
from repochat.indexing.connect import mirror_of
from repochat.workspace.draft_proposal import DraftProposal, build_request, digest_proposal
from repochat.workspace.forge_rights import check_right
from repochat.workspace.resources import Resources

if TYPE_CHECKING:
    from repochat.forge.client import GitHubClient

KEY_CHARS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAccess:
    """Whether drafts may be opened in `repo`, and where: `full_name` is "" when it is linked to no forge."""

    repo: Repo
    forge: str
    full_name: str
    permission: DraftPermission | None

    @property
    def granted_at(self) -> datetime | None:
        return None if self.permission is None else self.permission.granted_at

    def as_json(self) -> dict[str, Any]:
        return {
            "repo": self.repo.name,
            "forge": self.forge,
            "full_name": self.full_name,
            "allowed": self.permission is not None,
            "allowed_by": self.permission.granted_by if self.permission else None,
            "allowed_at": self.granted_at.isoformat() if self.granted_at else None,
        }


async def read_draft_access(resources: Resources, viewer: Viewer, repo: Repo) -> DraftAccess:
    """As it is now."""
    async with resources.database.read(viewer.scope) as session:
        link = await LinkStore(session).find(repo.id)
        if link is None:
            return DraftAccess(repo=repo, forge="", full_name="", permission=None)
        permission = await DraftStore(session).find_permission(link)
    return DraftAccess(repo=repo, forge=link.forge, full_name=link.full_name, permission=permission)


async def allow_drafts(resources: Resources, viewer: Viewer, repo: Repo) -> DraftAccess:
    """Lets drafts be opened in `repo`, on record. Raises ForbiddenError for whoever is not its owner on the forge."""
    async with resources.database.read(viewer.scope) as session:
        link = await _get_link(session, repo)
    await check_right(resources, viewer, link, "admin")
    async with resources.database.write(viewer.scope) as session:
        await DraftWriter(session).allow(viewer, repo, link)
    return await read_draft_access(resources, viewer, repo)


async def forbid_drafts(resources: Resources, viewer: Viewer, repo: Repo) -> DraftAccess:
    """Takes the permission back, on record; an owner of this installation may too, whatever the forge says."""
    if viewer.role != "owner":
        async with resources.database.read(viewer.scope) as session:
            link = await _get_link(session, repo)
        await check_right(resources, viewer, link, "admin")
    async with resources.database.write(viewer.scope) as session:
        await DraftWriter(session).forbid(viewer, repo)
    return await read_draft_access(resources, viewer, repo)


async def list_drafts(resources: Resources, viewer: Viewer, repo: Repo) -> list[StoredDraft]:
    """The newest first, at most 200, each as its forge told of it last."""
    async with resources.database.read(viewer.scope) as session:
        return await DraftStore(session).list_drafts(repo.id)


async def open_draft(resources: Resources, viewer: Viewer, repo: Repo, proposal: DraftProposal) -> StoredDraft:
    """The draft of `proposal.key`: opened, brought up to date, or as it is when nothing new is asked for.

    Safe to call again after any failure, also one that killed the process. Raises ForbiddenError without permission
    or right, and while the kill switch is on; ConflictError for a repository that cannot have drafts; and what
    `forge.drafts.open_draft` raises.
    """
    return await _Opening(resources, viewer, repo, proposal).run()


class _Opening:
    """One proposal on its way to the forge."""

    def __init__(self, resources: Resources, viewer: Viewer, repo: Repo, proposal: DraftProposal) -> None:
        self._resources = resources
        self._viewer = viewer
        self._repo = repo
        self._proposal = proposal
        self._digest = digest_proposal(proposal)

    async def run(self) -> StoredDraft:
        _check_key(self._proposal.key)
        async with self._resources.database.read(self._viewer.scope) as session:
            await _check_stop(session)
            link = await _get_link(session, self._repo)
            permission = await _get_permission(session, self._repo, link)
            known = await DraftStore(session).find(self._repo.id, self._proposal.key)
        if known is not None and known.number is not None and known.digest == self._digest:
            return known
        await check_right(self._resources, self._viewer, link, "write")
        request = await self._build(link, permission)
        async with await self._open_client(link) as client:
            new = NewDraft(
                key=request.key, title=request.title.strip(), base_ref=request.base, base_sha=request.base_sha
            )
            await self._begin(new, link)
            draft = await self._ask(client, request)
            is_new = known is None or known.number is None
            return await self._keep(new, draft, is_new=is_new)

    async def _build(self, link: RepoLink, permission: DraftPermission) -> DraftRequest:
        base = self._proposal.base or self._repo.default_branch
        if not base:
            hint = f"Index it first: `repochat index {self._repo.name}`."
            raise ConflictError(f"The default branch of {self._repo.name} is not known yet.", hint=hint)
        base_sha = self._proposal.base_sha or await self._find_base(base)
        request = build_request(self._proposal, link, permission, base=base, base_sha=base_sha)
        check_request(request, ForgeLimits())
        return request

    async def _find_base(self, base: str) -> str:
        mirror = mirror_of(self._resources.home.mirrors, self._repo)
        return (await asyncio.to_thread(resolve_revision, mirror, f"refs/heads/{base}")).sha

    async def _open_client(self, link: RepoLink) -> "GitHubClient":
        client = await self._resources.vault.open_client(self._repo.tenant_id, self._repo.id, link.forge)
        if client is None:
            raise ConflictError(
                f"There is nothing to show to {link.forge} for {link.full_name}.",
                hint="Install the GitHub App there, or set GITHUB_TOKEN to a token that may write contents and pulls.",
            )
        return client

    async def _begin(self, new: NewDraft, link: RepoLink) -> None:
        async with self._resources.database.write(self._viewer.scope) as session:
            await _check_stop(session)
            await _get_permission(session, self._repo, link)
            await DraftWriter(session).begin(self._viewer, self._repo, new)

    async def _ask(self, client: "GitHubClient", request: DraftRequest) -> Draft:
        from repochat.forge.drafts import open_draft as ask_forge  # noqa: PLC0415  HTTP, only where it is needed

        try:
            return await ask_forge(client, request)
        except RepochatError as error:
            problem = {"message": error.message, "hint": error.hint}
            async with self._resources.database.write(self._viewer.scope) as session:
                await DraftWriter(session).note_problem(self._viewer, self._repo, request.key, problem)
            raise

    async def _keep(self, new: NewDraft, draft: Draft, *, is_new: bool) -> StoredDraft:
        opened = OpenedDraft(
            digest=self._digest,
            state=_judge(draft),
            number=draft.number,
            url=draft.url,
            branch=draft.branch,
            head_sha=draft.head_sha,
            is_new=is_new,
        )
        async with self._resources.database.write(self._viewer.scope) as session:
            drafts = DraftWriter(session)
            await drafts.keep(self._viewer, self._repo, new, opened)
            kept = await drafts.find(self._repo.id, new.key)
        if kept is None:
            raise ConflictError(f"{self._repo.name} was disconnected meanwhile.", hint=f"The draft is at {draft.url}.")
        return kept


async def _check_stop(session: ReadSession) -> None:
    stop = await KillSwitchStore(session).find()
    if stop is not None:
        raise ForbiddenError(
            f"No draft pull request is opened. {stop.tell()}",
            hint="An owner turns it off in the settings, or with `repochat kill-switch off`.",
        )


async def _get_permission(session: ReadSession, repo: Repo, link: RepoLink) -> DraftPermission:
    permission = await DraftStore(session).find_permission(link)
    if permission is None:
        raise ForbiddenError(
            f"Nobody has allowed draft pull requests in {repo.name}.",
            hint=f"Its owner can: `repochat drafts allow {repo.name}`.",
        )
    return permission


async def _get_link(session: ReadSession, repo: Repo) -> RepoLink:
    link = await LinkStore(session).find(repo.id)
    if link is None:
        raise ConflictError(
            f"{repo.name} is not known to be on GitHub, so it can have no pull requests.",
            hint="Connect it by its address there; the first webhook or look at it finds it.",
        )
    if link.state != "connected":
        raise ConflictError(
            f"{link.full_name} cannot be reached on {link.forge}: {link.state}.",
            hint="Give the credential its rights back, or install the GitHub App there again.",
        )
    return link


def _check_key(key: str) -> None:
    if not key or len(key) > KEY_CHARS_MAX or not key.isprintable():
        raise InvalidError(
            "A draft needs a key, which says which one it is.", hint=f"Give up to {KEY_CHARS_MAX} plain characters."
        )


def _judge(draft: Draft) -> DraftState:
    if draft.state != "open":
        return "closed"
    return "draft" if draft.is_draft else "ready"
