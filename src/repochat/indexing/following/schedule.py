"""When a repository is looked at next. Every time is drawn around its value, so that no two stay in step."""

from random import SystemRandom

from repochat.catalog.follow_store import FollowState
from repochat.core.errors import RepochatError, UnavailableError
from repochat.indexing.following.limits import LIMITS, FollowLimits

_random = SystemRandom()
_DOUBLINGS_MAX = 16


def draw_next_s(follow: FollowState, *, is_quiet: bool, limits: FollowLimits = LIMITS) -> float:
    """After a look that went well: soon where something changed, later and later where nothing does."""
    if follow.path in {"webhook", "manual"}:
        return _around(limits.webhook_check_s, limits)
    if follow.path == "watching":
        return _around(limits.poll_quiet_s, limits)
    doublings = min(follow.quiet_checks + 1, _DOUBLINGS_MAX) if is_quiet else 0
    return _around(min(limits.poll_quiet_s, limits.poll_s * 2**doublings), limits)


def draw_retry_s(failures: int, error: RepochatError, *, limits: FollowLimits = LIMITS) -> float:
    """After a look that failed, `failures` times before: exponential, and never sooner than the source asked for.

    A source that is away is asked again within `failure_cap_s`; one that refuses, within `refused_cap_s`.
    """
    cap_s = limits.failure_cap_s if isinstance(error, UnavailableError) else limits.refused_cap_s
    wait_s = min(cap_s, limits.failure_base_s * 2 ** min(failures, _DOUBLINGS_MAX))
    asked_s = error.retry_after_s if isinstance(error, UnavailableError) else None
    return max(_around(wait_s, limits), asked_s or 0.0)


def _around(seconds: float, limits: FollowLimits) -> float:
    return seconds * _random.uniform(1 - limits.jitter, 1 + limits.jitter)
