"""Which hosts a server may be sent to: never its own machine, its own network, or a cloud's metadata service."""

import ipaddress
import socket

from repochat.core.errors import ForbiddenError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".localdomain", ".home.arpa")


def parse_address(host: str) -> Address | None:
    """An address however it is written: dotted, decimal, octal, hexadecimal, shortened, IPv6. None for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_loopback(host: str) -> bool:
    """By how it is written, without asking a name server."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = parse_address(name)
    return address is not None and _unwrap(address).is_loopback


def list_public_addresses(host: str, port: int) -> list[str]:
    """The addresses of `host`, all of them public; empty when it has none or is not known.

    Raises ForbiddenError when one of them is loopback, private, link-local, reserved or multicast.
    """
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(_LOCAL_SUFFIXES) or ("." not in name and parse_address(name) is None):
        raise _local_address(host)
    written = parse_address(name)
    found = [written] if written is not None else _resolve(name, port)
    if any(not _is_public(address) for address in found):
        raise _local_address(host)
    return [str(address) for address in found]


def _resolve(name: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    texts = dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers)
    return [ipaddress.ip_address(text) for text in texts]


def _is_public(address: Address) -> bool:
    plain = _unwrap(address)
    return plain.is_global and not (plain.is_multicast or plain.is_reserved or plain.is_unspecified)


def _unwrap(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, NAT64), which is where the packets go."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _local_address(host: str) -> ForbiddenError:
    return ForbiddenError(
        f"{host} is an address of this machine or its own network.",
        hint="Use a repository on a public host, or ask whoever runs this server to add the repository on the server.",
    )
