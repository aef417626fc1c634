"""Whether others than this machine's own people can reach the API, and what it takes before they may."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from repochat.core.errors import ForbiddenError
from repochat.core.settings import Settings


def check_exposure(settings: Settings) -> None:
    """Raises ForbiddenError unless `API_HOST` is the loopback interface, or people can log in over HTTPS."""
    if is_loopback(settings.api_host):
        return
    told = f"API_HOST is {settings.api_host}, which others can reach, and"
    if not settings.has_github_login:
        raise ForbiddenError(
            f"{told} no login is configured.",
            hint="Set API_HOST=127.0.0.1, and reach it through an SSH tunnel or a proxy that asks who people are; or"
            " set GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, WEB_SECRET and WEB_URL, so that people log in.",
        )
    if not settings.web_secrets:
        raise ForbiddenError(f"{told} WEB_SECRET is not set.", hint="Set it, to `openssl rand -hex 32` for example.")
    if settings.web_url is None or not settings.web_url.startswith("https://"):
        hint = "Set WEB_URL to the https:// address that people open; a proxy in front of the API speaks TLS."
        raise ForbiddenError(f"{told} WEB_URL is not an address of HTTPS, without which logins can be read.", hint=hint)


def is_exposed(settings: Settings) -> bool:
    """Whether strangers may come: through API_HOST, or through a proxy at WEB_URL."""
    web_host = urlsplit(settings.web_url or "").hostname
    return not is_loopback(settings.api_host) or not (web_host is None or is_loopback(web_host))


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
