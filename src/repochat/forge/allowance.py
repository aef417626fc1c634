"""Until when the forge wants no more questions from whom; shared by the clients of a process."""

import hashlib
from datetime import datetime, timedelta

from repochat.core.clock import Clock
from repochat.forge.credential import AppCredential, Credential, InstallationCredential


class Allowances:
    """Asking on while refused makes GitHub refuse for longer, whichever client asks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed_until: dict[str, datetime] = {}

    def close(self, who: str, seconds: float) -> None:
        now = self._clock()
        self._closed_until = {name: until for name, until in self._closed_until.items() if until > now}
        self._closed_until[who] = now + timedelta(seconds=seconds)

    def find_wait_s(self, who: str) -> float | None:
        """None when `who` may ask now."""
        until = self._closed_until.get(who)
        left_s = 0.0 if until is None else (until - self._clock()).total_seconds()
        return left_s if left_s > 0 else None


def name_asker(api_url: str, credential: Credential | None) -> str:
    """Whose questions the forge counts together. No secret can be read from it."""
    if credential is None:
        return f"{api_url} nobody"
    if isinstance(credential, InstallationCredential):
        return f"{api_url} installation {credential.installation_id}"
    if isinstance(credential, AppCredential):
        return f"{api_url} app {credential.app_id}"
    return f"{api_url} token {hashlib.sha256(credential.token.get_secret_value().encode()).hexdigest()}"
