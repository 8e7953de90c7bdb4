"""What ffmpeg tells of its progress, and when too long nothing has moved."""

import re

STALL = 4.0
"""Seconds in which something must have moved. With the time between two reports, a stall is seen within 5 s."""

_OUT_TIME = re.compile(r"^out_time_us=\s*(\d+)$")


def out_time(line: str) -> int | None:
    """Microseconds of sound that have gone out, if that is what a line of `-progress` tells."""
    found = _OUT_TIME.match(line)
    return int(found[1]) if found else None


class Progress:
    """Whether sound goes out. Times are monotonic seconds, passed in."""

    def __init__(self, now: float) -> None:
        """Nothing yet; what has just been started has as much time as what runs."""
        self.moving = False
        self._out = 0
        self._moved = now

    def heard(self, line: str, now: float) -> bool:
        """Take a line of `-progress`; whether this is the first sound that went out."""
        out = out_time(line)
        if out is None or out <= self._out:
            return False
        first = not self.moving
        self._out, self._moved, self.moving = out, now, True
        return first

    def left(self, now: float) -> float:
        """Seconds until it has stalled, unless something moves; 0 or less when it has."""
        return self._moved + STALL - now
