"""A clock that stands still until it is told to move."""

import asyncio
import heapq

from callcast.player.playout.clock import SECOND


class FakeClock:
    """Time for tests: sleepers wake in the order of their time, and of their coming when that is the same.

    `yields` turns of the event loop are given to what a waking sleeper sets off, before the next one wakes.
    """

    def __init__(self, now: int = 0, unix: float = 1_700_000_000.0, *, yields: int = 24) -> None:
        """Start at `now` (monotonic ns) and `unix` (seconds)."""
        self._now = self._start = now
        self._unix = unix
        self._yields = yields
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> int:
        """Monotonic nanoseconds."""
        return self._now

    def unix(self) -> float:
        """Unix seconds."""
        return self._unix + (self._now - self._start) / SECOND

    def step(self, seconds: float) -> None:
        """Set the wall clock forward or back, as a person or NTP does."""
        self._unix += seconds

    def stall(self, ns: int) -> None:
        """Let time pass without waking anyone, as when the machine is suspended or the process starved."""
        self._now += ns

    async def sleep_until(self, ns: int) -> None:
        """Sleep until the test has moved time to `ns`."""
        if ns <= self._now:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (ns, self._count, future))
        await future

    async def settle(self) -> None:
        """Give every task a few turns without moving time."""
        for _ in range(self._yields):
            await asyncio.sleep(0)

    async def advance(self, ns: int) -> None:
        """Move time on by `ns`, waking each sleeper at its own time."""
        end = self._now + ns
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, future = heapq.heappop(self._sleepers)
            self._now = max(self._now, due)
            if not future.done():
                future.set_result(None)
                await self.settle()
        self._now = max(self._now, end)
