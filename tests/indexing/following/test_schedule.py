"""When a repository is looked at next."""

from datetime import UTC, datetime
from typing import Any

import pytest

from repochat.catalog.follow_store import FollowState
from repochat.core.errors import ForbiddenError, RepochatError, UnavailableError
from repochat.core.ids import create_id
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.schedule import draw_next_s, draw_retry_s

AWAY = UnavailableError("away", hint="")


def build_state(**changes: Any) -> FollowState:
    values: dict[str, Any] = {
        "path": "polling", "is_chosen": False, "may_reach_local": False, "is_full_due": False, "failures": 0,
        "quiet_checks": 0, "last_event_at": None, "last_checked_at": None, "last_changed_at": None, "head_sha": None,
        "refs_digest": None, "problem": None,
    }  # fmt: skip
    return FollowState(repo_id=create_id(), next_check_at=datetime.now(UTC), **{**values, **changes})


def check_around(drawn_s: float, expected_s: float) -> None:
    assert expected_s * (1 - LIMITS.jitter) <= drawn_s <= expected_s * (1 + LIMITS.jitter)


@pytest.mark.parametrize(
    ("quiet", "is_quiet", "expected_s"),
    [
        (5, False, LIMITS.poll_s),
        (0, True, LIMITS.poll_s * 2),
        (1, True, LIMITS.poll_s * 4),
        (9, True, LIMITS.poll_quiet_s),
        (10_000, True, LIMITS.poll_quiet_s),
    ],
)
def test_polling_slows_down_while_nothing_happens(quiet: int, is_quiet: bool, expected_s: float) -> None:  # noqa: FBT001  a case
    check_around(draw_next_s(build_state(quiet_checks=quiet), is_quiet=is_quiet), expected_s)


def test_a_repository_with_webhooks_is_looked_at_well_within_an_hour() -> None:
    """So that what was sent while we or the forge were away is found by itself."""
    assert draw_next_s(build_state(path="webhook"), is_quiet=True) < 3_600


@pytest.mark.parametrize(
    ("failures", "error", "expected_s"),
    [
        (0, AWAY, LIMITS.failure_base_s),
        (2, AWAY, LIMITS.failure_base_s * 4),
        (10_000, AWAY, LIMITS.failure_cap_s),
        (10_000, ForbiddenError("no", hint=""), LIMITS.refused_cap_s),
    ],
)
def test_failures_are_tried_again_later_and_later_up_to_a_bound(
    failures: int, error: RepochatError, expected_s: float
) -> None:
    check_around(draw_retry_s(failures, error), expected_s)


def test_a_rate_limit_is_waited_for() -> None:
    limited = UnavailableError("slow down", hint="", retry_after_s=5_000)
    assert draw_retry_s(0, limited) >= 5_000


def test_times_are_spread() -> None:
    assert len({draw_next_s(build_state(), is_quiet=True) for _ in range(20)}) == 20
