"""Where a forge is: github.com, GitHub Enterprise Cloud with its own data residency, or an Enterprise server."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from repochat.core.errors import InvalidError

_DOT_COM = "https://github.com"
_DATA_RESIDENCY = ".ghe.com"
_HINT = "Write https://github.com, or the address of the Enterprise server without a path."


@dataclass(frozen=True, slots=True)
class ForgeAddress:
    """`url` is what people open, without a slash at its end. Raises InvalidError when a token must not be sent there.

    Plain http is for this machine alone.
    """

    url: str = _DOT_COM

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _check(self.url))

    @property
    def host(self) -> str:
        """The host, with its port when there is one."""
        return urlsplit(self.url).netloc

    @property
    def is_dot_com(self) -> bool:
        return self.url == _DOT_COM

    @property
    def api_url(self) -> str:
        """Where REST calls go, without a slash at its end."""
        if self.is_dot_com:
            return "https://api.github.com"
        if self.host.endswith(_DATA_RESIDENCY):
            return f"https://api.{self.host}"
        return f"{self.url}/api/v3"

    @property
    def authorize_url(self) -> str:
        return f"{self.url}/login/oauth/authorize"

    @property
    def token_url(self) -> str:
        return f"{self.url}/login/oauth/access_token"

    def manifest_url(self, organization: str | None = None) -> str:
        """Where a person's browser posts the manifest of a new App: of their own account, or an organization's."""
        if organization is None:
            return f"{self.url}/settings/apps/new"
        return f"{self.url}/organizations/{quote(organization, safe='')}/settings/apps/new"

    def install_url(self, slug: str) -> str:
        """Where a person chooses the repositories that the App `slug` may see."""
        folder = "apps" if self.is_dot_com or self.host.endswith(_DATA_RESIDENCY) else "github-apps"
        return f"{self.url}/{folder}/{quote(slug, safe='')}/installations/new"

    def clone_url(self, full_name: str) -> str:
        return f"{self.url}/{full_name}.git"


def _check(url: str) -> str:
    try:
        parts = urlsplit(url.strip().rstrip("/"))
        port = parts.port
    except ValueError as error:
        raise InvalidError("The forge's address is malformed.", hint=_HINT) from error
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host or parts.path or parts.query or parts.fragment:
        raise InvalidError("The forge's address is not that of a host.", hint=_HINT)
    if "@" in parts.netloc:
        raise InvalidError("The forge's address holds credentials.", hint=f"Remove them. {_HINT}")
    if parts.scheme == "http" and not _is_loopback(host):
        raise InvalidError(
            "A forge is not spoken to over http://: a token would be read on the way.", hint="Use https://."
        )
    if host in {"www.github.com", "api.github.com"}:
        host = "github.com"
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
