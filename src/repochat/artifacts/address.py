"""Signed addresses: who has one may read one artifact for some minutes, whoever they are."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from repochat.artifacts.limits import LIMITS
from repochat.core.crypto import Sealer
from repochat.core.errors import NotFoundError, UnavailableError

_PURPOSE = "artifact address"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactAddress:
    """What an address leads to."""

    tenant_id: UUID
    run_id: UUID
    name: str


def seal_address(sealer: Sealer, address: ArtifactAddress, now: datetime) -> str:
    """Characters of URLs; valid for `address_s` from `now`. Nobody can read or change what stands in it."""
    until = int((now + timedelta(seconds=LIMITS.address_s)).timestamp())
    told = json.dumps([str(address.tenant_id), str(address.run_id), address.name, until])
    return urlsafe_b64encode(sealer.seal(told.encode(), _PURPOSE)).decode().rstrip("=")


def open_address(sealer: Sealer, text: str, now: datetime) -> ArtifactAddress:
    """Raises NotFoundError for what was never such an address, or is one no more."""
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        tenant_id, run_id, name, until = json.loads(sealer.open(sealed, _PURPOSE))
    except (Base64Error, ValueError, UnavailableError):
        raise _unknown() from None
    if now.timestamp() > until:
        raise _unknown()
    return ArtifactAddress(tenant_id=UUID(tenant_id), run_id=UUID(run_id), name=name)


def _unknown() -> NotFoundError:
    return NotFoundError(
        "This address leads to no artifact, or not any more.", hint="Open the run again: it shows a new address."
    )
