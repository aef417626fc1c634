"""How far one run of git may reach over the network for one source."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from repochat.core.errors import UnavailableError
from repochat.git.address import list_public_addresses, parse_address
from repochat.git.credentials import DeployKey, GitCredential, offer_key, offer_password
from repochat.git.environment import SSH_COMMAND
from repochat.git.source import DEFAULT_PORTS, Source

_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


@dataclass(frozen=True, kw_only=True)
class Reach:
    """`options` stand before git's subcommand; `protocols` are all that git may speak."""

    options: tuple[str, ...]
    protocols: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


@contextmanager
def open_reach(source: Source) -> Generator[Reach]:
    """`find_reach`, with the source's credential at hand for the length of the block.

    A ForbiddenError of the block says then that the credential was refused.
    """
    reach = find_reach(source)
    if isinstance(source.credential, GitCredential):
        parts = urlsplit(source.url)
        with offer_password(source.credential, f"{parts.scheme}://{parts.netloc}") as environment:
            yield replace(reach, environment={**reach.environment, **environment})
    elif isinstance(source.credential, DeployKey):
        with offer_key(source.credential, reach.environment.get("GIT_SSH_COMMAND", SSH_COMMAND)) as environment:
            yield replace(reach, environment={**reach.environment, **environment})
    else:
        yield reach


def find_reach(source: Source) -> Reach:
    """Keeps a server's git on addresses that were checked: no redirect, and no second look-up that says otherwise.

    Raises ForbiddenError when the host has moved to a local address, UnavailableError when it is not known.
    """
    if source.host is None or source.port is None:
        return Reach(options=(), protocols=("file",))
    if source.may_reach_local:
        return Reach(options=(), protocols=(source.kind,))
    addresses = list_public_addresses(source.host, source.port)
    if not addresses and not _has_proxy(source):
        raise UnavailableError(
            f"The host {source.host} is not known.", hint="Check the address for a typing error, then the network."
        )
    if source.kind == "ssh":
        return Reach(options=(), protocols=("ssh",), environment=_pin_ssh(source.host, source.port, addresses[0]))
    return Reach(
        options=("-c", "http.followRedirects=false", *pin_http(source.host, source.port, addresses)),
        protocols=(source.kind,),
    )


def _has_proxy(source: Source) -> bool:
    """A proxy resolves names itself, and what it lets through is its owner's choice. ssh takes no proxy from here."""
    return source.kind != "ssh" and any(os.environ.get(name) for name in _PROXIES)


def pin_http(host: str, port: int, addresses: list[str]) -> tuple[str, ...]:
    """The option that makes git connect to `addresses` for `host`, whatever a name server says later."""
    if not addresses or parse_address(host) is not None:
        return ()  # an address needs no look-up, and git's library refuses a pin for one of IPv6
    pinned = ",".join(f"[{address}]" if ":" in address else address for address in addresses)
    return ("-c", f"http.curloptResolve={host}:{port}:{pinned}")


def _pin_ssh(host: str, port: int, address: str) -> dict[str, str]:
    # The key is still looked up by the name: known_hosts writes a port only when it is another than ssh's own.
    alias = host if port == DEFAULT_PORTS["ssh"] else f"[{host}]:{port}"
    return {"GIT_SSH_COMMAND": f"{SSH_COMMAND} -oHostName={address} '-oHostKeyAlias={alias}'"}
