"""Time: a clock that only goes forward, and which tick of it is due when."""

import asyncio
import time
from typing import Protocol

from callcast.player.media.clip import RATE

SECOND = 1_000_000_000
"""Nanoseconds."""

# One tick is 62,500 / 3 ns: the ratio in lowest terms keeps every conversion in small integers.
_NS, _TICKS = SECOND // 16_000, RATE // 16_000


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> int:
        """Monotonic nanoseconds."""

    def unix(self) -> float:
        """Unix seconds, as the machine believes; may jump."""

    async def sleep_until(self, ns: int) -> None:
        """Return when `now()` is `ns` or a little later; at once, but after others had a turn, when it is past."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Monotonic nanoseconds; `perf_counter`, since `monotonic` has steps of 16 ms on Windows."""
        return time.perf_counter_ns()

    def unix(self) -> float:
        """Unix seconds."""
        return time.time()

    async def sleep_until(self, ns: int) -> None:
        """Sleep, rounded up to a millisecond: uvloop's timers round to the nearest, and to be early is to spin."""
        await asyncio.sleep(max(0, -((time.perf_counter_ns() - ns) // 1_000_000)) / 1000)


class _Origin:
    """Where tick 0 of the process lies; one for all channels. All in nanoseconds."""

    __slots__ = ("epoch", "monotonic", "unix")

    def __init__(self, now: int, unix: float) -> None:
        self.epoch = self.monotonic = now
        self.unix = int(unix * SECOND)


class FrameClock:
    """Tick t is due at epoch + t / 48,000 s, rounded up to a nanosecond: integers, so nothing accumulates.

    A channel's own clock (`phased`) shares the epoch and the anchor to wall time, so that all tracks of all channels
    are on one NTP clock, and differs by a constant number of ticks.
    """

    def __init__(self, now: int, unix: float) -> None:
        """Tick 0 is due `now` (monotonic ns), which is `unix` seconds on the wall."""
        self._origin = _Origin(now, unix)
        self._phase = 0

    def phased(self, ticks: int) -> "FrameClock":
        """A clock with the same epoch that is `ticks` ahead of this one."""
        clock = FrameClock.__new__(FrameClock)
        clock._origin, clock._phase = self._origin, self._phase + ticks
        return clock

    def due(self, tick: int) -> int:
        """Monotonic nanoseconds at which `tick` is due."""
        return self._origin.epoch - (self._phase - tick) * _NS // _TICKS

    def tick_at(self, ns: int) -> int:
        """The last tick that is due at or before `ns`."""
        return (ns - self._origin.epoch) * _TICKS // _NS + self._phase

    def wall(self, tick: int) -> float:
        """Unix seconds of `tick`, by the pair taken at the start: does not follow steps of the machine's clock."""
        return (self._origin.unix + self.due(tick) - self._origin.monotonic) / SECOND

    def shift(self, ns: int) -> None:
        """Make every tick due `ns` later, on all clocks that share the epoch."""
        self._origin.epoch += ns
