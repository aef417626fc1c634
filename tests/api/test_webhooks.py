"""Webhooks over real HTTP: who is let in, what is kept, and what is told."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.api.limits import LIMITS as API_LIMITS
from repochat.core.database import Database
from repochat.indexing.following import LIMITS
from tests.api.hooks import SECOND, SECRET, build_push, deliver
from tests.api.serving import Product, build_settings, serving
from tests.forge.examples import list_examples

WAIT_S = 10
MEBIBYTE = 1024 * 1024


@pytest.fixture
async def door(database: Database, tmp_path: Path) -> AsyncGenerator[Product]:
    """The API without a worker: what is taken in waits."""
    settings = build_settings(
        tmp_path / "home",
        GITHUB_WEBHOOK_SECRET=f"{SECRET}, {SECOND}",
        GITLAB_WEBHOOK_SECRET=SECRET,
        WEB_URL="https://chat.example",
    )
    async with serving(database, settings, with_worker=False) as product:
        yield product


async def read_rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.read(LOCAL_TENANT_ID) as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def read_refusals(database: Database, *, at_least: int) -> dict[str, int]:
    async with asyncio.timeout(WAIT_S):
        while True:
            rows = await read_rows(database, "SELECT reason, times FROM webhook_refusals")
            if sum(times for _, times in rows) >= at_least:
                return dict(rows)
            await asyncio.sleep(0.02)


async def count_stored(database: Database) -> tuple[int, int, int]:
    """Deliveries, events and jobs."""
    (row,) = await read_rows(
        database,
        "SELECT (SELECT count(*) FROM webhook_deliveries), (SELECT count(*) FROM events),"
        " (SELECT count(*) FROM procrastinate_jobs)",
    )
    return row[0], row[1], row[2]


async def test_a_signed_delivery_is_stored_with_its_event_and_one_job(door: Product, database: Database) -> None:
    answer = await deliver(door.client, build_push())
    assert (answer.status_code, answer.json()) == (202, {"status": "stored"})
    assert await count_stored(database) == (1, 1, 1)
    assert await read_rows(database, "SELECT kind, state, lane FROM events") == [
        ("push", "waiting", "https://github.com repository 1")
    ]
    assert await read_rows(database, "SELECT task_name, queue_name FROM procrastinate_jobs") == [
        ("handle_events", "quick")
    ]


async def test_no_login_is_needed_and_every_secret_of_a_rotation_signs(door: Product) -> None:
    async with httpx.AsyncClient(base_url=door.address) as stranger:
        for secret in (SECRET, SECOND):
            assert (await deliver(stranger, build_push(), secret=secret)).status_code == 202


async def test_the_public_name_is_served_and_another_is_not(door: Product) -> None:
    """WEB_URL says under which name the forge reaches us."""
    served = await deliver(door.client, build_push(), headers={"host": "chat.example"})
    assert served.status_code == 202
    assert (await deliver(door.client, build_push(), headers={"host": "evil.example"})).status_code == 403


async def test_a_redelivery_does_nothing_twice(door: Product, database: Database) -> None:
    first = await deliver(door.client, build_push(), delivery_id="one")
    again = [await deliver(door.client, build_push(), delivery_id="one") for _ in range(2)]
    assert [answer.json()["status"] for answer in (first, *again)] == ["stored", "known", "known"]
    assert await count_stored(database) == (1, 1, 1)
    assert await read_rows(database, "SELECT times FROM webhook_deliveries") == [(3,)]


async def test_the_same_delivery_at_once_is_stored_once(door: Product, database: Database) -> None:
    answers = await asyncio.gather(*(deliver(door.client, build_push(), delivery_id="one") for _ in range(8)))
    assert sorted(answer.json()["status"] for answer in answers) == ["known"] * 7 + ["stored"]
    assert await count_stored(database) == (1, 1, 1)


async def test_a_redelivery_of_what_failed_is_tried_again(door: Product, database: Database) -> None:
    await deliver(door.client, build_push(), delivery_id="one")
    async with database.write(LOCAL_TENANT_ID) as session:
        await session.execute(text("UPDATE events SET state = 'failed', handled_at = now()"))
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    assert (await deliver(door.client, build_push(), delivery_id="one")).json()["status"] == "known"
    assert await read_rows(database, "SELECT state FROM events") == [("waiting",)]
    assert (await count_stored(database))[2] == 1


async def test_many_events_of_a_repository_wait_for_one_job(door: Product, database: Database) -> None:
    for repo_id in (1, 1, 2, 1):
        await deliver(door.client, build_push(repo_id))
    assert await count_stored(database) == (4, 4, 2)


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        (None, "no_signature"),
        ("", "malformed_signature"),
        ("sha256=", "malformed_signature"),
        ("sha1=" + "0" * 40, "malformed_signature"),
        ("sha256=" + "0" * 63, "malformed_signature"),
        ("sha256=" + "0" * 64, "wrong_signature"),
    ],
)
async def test_a_missing_truncated_or_wrong_signature_leaves_nothing_but_a_count(
    door: Product, database: Database, signature: str | None, reason: str
) -> None:
    headers = {"x-github-event": "push", "x-github-delivery": "one"}
    if signature is not None:
        headers["x-hub-signature-256"] = signature
    body = json.dumps(build_push()).encode()
    for _ in range(3):
        answer = await door.client.post("/webhooks/github", content=body, headers=headers)
        assert answer.status_code == 401
    assert await read_refusals(database, at_least=3) == {reason: 3}
    assert await count_stored(database) == (0, 0, 0)


async def test_a_changed_body_no_longer_fits_its_signature(door: Product, database: Database) -> None:
    signed = json.dumps(build_push()).encode()
    request = (await deliver(door.client, signed)).request
    headers = {**request.headers, "x-github-delivery": "other"}
    headers.pop("content-length")
    forged = await door.client.post("/webhooks/github", content=signed.replace(b"main", b"evil"), headers=headers)
    assert forged.status_code == 401
    assert (await count_stored(database))[0] == 1


async def test_without_a_secret_nobody_is_let_in(database: Database, tmp_path: Path) -> None:
    async with serving(database, build_settings(tmp_path / "home"), with_worker=False) as product:
        for secret in (SECRET, ""):
            assert (await deliver(product.client, build_push(), secret=secret)).status_code == 401
    assert await read_refusals(database, at_least=2) == {"no_secret": 2}


async def test_a_body_of_30_megabytes_is_refused_before_it_is_read(door: Product) -> None:
    """Announced, it is refused at once; in pieces, when the bound is passed."""
    length = f"content-length: {30 * MEBIBYTE}"
    assert await send_raw(door.address, length, pieces=0) == (413, "webhook_body_bytes_max")
    assert await send_raw(door.address, "transfer-encoding: chunked", pieces=30) == (413, "webhook_body_bytes_max")


async def send_raw(address: str, header: str, *, pieces: int) -> tuple[int, str]:
    """The status and the limit that are answered while the body is still on its way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rsplit(":", 1)[1]))
    sent = f"POST /webhooks/github HTTP/1.1\r\nhost: 127.0.0.1\r\n{header}\r\nx-hub-signature-256: sha256={'0' * 64}"
    writer.write(f"{sent}\r\n\r\n".encode())
    with suppress(ConnectionError):
        for _ in range(pieces):
            writer.write(b"%x\r\n%b\r\n" % (MEBIBYTE, b" " * MEBIBYTE))
            await writer.drain()
    async with asyncio.timeout(WAIT_S):
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readuntil(b"}}")
    writer.close()
    return int(head.split()[1]), json.loads(body)["error"]["limit"]


