"""API keys: what programs prove themselves with, for the person who made them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from repochat.accounts.audit_store import AuditWriter
from repochat.accounts.limits import LIMITS
from repochat.accounts.login_models import ApiKeyRow
from repochat.accounts.tokens import ENDING_CHARS, KEY_PREFIX, create_token, hash_token
from repochat.accounts.viewer import Viewer
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.core.ids import create_id

SEEN_EVERY = timedelta(seconds=LIMITS.seen_every_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """`ending` is how the key ends; `user_id` None: it is of this machine's owner."""

    id: UUID
    user_id: UUID | None
    name: str
    ending: str
    created_at: datetime
    used_at: datetime | None


class KeyStore:
    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, token: str) -> ApiKey | None:
        """The key that `token` is, unless it is revoked."""
        query = select(ApiKeyRow).where(ApiKeyRow.token_sha256 == hash_token(token), ApiKeyRow.revoked_at.is_(None))
        row = await self._session.scalar(query)
        return _key(row) if row else None

    async def list_keys(self, viewer: Viewer) -> list[ApiKey]:
        """Those of `viewer` that are not revoked, the newest first."""
        query = select(ApiKeyRow).where(_is_of(viewer), ApiKeyRow.revoked_at.is_(None))
        rows = await self._session.scalars(query.order_by(ApiKeyRow.id.desc()).limit(LIMITS.keys_max))
        return [_key(row) for row in rows]


class KeyWriter(KeyStore):
    """Makes and revokes keys, on record."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session
        self._audit = AuditWriter(session)

    async def create(self, viewer: Viewer, name: str) -> tuple[ApiKey, str]:
        """A new key, and the token that is it, which is kept nowhere. Raises InvalidError and LimitError."""
        named = " ".join(name.split())[: LIMITS.key_name_chars_max]
        if not named:
            raise InvalidError("A key needs a name.", hint="Call it by the program that will use it.")
        if len(await self.list_keys(viewer)) >= LIMITS.keys_max:
            raise LimitError("You have as many keys as one may have.", hint="Revoke one.", limit="keys_max")
        token = create_token(KEY_PREFIX)
        values = {"id": create_id(), "tenant_id": viewer.tenant_id, "user_id": viewer.user_id, "name": named}
        kept = {"token_sha256": hash_token(token), "ending": token[-ENDING_CHARS:]}
        added = await self._session.execute(insert(ApiKeyRow).values(**values, **kept).returning(ApiKeyRow))
        row = added.scalar_one()
        await self._audit.add(viewer, action="key.created", subject=named, detail={"id": str(row.id)})
        return _key(row), token

    async def revoke(self, viewer: Viewer, key_id: UUID) -> ApiKey:
        """Lets it in no more. Raises NotFoundError for what is no key of `viewer`, or is revoked."""
        wanted = (ApiKeyRow.id == key_id, _is_of(viewer), ApiKeyRow.revoked_at.is_(None))
        query = update(ApiKeyRow).where(*wanted).values(revoked_at=func.now()).returning(ApiKeyRow)
        row = await self._session.scalar(query)
        if row is None:
            raise NotFoundError("You have no such key.", hint="`repochat keys list` shows yours.")
        await self._audit.add(viewer, action="key.revoked", subject=row.name, detail={"id": str(row.id)})
        return _key(row)

    async def touch(self, key_id: UUID) -> None:
        """It was used now."""
        await self._session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(used_at=func.now()))


def _is_of(viewer: Viewer) -> ColumnElement[bool]:
    return ApiKeyRow.user_id.is_not_distinct_from(viewer.user_id)


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        ending=row.ending,
        created_at=row.created_at,
        used_at=row.used_at,
    )
