"""The objects themselves: `<owner>/<first two digits>/<sha256>`, each sealed for exactly that place."""

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from repochat.artifacts.limits import LIMITS, ArtifactLimits
from repochat.core.crypto import Sealer, open_sealer
from repochat.core.errors import LimitError, NotFoundError, UnavailableError
from repochat.core.home import Home
from repochat.core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArtifact:
    """An object that is there, whoever still wants it."""

    sha256: str
    stored_at: datetime


class ArtifactStore:
    """Content by its hash, apart for each owner (a tenant). Build one per process; safe for concurrent use."""

    def __init__(self, objects: ObjectStore, sealer: Sealer, limits: ArtifactLimits = LIMITS) -> None:
        self._objects = objects
        self._sealer = sealer
        self._limits = limits

    async def put(self, owner: UUID, content: bytes) -> str:
        """Return the SHA-256 of `content` in hex. The same content again is the same object.

        Raises LimitError over `artifact_bytes_max`, UnavailableError when the store does not answer.
        """
        if len(content) > self._limits.artifact_bytes_max:
            raise LimitError(
                f"An artifact of {len(content):,} bytes is too large.",
                hint=f"Keep at most {self._limits.artifact_bytes_max:,} bytes.",
                limit="artifact_bytes_max",
            )
        digest = sha256(content).hexdigest()
        key = _key(owner, digest)
        with _translating():
            await self._objects.put_async(key, self._sealer.seal(content, key))
        return digest

    async def get(self, owner: UUID, digest: str) -> bytes:
        """Exactly what was put. Raises NotFoundError, and UnavailableError for what is no longer what was put."""
        key = _key(owner, digest)
        with _translating():
            result = await self._objects.get_async(key)
            sealed = bytes(await result.bytes_async())
        content = self._sealer.open(sealed, key)
        if sha256(content).hexdigest() != digest:
            raise UnavailableError("An artifact is not what was stored.", hint="Run the Thought again.")
        return content

    async def remove(self, owner: UUID, digest: str) -> None:
        """Gone, or never there: both are well."""
        try:
            with _translating():
                await self._objects.delete_async(_key(owner, digest))
        except NotFoundError:
            return

    async def list_older(self, owner: UUID, than: datetime) -> AsyncGenerator[StoredArtifact]:
        """Objects of `owner` that were put before `than`, at most `listed_max`."""
        left = self._limits.listed_max
        with _translating():
            async for batch in self._objects.list(prefix=str(owner)):
                for entry in batch[:left]:
                    if entry["last_modified"] < than:
                        yield StoredArtifact(sha256=entry["path"].rpartition("/")[2], stored_at=entry["last_modified"])
                left -= len(batch)
                if left <= 0:
                    return


def open_artifact_store(settings: Settings, home: Home, limits: ArtifactLimits = LIMITS) -> ArtifactStore:
    """The S3 store that the settings name (S3_ENDPOINT and the others), else a folder of `home`."""
    return ArtifactStore(_open_objects(settings, home, limits), open_sealer(settings, home), limits)


def _open_objects(settings: Settings, home: Home, limits: ArtifactLimits) -> ObjectStore:
    if settings.s3_endpoint is None or settings.s3_access_key is None or settings.s3_secret_key is None:
        return LocalStore(home.artifacts, mkdir=True)
    return S3Store(
        settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        access_key_id=settings.s3_access_key.get_secret_value(),
        secret_access_key=settings.s3_secret_key.get_secret_value(),
        region=settings.s3_region,
        virtual_hosted_style_request=False,
        client_options={"allow_http": True, "timeout": timedelta(seconds=limits.store_timeout_s)},
    )


def _key(owner: UUID, digest: str) -> str:
    return f"{owner}/{digest[:2]}/{digest}"


@contextmanager
def _translating() -> Generator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError("The artifact is not kept any more.", hint="Run the Thought again.") from None
    except (BaseError, OSError) as error:
        raise UnavailableError(
            f"The store of artifacts did not answer ({type(error).__name__}).",
            hint="Look at the S3_ settings and the store; without them artifacts stand in REPOCHAT_HOME.",
        ) from None  # the cause quotes addresses, which may hold keys
