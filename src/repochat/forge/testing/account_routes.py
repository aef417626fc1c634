"""Accounts, installations, repositories as somebody sees them, rights and branches."""

from datetime import timedelta

from repochat.forge.testing.calls import Call, RefusalError
from repochat.forge.testing.views import view_account, view_installation, view_moment, view_repository
from repochat.forge.testing.wire import HttpResponse, reply
from repochat.forge.testing.world import InstallationRecord, RepositoryRecord, Role, TokenRecord

INSTALLATION_TOKEN_LIFETIME_S = 3600


def get_user(call: Call) -> HttpResponse:
    login = call.need_login()
    scopes = {"X-OAuth-Scopes": ", ".join(call.token.scopes if call.token else ())}
    return reply(view_account(call.world.accounts[login], call.base), headers=scopes)


def list_user_repositories(call: Call) -> HttpResponse:
    login = call.need_login()
    held: list[tuple[RepositoryRecord, Role | None]] = [
        (record, call.world.find_role(record, call.token))
        for record in call.world.repositories.values()
        if login in record.collaborators
    ]
    seen = [view_repository(record, call.world, call.base, role) for record, role in held if role]
    return call.page(sorted(seen, key=lambda found: (found["pushed_at"] or "", found["id"]), reverse=True))


def get_repository(call: Call) -> HttpResponse:
    record = call.need_repository()
    role = None
    if call.token is not None and call.token.login is not None:
        role = call.world.find_role(record, call.token)
    return reply(view_repository(record, call.world, call.base, role))


def get_permission(call: Call) -> HttpResponse:
    record = call.need_repository()
    if call.token is None or call.token.login is not None:
        call.need_repository("write")
    account = call.world.accounts.get(call.parts["login"])
    if account is None:
        raise RefusalError(404, f"{call.parts['login']} is not a user")
    role = record.collaborators.get(account.login, "none" if record.is_private else "read")
    return reply({"permission": role, "role_name": role, "user": view_account(account, call.base)})


def list_branches(call: Call) -> HttpResponse:
    record = call.need_repository()
    heads = {name.removeprefix("refs/heads/"): sha for name, sha in _list_heads(call).items()}
    return call.page(
        [
            {"name": name, "commit": {"sha": sha}, "protected": name in record.protected}
            for name, sha in sorted(heads.items())
        ]
    )


def get_branch(call: Call) -> HttpResponse:
    record = call.need_repository()
    name = call.parts["branch"]
    sha = _list_heads(call).get(f"refs/heads/{name}")
    if sha is None:
        raise RefusalError(404, "Branch not found")
    return reply({"name": name, "commit": {"sha": sha}, "protected": name in record.protected})


def _list_heads(call: Call) -> dict[str, str]:
    refs = call.need_repository().git.list_refs()
    return {name: sha for name, sha in refs.items() if name.startswith("refs/heads/")}


def list_installations(call: Call) -> HttpResponse:
    app = call.need_app()
    found = [record for record in call.world.installations.values() if record.app_id == app.app_id]
    return call.page([view_installation(record, call.world, call.base) for record in found])


def get_installation(call: Call) -> HttpResponse:
    return reply(view_installation(_find_installation(call), call.world, call.base))


def create_installation_token(call: Call) -> HttpResponse:
    record = _find_installation(call)
    if record.suspended_at is not None:
        raise RefusalError(403, "This installation has been suspended")
    expires_at = call.world.now() + timedelta(seconds=INSTALLATION_TOKEN_LIFETIME_S)
    token = call.world.add_token("ghs", TokenRecord(installation_id=record.installation_id, expires_at=expires_at))
    told = {"token": token.token, "expires_at": view_moment(expires_at), "permissions": record.permissions}
    return reply(told, 201)


def list_installation_repositories(call: Call) -> HttpResponse:
    record = call.need_installation()
    found = [call.world.repositories[repo_id] for repo_id in sorted(record.repo_ids)]
    return call.page([view_repository(each, call.world, call.base) for each in found], key="repositories")


def list_user_installations(call: Call) -> HttpResponse:
    login = call.need_login()
    found = [record for record in _list_of_login(call) if _sees(call, record, login)]
    return call.page([view_installation(record, call.world, call.base) for record in found], key="installations")


def list_user_installation_repositories(call: Call) -> HttpResponse:
    login = call.need_login()
    wanted = int(call.parts["installation"])
    record = next((found for found in _list_of_login(call) if found.installation_id == wanted), None)
    if record is None or not _sees(call, record, login):
        raise RefusalError(404, "Not Found")
    both = [call.world.repositories[repo_id] for repo_id in sorted(record.repo_ids)]
    shown = [
        view_repository(each, call.world, call.base, each.collaborators[login])
        for each in both
        if login in each.collaborators
    ]
    return call.page(shown, key="repositories")


def _list_of_login(call: Call) -> list[InstallationRecord]:
    """Those of the App through which the person logged in."""
    client_id = call.token.client_id if call.token else None
    apps = {app.app_id for app in call.world.apps.values() if app.client_id == client_id}
    return [record for record in call.world.installations.values() if record.app_id in apps]


def _sees(call: Call, record: InstallationRecord, login: str) -> bool:
    return record.account == login or any(
        login in call.world.repositories[repo_id].collaborators for repo_id in record.repo_ids
    )


def _find_installation(call: Call) -> InstallationRecord:
    app = call.need_app()
    record = call.world.installations.get(int(call.parts["installation"]))
    if record is None or record.app_id != app.app_id:
        raise RefusalError(404, "Integration not found")
    return record
