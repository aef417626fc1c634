"""How long to wait before a request is sent to a provider again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """Full jitter: attempt n waits between 0 and min(backoff_max_s, backoff_base_s * 2**n) seconds.

    A server's Retry-After is kept instead, unless it is longer than `retry_after_max_s`: then the error comes at once.
    """

    backoff_base_s: float = 0.5
    backoff_max_s: float = 20.0
    retry_after_max_s: float = 60.0

    def find_wait_s(self, attempt: int, asked_s: float | None) -> float | None:
        """None when the server asked for more patience than there is."""
        if asked_s is not None:
            return asked_s if asked_s <= self.retry_after_max_s else None
        ceiling_s = min(self.backoff_max_s, self.backoff_base_s * 2**attempt)
        return random.uniform(0, ceiling_s)  # noqa: S311  # jitter needs no secrecy
