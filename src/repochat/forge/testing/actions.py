"""What people do at GitHub, for tests to do: each action changes the world and tells its hooks."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

from pydantic import SecretStr

from repochat.forge.testing.calls import Happening
from repochat.forge.testing.login_routes import create_app
from repochat.forge.testing.objects import GitStore, commit_files
from repochat.forge.testing.views import view_account, view_installation, view_named
from repochat.forge.testing.world import (
    Account,
    AppRecord,
    HookRecord,
    InstallationRecord,
    PullRecord,
    RepositoryRecord,
    Role,
    TokenRecord,
    World,
)

AUTHOR = "Ada Lovelace <ada@example.com>"
_ZEROS = "0" * 40
_APP_EVENTS = ("push", "pull_request", "create", "delete", "repository", "member")
_APP_PERMISSIONS = {"metadata": "read", "contents": "read", "pull_requests": "read"}


@dataclass(frozen=True, kw_only=True)
class RegisteredApp:
    """What its owner knows of it; `record` is the server's side."""

    record: AppRecord
    private_key: SecretStr

    @property
    def app_id(self) -> int:
        return self.record.app_id

    @property
    def client_id(self) -> str:
        return self.record.client_id

    @property
    def client_secret(self) -> SecretStr:
        return SecretStr(self.record.client_secret)


class Hooks(Protocol):
    """How an action reaches the hooks."""

    def tell(self, happening: Happening) -> None: ...

    def tell_app(self, app_id: int, event: str, payload: dict[str, Any]) -> None: ...


