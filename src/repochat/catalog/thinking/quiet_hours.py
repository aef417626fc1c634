"""Hours in which nothing may run in the background, by the clock of a time zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from repochat.core.errors import InvalidError

WEEK_DAYS = 7
ZONE_CHARS_MAX = 64
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `from_` on each of `days` (0 is Monday) until `until`, on the next day when that is not later.

    `zone` is a name of the IANA database (`Europe/Paris`). The same time twice: a whole day.
    """

    zone: str
    days: Sequence[int]
    from_: time
    until: time

    def covers(self, moment: datetime) -> bool:
        """Whether `moment`, which knows its zone, is quiet."""
        local = moment.astimezone(ZoneInfo(self.zone))
        clock = local.time().replace(tzinfo=None)
        if self.from_ < self.until:
            return local.weekday() in self.days and self.from_ <= clock < self.until
        if clock >= self.from_ and local.weekday() in self.days:
            return True
        return clock < self.until and (local - timedelta(days=1)).weekday() in self.days

    def find_end(self, moment: datetime) -> datetime | None:
        """The first moment after `moment`, in UTC, that is not quiet; `moment` itself when it is not.

        None: every day is quiet all day. By the clock on the wall: where it jumps over `until`, the hours end with the
        jump, and where it goes back over it, they begin anew afterwards.
        """
        if not self.covers(moment):
            return moment.astimezone(UTC)
        today = moment.astimezone(ZoneInfo(self.zone)).date()
        ends = {
            instant
            for day in range(-1, WEEK_DAYS + 2)
            for instant in self._list_instants(today + timedelta(days=day))
            if instant > moment and not self.covers(instant)
        }
        return min(ends, default=None)

    def tell(self, end: datetime, now: datetime) -> str:
        """The clock time of `end` in the zone, as `07:00`; from a day on with its date, and the zone unless UTC."""
        local = end.astimezone(ZoneInfo(self.zone))
        clock = f"{local:%H:%M}" if end - now < timedelta(days=1) else f"{local:%Y-%m-%d %H:%M}"
        return clock if self.zone == "UTC" else f"{clock} ({self.zone})"

    def _list_instants(self, day: date) -> list[datetime]:
        """When the clock shows `until` on that day: once, twice, or, where it jumps over it, when it jumps."""
        wall = datetime.combine(day, self.until, ZoneInfo(self.zone))
        early, late = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        if early <= late:
            return [early, late]
        return [_find_jump(late, early, ZoneInfo(self.zone))]


def _find_jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """When the offset of `zone` changes between two moments, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def read_quiet_hours(zone: str, days: Sequence[int], from_: str, until: str) -> QuietHours:
    """Times as `22:00`. Raises InvalidError for what no clock shows."""
    if not is_zone(zone):
        raise InvalidError(
            f"{zone[:ZONE_CHARS_MAX]!r} is no time zone.", hint="Give a name such as Europe/Paris, or UTC."
        )
    if not days or len({*days}) != len(days) or any(not 0 <= day < WEEK_DAYS for day in days):
        raise InvalidError(
            "Quiet hours need days, each of them once.", hint="Give numbers from 0 (Monday) to 6 (Sunday)."
        )
    return QuietHours(zone=zone, days=tuple(sorted(days)), from_=_read_time(from_), until=_read_time(until))


def is_zone(name: str) -> bool:
    """Whether this machine knows the time zone."""
    if len(name) > ZONE_CHARS_MAX or not _ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not known, a folder of zones, or no zone at all
        return False
    return True


def _read_time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise InvalidError(f"{text[:20]!r} is no time of day.", hint="Give hours and minutes, such as 22:00.")
    return time(int(found[1]), int(found[2]))
