"""Which hosts a server may be sent to."""

import pytest

from repochat.core.errors import ForbiddenError
from repochat.git.address import is_loopback, list_public_addresses


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "git.localhost",
        "printer.local",
        "metadata.google.internal",
        "intranet",
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0xA9FEA9FE",
        "2852039166",
        "100.64.0.1",
        "100.100.100.200",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
    ],
)
def test_an_address_inside_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(ForbiddenError):
        list_public_addresses(host, 443)


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("140.82.121.3", ["140.82.121.3"]),
        ("2606:50c0:8000::153", ["2606:50c0:8000::153"]),
        ("0x08080808", ["8.8.8.8"]),
        ("no-such-host.invalid", []),
    ],
)
def test_public_addresses_pass_and_unknown_names_have_none(host: str, addresses: list[str]) -> None:
    assert list_public_addresses(host, 443) == addresses


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("localhost.example.com", False)],
)
def test_loopback_is_told_by_how_it_is_written(host: str, expected: bool) -> None:  # noqa: FBT001  a parameter of the table
    assert is_loopback(host) is expected
