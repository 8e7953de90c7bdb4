"""Whether a line can be as it is written."""

import re
from datetime import time
from itertools import pairwise

from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.line import Line, Opening
from callcast.desk.queueing.hall.texts import check_langs
from callcast.desk.queueing.setup.checking import (
    check_id,
    check_known,
    check_minute,
    check_names,
    check_once,
    check_range,
)
from callcast.desk.queueing.words import quoted

TEMPLATES = ("counter", "room", "window", "pick-up")
"""Those that call somebody."""
WEIGHTS = (0.1, 100.0)
"""How much faster somebody may grow old."""
NUMBERS = 999_999
DIGITS = 6
CAPACITY = 10_000
CALLS = 10
SPACING = (5.0, 3600.0)
"""Seconds."""
BEHIND = 100
DAY = 86_400.0

_PREFIX = re.compile(r"[A-Za-z]{0,3}")


def check_line(line: Line, channels: tuple[str, ...] | None) -> None:
    """`Wrong` for the first field that cannot be; `channels` are those there are, None if nobody knows."""
    check_id(line.id, "id")
    check_names(line.name, line.names, "name")
    _check_numbers(line)
    check_minute(line.reset, "reset")
    check_hours(line.hours)
    _check_calls(line, channels)
    for precedence, weight in line.weights:
        check_range(weight, *WEIGHTS, f"weights.{precedence.value}")
    check_once((precedence.value for precedence, _ in line.weights), "weights")
    check_range(line.early, 0, DAY, "early")
    check_range(line.late, 0, DAY, "late")


def check_hours(hours: tuple[Opening, ...]) -> None:
    """Each ends after it has begun, and before the next begins; `Wrong`."""
    for one in hours:
        check_range(one.weekday, 0, 6, "hours")
        check_minute(one.start, "hours")
        check_minute(one.end, "hours")
        if _minutes(one)[0] >= _minutes(one)[1]:
            raise Wrong("hours-backwards", "hours", hours=_written(one))
    for before, after in pairwise(sorted(hours, key=lambda one: (one.weekday, one.start))):
        if before.weekday == after.weekday and _minutes(before)[1] > _minutes(after)[0]:
            raise Wrong("hours-overlap", "hours", one=_written(before), other=_written(after))


def _check_numbers(line: Line) -> None:
    if not _PREFIX.fullmatch(line.prefix):
        raise Wrong("prefix-malformed", "prefix", prefix=quoted(line.prefix))
    check_range(line.first, 0, NUMBERS, "first")
    check_range(line.last, line.first, NUMBERS, "last")
    check_range(line.digits, 1, DIGITS, "digits")
    if line.capacity is not None:
        check_range(line.capacity, 1, CAPACITY, "capacity")


def _check_calls(line: Line, channels: tuple[str, ...] | None) -> None:
    check_once(line.channels, "channels")
    if channels is not None:
        for channel in line.channels:
            check_known(channel, channels, "channels")
    check_langs(line.langs, "langs")
    check_known(line.template, TEMPLATES, "template")
    check_range(line.policy.calls, 0, CALLS, "policy.calls")
    check_range(line.policy.spacing, *SPACING, "policy.spacing")
    check_range(line.policy.behind, 0, BEHIND, "policy.behind")


def _minutes(one: Opening) -> tuple[int, int]:
    """From which minute of the day to which."""
    end = 1440 if one.end == time(0) else one.end.hour * 60 + one.end.minute
    return one.start.hour * 60 + one.start.minute, end


def _written(one: Opening) -> str:
    return f"{one.start:%H:%M}-{one.end:%H:%M}"
