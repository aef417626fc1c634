"""What a test may make the server do wrong, or refuse."""

from dataclasses import dataclass
from typing import Literal

from repochat.forge.testing.wire import HttpResponse, reply
from repochat.forge.testing.world import World

RATE_LIMIT = 5000


@dataclass(kw_only=True)
class Switches:
    """All off at first. Counts say how many requests it lasts; None is until it is switched off.

    `outage`: "error" answers 503, "hang_up" closes the connection, "garbage" answers HTML. `rate_left` is what is
    left of the hour. `secondary_left` requests meet the secondary limit. `outage_method` leaves other methods alone.
    """

    outage: Literal["error", "hang_up", "garbage"] | None = None
    outage_left: int | None = None
    outage_method: str | None = None
    rate_left: int = RATE_LIMIT
    rate_reset_s: int = 600
    secondary_left: int = 0
    retry_after_s: int | None = 60
    ignores_drafts: bool = False
    loses_deliveries: bool = False

    def find_outage(self, method: str) -> HttpResponse | None:
        if self.outage is None or self.outage_method not in (None, method):
            return None
        if self.outage_left is not None:
            if self.outage_left == 0:
                return None
            self.outage_left -= 1
        if self.outage == "hang_up":
            return HttpResponse(status=0)
        if self.outage == "garbage":
            return HttpResponse(status=200, headers={"Content-Type": "text/html"}, body=b"<h1>Unicorn!</h1>")
        return HttpResponse(status=503, headers={"Content-Type": "text/html"}, body=b"<h1>Unicorn!</h1>")

    def find_refusal(self, world: World) -> HttpResponse | None:
        """Of a call of the API, when too many were made. Source: "Rate limits for the REST API", docs.github.com."""
        if self.secondary_left:
            self.secondary_left -= 1
            headers = {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}
            return reply({"message": "You have exceeded a secondary rate limit."}, 403, headers)
        if self.rate_left <= 0:
            return reply({"message": "API rate limit exceeded for user ID 1."}, 403, self.list_rate_headers(world))
        return None

    def list_rate_headers(self, world: World) -> dict[str, str]:
        reset = int(world.now().timestamp()) + self.rate_reset_s
        return {
            "X-RateLimit-Limit": str(RATE_LIMIT),
            "X-RateLimit-Remaining": str(max(0, self.rate_left)),
            "X-RateLimit-Reset": str(reset),
        }