async def test_other_addresses_keep_their_smaller_bound(door: Product) -> None:
    answer = await door.client.post("/repos", content=b" " * (API_LIMITS.body_bytes_max + 1))
    assert (answer.status_code, answer.json()["error"]["limit"]) == (413, "body_bytes_max")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 413),
        (b'{"a":[' + b"[]," * LIMITS.payload_values_max + b"0]}", 413),
        (b"{", 422),
        (b"[]", 422),
        (b"\xff", 422),
    ],
)
async def test_a_signed_bomb_is_refused_cleanly(door: Product, database: Database, body: bytes, status: int) -> None:
    assert (await deliver(door.client, body)).status_code == status
    assert await read_refusals(database, at_least=1) == {"no_event": 1}
    assert await count_stored(database) == (0, 0, 0)


@pytest.mark.parametrize("headers", [{"x-github-delivery": ""}, {"x-github-event": ""}, {"x-github-event": "x" * 300}])
async def test_a_delivery_without_an_id_or_a_kind_is_refused(door: Product, headers: dict[str, str]) -> None:
    assert (await deliver(door.client, build_push(), headers=headers)).status_code == 422


async def test_unknown_kinds_and_odd_fields_are_kept_and_ignored(door: Product, database: Database) -> None:
    odd = {"action": "x\0y", "text": "\ud83d alone \0", "repository": {"id": 1}}
    assert (await deliver(door.client, odd, kind="brand_new")).json() == {"status": "ignored"}
    assert (await deliver(door.client, {"ref": 7}, kind="push")).json() == {"status": "ignored"}
    rows = await read_rows(database, "SELECT state, reason, handled_at IS NOT NULL FROM events ORDER BY id")
    assert rows == [("ignored", "unknown_kind", True), ("ignored", "malformed", True)]
    assert (await count_stored(database))[2] == 0


