"""The cookie that holds a login's token: for this server's pages alone, and never for a script."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from repochat.accounts.limits import LIMITS
from repochat.api.guard import LOOPBACK_HOSTS, split_host

LOGIN = "repochat"


def name_cookie(name: str, host: str) -> str:
    """What `name` is called for the server that `host` (as in the Host header) reaches.

    Off this machine it carries `__Host-`, by which browsers hold it to HTTPS and to exactly this host. On loopback it
    carries the port: cookies do not tell two servers of one machine apart.
    """
    if not is_loopback_host(host):
        return f"__Host-{name}"
    return f"{name}_{_port_of(host)}"


def is_loopback_host(host: str) -> bool:
    return split_host(host) in LOOPBACK_HOSTS


def find_cookie(name: str, headers: Headers) -> str | None:
    """The value of the cookie `name`; None when there is none, or nothing that can be read."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        for header in headers.getlist("cookie"):
            cookies.load(header)
    except CookieError:
        return None
    found = cookies.get(name_cookie(name, headers.get("host", "")))
    return found.value if found and found.value else None


def render_cookie(name: str, value: str, host: str, *, life_s: int = LIMITS.login_life_s) -> str:
    """The Set-Cookie header: not for scripts, not sent along by other sites' forms, off loopback by HTTPS alone."""
    parts = [f"{name_cookie(name, host)}={value}", "Path=/", f"Max-Age={life_s}", "HttpOnly", "SameSite=Lax"]
    return "; ".join(parts if is_loopback_host(host) else [*parts, "Secure"])


def render_no_cookie(name: str, host: str) -> str:
    """The Set-Cookie header that takes it away."""
    return render_cookie(name, "", host, life_s=0)


def _port_of(host: str) -> int:
    try:
        return urlsplit(f"//{host}").port or 80
    except ValueError:
        return 80
