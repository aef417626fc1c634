"""Where a chat model answers: provider, model, address and key, as the settings say."""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from repochat.core.errors import InvalidError
from repochat.core.settings import Settings

Provider = Literal["openai", "anthropic", "ollama", "compatible"]

_BASE_URLS = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "ollama": "http://127.0.0.1:11434/v1",
}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`base_url` is an http(s) address without a user or a password in it."""

    provider: Provider
    model: str
    base_url: str
    api_key: SecretStr | None = None

    @property
    def host(self) -> str:
        """The host name, with its port when it is not the scheme's own."""
        address = urlsplit(self.base_url)
        port = "" if address.port in (None, _PORTS[address.scheme]) else f":{address.port}"
        name = address.hostname or ""
        return f"[{name}]{port}" if ":" in name else f"{name}{port}"

    @property
    def is_local(self) -> bool:
        return is_loopback(urlsplit(self.base_url).hostname or "")


def is_loopback(host: str) -> bool:
    """Judged by the text alone: a name that merely resolves to this machine may resolve elsewhere tomorrow."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_endpoint(settings: Settings) -> Endpoint | None:
    """None when LLM_PROVIDER is none. Raises InvalidError when LLM_BASE_URL is not an address."""
    if settings.llm_provider == "none" or settings.llm_model is None:
        return None
    base_url = (settings.llm_base_url or _BASE_URLS.get(settings.llm_provider, "")).rstrip("/")
    _check_base_url(base_url)
    return Endpoint(
        provider=settings.llm_provider, model=settings.llm_model, base_url=base_url, api_key=settings.llm_api_key
    )


def _check_base_url(base_url: str) -> None:
    try:
        address = urlsplit(base_url)
        fits = address.scheme in _PORTS and bool(address.hostname) and address.port != 0
    except ValueError:
        fits = False
    else:
        fits = fits and address.username is None and not address.query and not address.fragment
    if not fits:
        raise InvalidError(
            "LLM_BASE_URL is not the address of a model server.",
            hint="It looks like https://api.openai.com/v1 or http://127.0.0.1:11434/v1; the key goes into LLM_API_KEY.",
        )
