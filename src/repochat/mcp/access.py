"""How a tool reaches the workspace, and which repository it means when it names none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repochat.core.errors import NotFoundError, RepochatError

if TYPE_CHECKING:
    from repochat.catalog.repo_store import Repo
    from repochat.workspace import Workspace

NAMES_SHOWN_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """`here` is the folder whose repository is meant by default: where an agent on this machine works."""

    get_workspace: "Callable[[], Awaitable[Workspace]]"
    here: str | None = None

    async def choose(self, repository: str | None) -> "tuple[Workspace, Repo]":
        """Raises NotFoundError and InvalidError that list what there is to choose from."""
        workspace = await self.get_workspace()
        if repository or self.here is None or not _is_repository(self.here):
            return workspace, await workspace.choose_repo(repository or None)
        try:
            return workspace, await workspace.find_repo(self.here)
        except NotFoundError as error:
            names = ", ".join(each.name for each in (await workspace.list_repos())[:NAMES_SHOWN_MAX])
            others = f" Or name a connected one as `repository`: {names}." if names else ""
            hint = f"Run `repochat index .` in it first.{others}"
            raise NotFoundError("The repository of the working folder is not connected.", hint=hint) from error


def _is_repository(folder: str) -> bool:
    from repochat.git import parse_source

    try:
        parse_source(folder, may_reach_local=True)
    except RepochatError:
        return False
    return True
