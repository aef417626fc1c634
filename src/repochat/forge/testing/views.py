"""Records as GitHub writes them: the fields that anybody here reads, and what makes them look like the real thing."""

from datetime import datetime
from typing import Any

from repochat.forge.testing.world import (
    Account,
    AppRecord,
    HookRecord,
    InstallationRecord,
    PullRecord,
    RepositoryRecord,
    Role,
    World,
)

JsonObject = dict[str, Any]


def view_moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def view_account(account: Account, base: str) -> JsonObject:
    return {
        "id": account.account_id,
        "login": account.login,
        "name": account.name,
        "type": "Organization" if account.is_organization else "User",
        "avatar_url": f"{base}/avatars/u/{account.account_id}",
        "html_url": f"{base}/{account.login}",
    }


def view_repository(record: RepositoryRecord, world: World, base: str, role: Role | None = None) -> JsonObject:
    seen = {
        "id": record.repo_id,
        "name": record.name,
        "full_name": record.full_name,
        "description": record.description or None,
        "private": record.is_private,
        "visibility": "private" if record.is_private else "public",
        "owner": view_account(world.accounts[record.owner], base),
        "html_url": f"{base}/{record.full_name}",
        "clone_url": f"{base}/{record.full_name}.git",
        "default_branch": record.default_branch,
        "archived": record.is_archived,
        "pushed_at": view_moment(record.pushed_at) if record.git.list_refs() else None,
    }
    if role is not None:
        rights = {"admin": role == "admin", "push": role in ("write", "admin"), "pull": True}
        seen["permissions"] = {**rights, "maintain": rights["admin"], "triage": rights["push"]}
    return seen


def view_named(record: RepositoryRecord) -> JsonObject:
    """As events of installations name a repository."""
    return {
        "id": record.repo_id,
        "name": record.name,
        "full_name": record.full_name,
        "private": record.is_private,
    }


def view_pull(pull: PullRecord, record: RepositoryRecord, world: World, base: str) -> JsonObject:
    repository = view_repository(record, world, base)
    author = world.accounts.get(pull.author)
    return {
        "id": record.repo_id * 10_000 + pull.number,
        "number": pull.number,
        "title": pull.title,
        "body": pull.body or None,
        "state": pull.state,
        "draft": pull.is_draft,
        "user": view_account(author, base) if author else None,
        "head": {"ref": pull.head_ref, "sha": pull.head_sha, "repo": repository},
        "base": {"ref": pull.base_ref, "sha": pull.base_sha, "repo": repository},
        "merge_commit_sha": None,
        "html_url": f"{base}/{record.full_name}/pull/{pull.number}",
        "created_at": view_moment(pull.created_at),
        "updated_at": view_moment(pull.updated_at),
        "merged_at": view_moment(pull.merged_at),
    }


def view_hook(hook: HookRecord) -> JsonObject:
    return {
        "id": hook.hook_id,
        "type": "Repository" if hook.hook_id else "App",
        "active": hook.is_active,
        "events": list(hook.events),
        "config": {"url": hook.url, "content_type": "json", "secret": "********", "insecure_ssl": "0"},
    }


def view_installation(record: InstallationRecord, world: World, base: str) -> JsonObject:
    account = world.accounts[record.account]
    return {
        "id": record.installation_id,
        "app_id": record.app_id,
        "account": view_account(account, base),
        "target_type": "Organization" if account.is_organization else "User",
        "repository_selection": "selected",
        "permissions": record.permissions,
        "suspended_at": view_moment(record.suspended_at),
    }


def view_app(app: AppRecord) -> JsonObject:
    return {"id": app.app_id, "slug": app.slug, "name": app.name, "permissions": app.permissions}