class Actions:
    """Safe from any thread."""

    def __init__(self, world: World, hooks: Hooks, base: str, lock: threading.RLock) -> None:
        self._world = world
        self._hooks = hooks
        self._base = base
        self._lock = lock

    def add_user(self, login: str, *, is_organization: bool = False) -> Account:
        with self._lock:
            return self._world.add_account(login, is_organization=is_organization)

    def create_token(self, login: str, scopes: Sequence[str] = ("repo",)) -> SecretStr:
        """A personal access token."""
        with self._lock:
            self._world.add_account(login)
            return SecretStr(self._world.add_token("ghp", TokenRecord(login=login, scopes=tuple(scopes))).token)

    def revoke_token(self, token: SecretStr) -> None:
        with self._lock:
            del self._world.tokens[token.get_secret_value()]

    def revoke_all_tokens(self) -> None:
        """Of everybody: personal ones, logins, installations."""
        with self._lock:
            self._world.tokens.clear()

    def move_clock(self, seconds: float) -> None:
        """The server's clock, away from the machine's; tokens end by it."""
        with self._lock:
            self._world.skew += timedelta(seconds=seconds)

    def add_repository(
        self,
        full_name: str,
        *,
        files: Mapping[str, bytes] | None = None,
        is_private: bool = False,
        default_branch: str = "main",
        git: GitStore | None = None,
    ) -> RepositoryRecord:
        """With a first commit when there are `files`; `git` is where its objects are, in memory by default."""
        with self._lock:
            record = self._world.add_repository(
                full_name, is_private=is_private, default_branch=default_branch, git=git
            )
        if files:
            self.push(full_name, files)
        return record

    def set_role(self, full_name: str, login: str, role: Role | None) -> None:
        """None takes every right away."""
        with self._lock:
            record, account = self.get_repository(full_name), self._world.add_account(login)
            is_new = login not in record.collaborators
            record.collaborators.pop(login, None)
            if role is not None:
                record.collaborators[login] = role
            action = "removed" if role is None else "added" if is_new else "edited"
            self._tell("member", record, {"action": action, "member": view_account(account, self._base)})

    def push(
        self,
        full_name: str,
        files: Mapping[str, bytes | None],
        *,
        branch: str | None = None,
        message: str = "Change",
        author: str = AUTHOR,
        onto: Sequence[str] | None = None,
    ) -> str:
        """A commit, and its id. `onto` names its parents, which rewrites history when the head is none of them."""
        with self._lock:
            record = self.get_repository(full_name)
            name, now = branch or record.default_branch, self._world.now()
            before = record.git.list_refs().get(f"refs/heads/{name}")
            if before is None and onto is None and record.git.list_refs():
                onto = [record.git.list_refs()[f"refs/heads/{record.default_branch}"]]
            at = int(now.timestamp())
            sha = commit_files(record.git, name, files, message=message, author=author, at=at, parents=onto)
            self.announce_push(full_name, f"refs/heads/{name}", before, sha)
            return sha

    def announce_push(self, full_name: str, ref: str, before: str | None, after: str | None) -> None:
        """Tells of a push that was made in the repository's own store; None: the ref was not, or is no more."""
        with self._lock:
            record = self.get_repository(full_name)
            record.pushed_at = self._world.now()
            self._tell("push", record, {"ref": ref, "before": before or _ZEROS, "after": after or _ZEROS})
            for pull in record.pulls.values():
                if ref == f"refs/heads/{pull.head_ref}" and pull.state == "open" and after:
                    pull.head_sha, pull.updated_at = after, self._world.now()
                    record.git.set_ref(f"refs/pull/{pull.number}/head", after)
                    self._tell("pull_request", record, {"action": "synchronize", "number": pull.number})

    def delete_branch(self, full_name: str, branch: str) -> None:
        with self._lock:
            record, ref = self.get_repository(full_name), f"refs/heads/{branch}"
            before = record.git.list_refs()[ref]
            record.git.set_ref(ref, None)
            self.announce_push(full_name, ref, before, None)

    def open_pull(
        self, full_name: str, *, head: str, title: str, body: str = "", is_draft: bool = False, author: str = ""
    ) -> PullRecord:
        with self._lock:
            record = self.get_repository(full_name)
            self._world.add_account(author or record.owner)
            pull = self._world.add_pull(
                record, head=head, base=record.default_branch, title=title, author=author or record.owner
            )
            pull.body, pull.is_draft = body, is_draft
            self._tell("pull_request", record, {"action": "opened", "number": pull.number})
            return pull

    def change_pull(
        self, full_name: str, number: int, action: Literal["closed", "reopened", "edited"], *, title: str | None = None
    ) -> None:
        """What a person did to it; `title` is its new one, for edited."""
        with self._lock:
            record = self.get_repository(full_name)
            pull = record.pulls[number]
            if action != "edited":
                pull.state = "closed" if action == "closed" else "open"
            pull.title = title or pull.title
            pull.updated_at = max(self._world.now(), pull.updated_at + timedelta(seconds=1))
            self._tell("pull_request", record, {"action": action, "number": number})

    def rename(self, full_name: str, new_full_name: str) -> None:
        """Another name, or another owner: a transfer."""
        with self._lock:
            record = self.get_repository(full_name)
            old_owner, old_name = record.owner, record.name
            record.old_names.add(full_name.lower())
            record.owner, _, record.name = new_full_name.partition("/")
            self._world.add_account(record.owner)
            record.collaborators[record.owner] = "admin"
            if record.owner == old_owner:
                changes: dict[str, Any] = {"repository": {"name": {"from": old_name}}}
                self._tell("repository", record, {"action": "renamed", "changes": changes})
                return
            del record.collaborators[old_owner]
            former = view_account(self._world.accounts[old_owner], self._base)
            changes = {"owner": {"from": {"user": former}}}
            self._tell("repository", record, {"action": "transferred", "changes": changes})

    def set_private(self, full_name: str, *, is_private: bool) -> None:
        with self._lock:
            record = self.get_repository(full_name)
            record.is_private = is_private
            self._tell("repository", record, {"action": "privatized" if is_private else "publicized"})

    def set_default_branch(self, full_name: str, branch: str) -> None:
        """Of branches that are there."""
        with self._lock:
            record = self.get_repository(full_name)
            old, record.default_branch = record.default_branch, branch
            self._tell("repository", record, {"action": "edited", "changes": {"default_branch": {"from": old}}})

    def archive(self, full_name: str) -> None:
        with self._lock:
            record = self.get_repository(full_name)
            record.is_archived = True
            self._tell("repository", record, {"action": "archived"})

    def delete_repository(self, full_name: str) -> None:
        with self._lock:
            record = self.get_repository(full_name)
            self._tell("repository", record, {"action": "deleted"})
            del self._world.repositories[record.repo_id]
            for installation in self._world.installations.values():
                installation.repo_ids.discard(record.repo_id)

    def add_app(
        self,
        name: str = "repochat-local",
        *,
        permissions: Mapping[str, str] | None = None,
        redirect_uris: Sequence[str] = ("http://127.0.0.1",),
        hook_url: str | None = None,
        hook_secret: str = "",
        is_oauth_only: bool = False,
    ) -> RegisteredApp:
        """A GitHub App; with `is_oauth_only` an OAuth App, whose logins have scopes and last."""
        with self._lock:
            app, private_key = create_app(
                self._world,
                name=name,
                permissions=dict(permissions or _APP_PERMISSIONS),
                redirect_uris=tuple(redirect_uris),
            )
            app.is_oauth_only = is_oauth_only
            if hook_url is not None:
                app.hook = HookRecord(hook_id=0, url=hook_url, secret=hook_secret, events=_APP_EVENTS)
            return RegisteredApp(record=app, private_key=SecretStr(private_key))

    def install(self, app_id: int, account: str, full_names: Sequence[str]) -> InstallationRecord:
        with self._lock:
            self._world.add_account(account)
            record = InstallationRecord(
                installation_id=next(self._world.ids),
                app_id=app_id,
                account=account,
                repo_ids={self.get_repository(name).repo_id for name in full_names},
                permissions=dict(self._world.apps[app_id].permissions),
            )
            self._world.installations[record.installation_id] = record
            self._tell_installation(record, "created")
            return record

    def uninstall(self, installation_id: int) -> None:
        with self._lock:
            record = self._world.installations.pop(installation_id)
            self._drop_tokens(installation_id)
            self._tell_installation(record, "deleted")

    def suspend(self, installation_id: int, *, is_suspended: bool = True) -> None:
        with self._lock:
            record = self._world.installations[installation_id]
            record.suspended_at = self._world.now() if is_suspended else None
            self._drop_tokens(installation_id)
            self._tell_installation(record, "suspend" if is_suspended else "unsuspend")

    def choose_repositories(self, installation_id: int, full_names: Sequence[str]) -> None:
        """The repositories that the installation sees from now on."""
        with self._lock:
            record = self._world.installations[installation_id]
            chosen = {self.get_repository(name).repo_id for name in full_names}
            changes = {"added": chosen - record.repo_ids, "removed": record.repo_ids - chosen}
            record.repo_ids = chosen
            for action, repo_ids in changes.items():
                named = [view_named(self._world.repositories[repo_id]) for repo_id in sorted(repo_ids)]
                payload = {"action": action, "repositories_added": [], "repositories_removed": []}
                payload |= {f"repositories_{action}": named, "repository_selection": "selected"}
                if named:
                    self._tell_of(record, "installation_repositories", payload)

    def get_repository(self, full_name: str) -> RepositoryRecord:
        with self._lock:
            found = self._world.find_repository(full_name)
            if found is None:
                raise KeyError(full_name)
            return found

    def _drop_tokens(self, installation_id: int) -> None:
        for token in [found for found in self._world.tokens.values() if found.installation_id == installation_id]:
            del self._world.tokens[token.token]

    def _tell(self, event: str, record: RepositoryRecord, payload: dict[str, Any]) -> None:
        self._hooks.tell(Happening(event=event, repo_id=record.repo_id, payload=payload, hook_id=None))

    def _tell_installation(self, record: InstallationRecord, action: str) -> None:
        named = [view_named(self._world.repositories[repo_id]) for repo_id in sorted(record.repo_ids)]
        self._tell_of(record, "installation", {"action": action, "repositories": named})

    def _tell_of(self, record: InstallationRecord, event: str, payload: dict[str, Any]) -> None:
        account = self._world.accounts[record.account]
        told = {
            **payload,
            "installation": view_installation(record, self._world, self._base),
            "sender": view_account(account, self._base),
        }
        self._hooks.tell_app(record.app_id, event, told)