async def test_every_real_example_is_accepted_and_stored(door: Product, database: Database) -> None:
    examples = list_examples()
    for kind, payload in examples:
        answer = await deliver(door.client, payload, kind=kind)
        assert answer.status_code == 202, (kind, answer.text)
    assert (await count_stored(database))[:2] == (len(examples), len(examples))
    handled = await read_rows(database, "SELECT DISTINCT kind FROM events WHERE state = 'waiting'")
    assert {row[0] for row in handled} == {
        "push", "pull_request", "create", "delete", "repository", "installation", "installation_repositories",
        "member", "ping",
    }  # fmt: skip
    assert await read_rows(database, "SELECT count(*) FROM events WHERE reason = 'malformed'") == [(0,)]


async def test_gitlab_proves_itself_by_its_token(door: Product, database: Database) -> None:
    payload = {
        "project_id": 5,
        "project": {"path_with_namespace": "group/one", "default_branch": "main", "visibility_level": 0},
        "ref": "refs/heads/main",
        "before": "1" * 40,
        "after": "2" * 40,
    }
    headers = {"x-gitlab-event": "Push Hook", "x-gitlab-event-uuid": "u1", "x-gitlab-instance": "https://git.example"}
    for token, status in ((None, 401), ("wrong", 401), (SECRET[:-1], 401), (SECRET, 202)):
        given = {**headers, "x-gitlab-token": token} if token is not None else headers
        assert (await door.client.post("/webhooks/gitlab", json=payload, headers=given)).status_code == status
    assert await read_refusals(database, at_least=3) == {"no_token": 1, "wrong_token": 2}
    assert await read_rows(database, "SELECT lane, state FROM events") == [
        ("https://git.example repository 5", "waiting")
    ]


async def test_people_see_how_webhooks_fare_and_strangers_do_not(door: Product, database: Database) -> None:
    await deliver(door.client, build_push())
    await deliver(door.client, {}, kind="brand_new")
    await deliver(door.client, build_push(), secret="wrong")
    await read_refusals(database, at_least=1)
    health = (await door.client.get("/webhooks/health")).json()
    counts = ("deliveries", "unknown_kinds", "waiting", "failed", "github_secrets", "gitlab_secrets")
    assert [health[name] for name in counts] == [2, 1, 1, 0, 2, 1]
    assert health["last_delivery_at"] is not None
    assert [(row["reason"], row["times"]) for row in health["refusals"]] == [("wrong_signature", 1)]
    async with httpx.AsyncClient(base_url=door.address) as stranger:
        assert (await stranger.get("/webhooks/health")).status_code == 401
