"""Token buckets: what an owner allows "a day" holds for any 24 hours, wherever they begin.

A bucket of `per_day` holds at most `per_day`/4 and is refilled by 3/4 of `per_day` in a day. Let F = level + reserved
be its fill. Reserving moves from level to reserved and leaves F as it is; a refill raises F, never above per_day/4; a
run that ends lowers F by what it used and by nothing else. So over any 24 hours, what the runs used is

    F(start) - F(end) + refilled  <=  per_day/4 + 3/4 per_day - F(end)  =  per_day - F(end).

F(end) is 0 or more unless runs used more than they reserved. A run starts only when level - at_risk covers what it
reserves, where at_risk is what all open runs may still take beyond what they reserved: then even if every one of them
takes all that it is allowed, F stays at 0 or above but for the error of the run that started last. So any 24 hours hold
at most `per_day` plus the error of one run's estimate, which is bounded by what the run is allowed.

Time is the database's. A clock that goes back refills nothing; one that was far ahead is not waited for.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from repochat.catalog.thinking.bucket_store import RESOURCES, Bucket, Buckets, Resource
from repochat.thinking.scheduling.limits import LIMITS

DAY_S = 86_400.0
CAPACITY_SHARE = 0.25
REFILL_SHARE = 1.0 - CAPACITY_SHARE

Quantities = Mapping[Resource, float]


def capacity_of(per_day: float) -> float:
    """The most that a bucket holds."""
    return per_day * CAPACITY_SHARE


def rate_of(per_day: float) -> float:
    """Its refill in a second."""
    return per_day * REFILL_SHARE / DAY_S


def open_bucket(resource: Resource, per_day: float, now: datetime) -> Bucket:
    """A full one."""
    day = now.astimezone(UTC).date()
    return Bucket(resource=resource, level=capacity_of(per_day), used_day=day, refilled_at=now)


def refill(bucket: Bucket, per_day: float, now: datetime) -> Bucket:
    """As it is at `now`. An owner who lowered `per_day` finds the level lowered with it."""
    passed_s = (now - bucket.refilled_at).total_seconds()
    is_far_ahead = passed_s < -LIMITS.clock_wait_s
    gained = rate_of(per_day) * max(0.0, passed_s)
    fill = min(capacity_of(per_day), bucket.level + bucket.reserved + gained)
    day = now.astimezone(UTC).date()
    return replace(
        bucket,
        level=fill - bucket.reserved,
        refilled_at=now if is_far_ahead else max(now, bucket.refilled_at),
        used=bucket.used if bucket.used_day >= day else 0.0,
        used_day=max(day, bucket.used_day),
    )


def refill_all(stored: Buckets, per_day: Quantities, now: datetime) -> dict[Resource, Bucket]:
    """One of each resource, full where there was none."""
    return {
        name: refill(stored[name], per_day[name], now) if name in stored else open_bucket(name, per_day[name], now)
        for name in RESOURCES
    }


def free_of(bucket: Bucket) -> float:
    """What a run that starts now may reserve."""
    return bucket.level - bucket.at_risk


def reserve(bucket: Bucket, asked: float, allowed: float) -> Bucket:
    """A run holds `asked` and may take up to `allowed`."""
    return replace(
        bucket,
        level=bucket.level - asked,
        reserved=bucket.reserved + asked,
        at_risk=bucket.at_risk + max(0.0, allowed - asked),
    )


def settle(bucket: Bucket, asked: float, allowed: float, used: float) -> Bucket:
    """The run ended: what it held goes back, what it used is taken. The same as `BucketWriter.charge` in SQL."""
    return replace(
        bucket,
        level=bucket.level + asked - used,
        reserved=max(0.0, bucket.reserved - asked),
        at_risk=max(0.0, bucket.at_risk - max(0.0, allowed - asked)),
        used=bucket.used + used,
    )


def has_room(bucket: Bucket, asked: float) -> bool:
    """Nothing is asked of a resource whose budget is 0 but by what needs none of it."""
    return asked <= 0 or free_of(bucket) >= asked


def find_ready(bucket: Bucket, per_day: float, asked: float, now: datetime) -> datetime | None:
    """When the refill alone makes room for `asked`; None: never, it is more than the bucket holds."""
    if has_room(bucket, asked):
        return now
    if asked > capacity_of(per_day):
        return None
    missing = asked - free_of(bucket)
    return now + timedelta(seconds=missing / rate_of(per_day)) if per_day > 0 else None
