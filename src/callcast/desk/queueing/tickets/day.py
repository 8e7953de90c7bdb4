"""The day of a line, and whether it is open."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from callcast.desk.queueing.hall.line import Opening


def day(reset: time, zone: str, at: float) -> str:
    """The day to which the moment `at` (Unix seconds) belongs, as in ISO 8601, where days begin at `reset`."""
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return (local.date() - timedelta(days=local.time() < reset)).isoformat()


def is_open(hours: tuple[Opening, ...], zone: str, at: float) -> bool:
    """Whether a line of these hours is open then."""
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    today = [one for one in hours if one.weekday == local.weekday()]
    return not hours or any(
        one.start <= local.time() and (one.end == time(0) or local.time() < one.end) for one in today
    )
