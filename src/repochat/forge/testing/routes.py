"""Which handler answers which call of the API."""

import re
from collections.abc import Callable

from repochat.forge.testing import account_routes, code_routes, hook_routes, login_routes
from repochat.forge.testing.calls import Call
from repochat.forge.testing.wire import HttpResponse

Handler = Callable[[Call], HttpResponse]

_BY_NAME = r"/repos/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)"
_BY_ID = r"/repositories/(?P<id>\d+)"

# Below a repository, which may be named or numbered.
_REPOSITORY_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", r"", account_routes.get_repository),
    ("GET", r"/collaborators/(?P<login>[\w.\[\]-]+)/permission", account_routes.get_permission),
    ("GET", r"/branches", account_routes.list_branches),
    ("GET", r"/branches/(?P<branch>.+)", account_routes.get_branch),
    ("GET", r"/git/commits/(?P<sha>\w+)", code_routes.get_commit),
    ("GET", r"/git/trees/(?P<sha>\w+)", code_routes.get_tree),
    ("GET", r"/git/matching-refs/(?P<prefix>.+)", code_routes.list_matching_refs),
    ("POST", r"/git/blobs", code_routes.create_blob),
    ("POST", r"/git/trees", code_routes.create_tree),
    ("POST", r"/git/commits", code_routes.create_commit),
    ("POST", r"/git/refs", code_routes.create_ref),
    ("PATCH", r"/git/refs/(?P<ref>.+)", code_routes.update_ref),
    ("GET", r"/pulls", code_routes.list_pulls),
    ("POST", r"/pulls", code_routes.create_pull),
    ("GET", r"/pulls/(?P<number>\d+)", code_routes.get_pull),
    ("GET", r"/hooks", hook_routes.list_hooks),
    ("POST", r"/hooks", hook_routes.create_hook),
    ("PATCH", r"/hooks/(?P<hook>\d+)", hook_routes.update_hook),
    ("DELETE", r"/hooks/(?P<hook>\d+)", hook_routes.delete_hook),
    ("POST", r"/hooks/(?P<hook>\d+)/pings", hook_routes.ping_hook),
    ("POST", r"/hooks/(?P<hook>\d+)/tests", hook_routes.try_hook),
)

_OTHER_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", r"/user", account_routes.get_user),
    ("GET", r"/user/repos", account_routes.list_user_repositories),
    ("GET", r"/user/installations", account_routes.list_user_installations),
    (
        "GET",
        r"/user/installations/(?P<installation>\d+)/repositories",
        account_routes.list_user_installation_repositories,
    ),
    ("GET", r"/app/installations", account_routes.list_installations),
    ("GET", r"/app/installations/(?P<installation>\d+)", account_routes.get_installation),
    ("POST", r"/app/installations/(?P<installation>\d+)/access_tokens", account_routes.create_installation_token),
    ("GET", r"/installation/repositories", account_routes.list_installation_repositories),
    ("POST", r"/app-manifests/(?P<code>\w+)/conversions", login_routes.convert_manifest),
)

_ROUTES: tuple[tuple[str, re.Pattern[str], Handler], ...] = tuple(
    (method, re.compile(pattern), handler)
    for method, pattern, handler in (
        *_OTHER_ROUTES,
        *((method, _BY_NAME + rest, handler) for method, rest, handler in _REPOSITORY_ROUTES),
        *((method, _BY_ID + rest, handler) for method, rest, handler in _REPOSITORY_ROUTES),
    )
)


def find_route(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler and the parts of `path`, which is below the API's address."""
    for known, pattern, handler in _ROUTES:
        match = pattern.fullmatch(path) if known == method else None
        if match is not None:
            return handler, match.groupdict()
    return None
