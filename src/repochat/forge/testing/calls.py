"""One call of the API: who makes it, on what, and how it is refused."""

from dataclasses import dataclass, field
from typing import Any

from repochat.forge.testing.wire import HttpRequest, HttpResponse, reply
from repochat.forge.testing.world import AppRecord, InstallationRecord, RepositoryRecord, Role, TokenRecord, World

_RANKS: dict[Role, int] = {"read": 1, "write": 2, "admin": 3}


class RefusalError(Exception):
    """The answer, instead of what was asked for."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.response = reply({"message": message, "documentation_url": "https://docs.github.com"}, status, headers)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What the hooks are told; the repository and the sender are added when it is sent."""

    event: str
    repo_id: int
    payload: dict[str, Any]
    hook_id: int | None


@dataclass(kw_only=True)
class Call:
    """`token` or `app` says who asks; both None: nobody. `emit` tells the hooks what happened."""

    request: HttpRequest
    world: World
    base: str
    parts: dict[str, str] = field(default_factory=dict[str, str])
    token: TokenRecord | None = None
    app: AppRecord | None = None
    happenings: list[Happening] = field(default_factory=list[Happening])

    def emit(self, event: str, repo_id: int, payload: dict[str, Any], *, hook_id: int | None = None) -> None:
        """`hook_id` None tells every hook that wants such events."""
        self.happenings.append(Happening(event=event, repo_id=repo_id, payload=payload, hook_id=hook_id))

    def need_login(self) -> str:
        """Whose token it is; an App or an installation is nobody."""
        if self.token is None:
            raise RefusalError(401, "Requires authentication")
        if self.token.login is None:
            raise RefusalError(403, "Resource not accessible by integration")
        return self.token.login

    def need_app(self) -> AppRecord:
        if self.app is None:
            raise RefusalError(401, "A JSON web token could not be decoded")
        return self.app

    def need_installation(self) -> InstallationRecord:
        found = self.world.installations.get((self.token and self.token.installation_id) or 0)
        if found is None:
            raise RefusalError(403, "You must authenticate with an installation access token")
        return found

    def need_repository(self, role: Role = "read") -> RepositoryRecord:
        """The one that the path names. Who may not see it gets 404, who may not do it gets 403."""
        record = self._find_repository()
        if record is None:
            raise RefusalError(404, "Not Found")
        held = self.world.find_role(record, self.token)
        if held is None:
            raise RefusalError(404, "Not Found")
        if _RANKS[held] < _RANKS[role]:
            raise RefusalError(403, "Resource not accessible by integration", {"X-Accepted-OAuth-Scopes": "repo"})
        return record

    def need_permission(self, name: str, *levels: str) -> None:
        """Of the installation that asks; people have roles instead."""
        if self.token is None or self.token.installation_id is None:
            return
        if self.need_installation().permissions.get(name) not in levels:
            accepted = {"X-Accepted-GitHub-Permissions": f"{name}={levels[0]}"}
            raise RefusalError(403, "Resource not accessible by integration", accepted)

    def text(self, name: str) -> str:
        """A field of the body that has to be there."""
        value = self.request.json.get(name)
        if not isinstance(value, str):
            raise RefusalError(422, f"Invalid request. {name} wasn't supplied.")
        return value

    def page(self, items: list[Any], *, key: str | None = None) -> HttpResponse:
        """The part of a listing that was asked for, with a Link to the next."""
        size, number = int(self.request.query.get("per_page", "30")), int(self.request.query.get("page", "1"))
        shown = items[(number - 1) * size : number * size]
        has_next = number * size < len(items)
        link = {"Link": f'<{self.base}{self.request.path}?page={number + 1}>; rel="next"'} if has_next else {}
        return reply(shown if key is None else {"total_count": len(items), key: shown}, headers=link)

    def _find_repository(self) -> RepositoryRecord | None:
        if "id" in self.parts:
            return self.world.repositories.get(int(self.parts["id"]))
        name = f"{self.parts['owner']}/{self.parts['name']}"
        found = self.world.find_repository(name)
        moved = None if found is not None else self.world.find_renamed(name)
        if moved is not None and self.world.find_role(moved, self.token) is not None:
            rest = self.request.path.partition(f"/repos/{name}")[2]
            location = f"{self.base}/api/v3/repositories/{moved.repo_id}{rest}"
            query = f"?{self.request.query_text}" if self.request.query_text else ""
            status = 301 if self.request.method == "GET" else 307
            raise RefusalError(status, "Moved Permanently", {"Location": location + query})
        return found
