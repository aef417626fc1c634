"""An address opens for its minutes, and only as it was made."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from repochat.artifacts import LIMITS, ArtifactAddress, open_address, seal_address
from repochat.core.crypto import Sealer
from repochat.core.errors import NotFoundError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESS = ArtifactAddress(tenant_id=UUID(int=1), run_id=UUID(int=2), name="über map.json")
SEALER = Sealer([b"k" * 32])


def test_an_address_leads_to_what_it_was_made_for_until_its_time_is_over() -> None:
    text = seal_address(SEALER, ADDRESS, NOW)
    last = NOW + timedelta(seconds=LIMITS.address_s)
    assert open_address(SEALER, text, last) == ADDRESS
    with pytest.raises(NotFoundError):
        open_address(SEALER, text, last + timedelta(seconds=1))


@pytest.mark.parametrize("text", ["", "x", "%%%", "A" * 80, "é"])
def test_what_is_no_address_leads_nowhere(text: str) -> None:
    with pytest.raises(NotFoundError):
        open_address(SEALER, text, NOW)


def test_a_changed_address_or_one_of_another_key_leads_nowhere() -> None:
    text = seal_address(SEALER, ADDRESS, NOW)
    with pytest.raises(NotFoundError):
        open_address(SEALER, text[:-2] + ("AA" if text[-2:] != "AA" else "BB"), NOW)
    with pytest.raises(NotFoundError):
        open_address(Sealer([b"o" * 32]), text, NOW)
