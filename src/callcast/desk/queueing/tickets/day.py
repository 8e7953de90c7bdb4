"""Days of a site, each from one reset to the next, and hours that are open."""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from callcast.desk.queueing.hall.line import Opening

_DAY = timedelta(days=1)


def day(reset: time, zone: str, at: float) -> str:
    """The day, as in ISO 8601, of `at` (Unix seconds), where days begin at `reset` by the clocks of `zone`.

    A day begins once: the first time that the clocks show `reset` or more. Where the hour comes twice that is the
    earlier one, and where it is left out, the end of the gap.
    """
    latest = datetime.fromtimestamp(at, ZoneInfo(zone)).date() + _DAY
    while _begins(reset, zone, latest) > at:
        latest -= _DAY
    return latest.isoformat()


def is_open(hours: tuple[Opening, ...], zone: str, at: float) -> bool:
    """Whether a line with these `hours` is open at `at` (Unix seconds)."""
    if not hours:
        return True
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    now = local.time()
    today = (one for one in hours if one.weekday == local.weekday())
    return any(one.start <= now and (now < one.end or one.end == time(0)) for one in today)


def weekday(zone: str, at: float) -> int:
    """That of `at` (Unix seconds) in `zone`; Monday is 0."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).weekday()


@lru_cache(maxsize=256)
def _begins(reset: time, zone: str, on: date) -> float:
    """Unix seconds."""
    there = ZoneInfo(zone)
    wall = datetime.combine(on, reset)
    begins = wall.replace(tzinfo=there).timestamp()
    if datetime.fromtimestamp(begins, there).replace(tzinfo=None) == wall:
        return begins
    before = int(wall.replace(tzinfo=there, fold=1).timestamp())  # clocks are put forward after this, and not after:
    after = int(begins)
    while after - before > 1:
        middle = (before + after) // 2
        offset = datetime.fromtimestamp(middle, there).utcoffset()
        before, after = (middle, after) if offset == _offset(there, before) else (before, middle)
    return float(after)


def _offset(there: ZoneInfo, at: int) -> timedelta | None:
    return datetime.fromtimestamp(at, timezone.utc).astimezone(there).utcoffset()
