"""What is put comes back, sealed where it lies; a folder and an S3 store behave alike."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from repochat.artifacts import ArtifactLimits, ArtifactStore, open_artifact_store
from repochat.core.errors import LimitError, NotFoundError, UnavailableError
from repochat.core.home import Home, open_home
from repochat.core.settings import Settings

OWNER = UUID("00000000-0000-7000-8000-000000000001")
OTHER = UUID("00000000-0000-7000-8000-000000000002")
CONTENT = b"found at src/a.py:3"
BUCKET = "artifacts"
KEY = "test-key-of-no-store"


@pytest.fixture(scope="module")
def endpoint() -> Generator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id=KEY, aws_secret_access_key=KEY, region_name="us-east-1"
    )
    client.create_bucket(Bucket=BUCKET)
    yield address
    server.stop()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, home: Home) -> ArtifactStore:
    settings = Settings(repochat_home=home.root)
    if request.param == "s3":
        settings = Settings(
            repochat_home=home.root,
            s3_endpoint=request.getfixturevalue("endpoint"),
            s3_access_key=SecretStr(KEY),
            s3_secret_key=SecretStr(KEY),
            s3_bucket=BUCKET,
        )
    return open_artifact_store(settings, home, ArtifactLimits(artifact_bytes_max=100))


async def test_what_was_put_comes_back_under_its_hash_to_its_owner_alone(store: ArtifactStore) -> None:
    digest = await store.put(OWNER, CONTENT)
    assert digest == sha256(CONTENT).hexdigest() == await store.put(OWNER, CONTENT)
    assert await store.get(OWNER, digest) == CONTENT
    with pytest.raises(NotFoundError):
        await store.get(OTHER, digest)


async def test_what_is_removed_is_gone_and_may_be_removed_again(store: ArtifactStore) -> None:
    digest = await store.put(OWNER, b"short-lived")
    await store.remove(OWNER, digest)
    await store.remove(OWNER, digest)
    with pytest.raises(NotFoundError):
        await store.get(OWNER, digest)


async def test_old_objects_are_listed_for_the_sweep(store: ArtifactStore) -> None:
    digest = await store.put(OTHER, b"old by tomorrow")
    now = datetime.now(UTC)
    assert digest in [found.sha256 async for found in store.list_older(OTHER, now + timedelta(days=1))]
    assert [found async for found in store.list_older(OTHER, now - timedelta(days=1))] == []


async def test_too_much_is_refused_by_name(store: ArtifactStore) -> None:
    with pytest.raises(LimitError) as caught:
        await store.put(OWNER, b"x" * 101)
    assert caught.value.limit == "artifact_bytes_max"


async def test_nothing_lies_readable_in_the_folder_and_what_was_changed_does_not_open(home: Home) -> None:
    store = open_artifact_store(Settings(repochat_home=home.root), home)
    digest = await store.put(OWNER, CONTENT)
    file = home.artifacts / str(OWNER) / digest[:2] / digest
    assert CONTENT not in file.read_bytes()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    with pytest.raises(UnavailableError):
        await store.get(OWNER, digest)
