"""Where a forge's pages and its API are."""

import pytest

from repochat.core.errors import InvalidError
from repochat.forge import ForgeAddress


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("https://github.com", "https://api.github.com"),
        ("https://www.github.com/", "https://api.github.com"),
        ("https://api.github.com", "https://api.github.com"),
        ("https://octocorp.ghe.com", "https://api.octocorp.ghe.com"),
        ("https://git.example.com", "https://git.example.com/api/v3"),
        ("https://GIT.example.com:8443/", "https://git.example.com:8443/api/v3"),
        ("http://127.0.0.1:4000", "http://127.0.0.1:4000/api/v3"),
        ("http://[::1]:4000", "http://[::1]:4000/api/v3"),
    ],
)
def test_the_api_follows_from_the_address(url: str, api_url: str) -> None:
    assert ForgeAddress(url).api_url == api_url


def test_pages_of_logins_and_apps_follow_too() -> None:
    address = ForgeAddress("https://git.example.com")
    assert address.authorize_url == "https://git.example.com/login/oauth/authorize"
    assert address.token_url == "https://git.example.com/login/oauth/access_token"
    assert address.manifest_url("a/b") == "https://git.example.com/organizations/a%2Fb/settings/apps/new"
    assert address.install_url("my-app") == "https://git.example.com/github-apps/my-app/installations/new"
    assert ForgeAddress().install_url("my-app") == "https://github.com/apps/my-app/installations/new"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "github.com",
        "ftp://github.com",
        "http://github.com",
        "http://192.168.1.4",
        "https://user:pw@github.com",
        "https://github.com/acme",
        "https://github.com?x=1",
        "https://git.example.com:port",
    ],
)
def test_an_address_that_must_not_get_a_token_is_refused(url: str) -> None:
    with pytest.raises(InvalidError) as caught:
        ForgeAddress(url)
    assert "pw" not in caught.value.message
