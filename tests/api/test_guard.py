from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from repochat.api import create_app
from repochat.api.guard import split_host
from repochat.core.errors import ForbiddenError
from tests.api.serving import Product, build_settings


@pytest.mark.parametrize(
    ("netloc", "host"),
    [
        ("localhost:8000", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:80", "::1"),
        ("A.B:1", "a.b"),
        ("[", ""),
        ("", ""),
    ],
)
def test_a_host_is_read_without_its_port(netloc: str, host: str) -> None:
    assert split_host(netloc) == host


async def test_a_host_name_that_was_rebound_to_this_machine_is_refused(idle: Product) -> None:
    answer = await idle.client.get("/repos", headers={"Host": "evil.example:8000"})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "forbidden")


@pytest.mark.parametrize("host", ["localhost:9", "127.0.0.1:9", "[::1]:9"])
async def test_the_loopback_names_are_served(idle: Product, host: str) -> None:
    assert (await idle.client.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_origin_changes_nothing(idle: Product, headers: dict[str, str]) -> None:
    answer = await idle.client.post("/repos", json={"source": "/"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "forbidden")


async def test_the_own_origin_may_change_things(idle: Product) -> None:
    headers = {"Origin": idle.address, "Sec-Fetch-Site": "same-origin"}
    answer = await idle.client.post("/repos", json={"source": "/no/such"}, headers=headers)
    assert answer.status_code == 404


async def test_a_body_over_the_limit_is_413_announced_or_not(idle: Product) -> None:
    async def stream() -> AsyncGenerator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    announced = await idle.client.post("/repos", content=b"x" * 2_000_000)
    unannounced = await idle.client.post("/repos", content=stream(), headers={"Content-Type": "application/json"})
    for answer in (announced, unannounced):
        assert answer.status_code == 413
        assert answer.json()["error"]["limit"] == "body_bytes_max"


async def test_every_response_carries_the_security_headers_and_an_id(idle: Product) -> None:
    for path in ("/", "/healthz", "/nothing"):
        headers = (await idle.client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"].partition("style-src")[0]
        assert headers["x-request-id"]
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org"])  # noqa: S104  refused here
def test_an_api_that_others_can_reach_does_not_start_without_a_login(tmp_path: Path, host: str) -> None:
    with pytest.raises(ForbiddenError, match="API_HOST"):
        create_app(build_settings(tmp_path, API_HOST=host))


async def test_health_and_readiness_answer(idle: Product) -> None:
    health: httpx.Response = await idle.client.get("/healthz")
    ready = await idle.client.get("/readyz")
    assert health.json()["status"] == "ok"
    assert ready.status_code == 200, ready.text
    assert {name: check["ok"] for name, check in ready.json()["checks"].items()} == {
        "database": True,
        "migrations": True,
        "queue": True,
    }


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/files?repo=%00&path=a", b"", 422),
        ("GET", "/files?repo=r&path=a%00b", b"", 422),
        ("POST", "/index/%00/initial", b"", 422),
        ("POST", "/repos", b'{"source": "/a\\u0000b"}', 422),
        ("POST", "/repos", b'{"source": "/\\ud800"}', 422),
        ("POST", "/repos", b"{", 422),
        ("POST", "/chat", b"[" * 100_000, 400),
        ("POST", "/index/runs/none/cancel", b"", 422),
        ("GET", "/feedback", b"", 405),
    ],
)
async def test_malformed_input_is_an_error_of_the_one_shape(
    idle: Product, method: str, path: str, content: bytes, status: int
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await idle.client.request(method, path, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
