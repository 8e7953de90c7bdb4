"""Frame times, and the fake clock itself."""

import asyncio
import time

from hypothesis import given
from hypothesis import strategies as st

from callcast.player.playout.clock import SECOND, FrameClock, SystemClock
from callcast.testing.clock import FakeClock

DAY = 86_400 * 48_000


@given(st.integers(0, 400 * DAY), st.integers(0, 10**18), st.integers(0, 840))
def test_a_tick_is_found_again_at_its_time(tick: int, epoch: int, phase: int) -> None:
    clock = FrameClock(epoch, 0.0).phased(phase)
    assert clock.tick_at(clock.due(tick)) == tick
    assert clock.tick_at(clock.due(tick) - 1) == tick - 1


def test_after_years_a_tick_is_where_it_should_be() -> None:
    clock = FrameClock(5, 0.0)
    assert clock.due(400 * DAY) == 5 + 400 * 86_400 * SECOND


def test_phased_clocks_share_epoch_and_wall() -> None:
    clock = FrameClock(0, 1000.0)
    ahead = clock.phased(48_000)
    assert ahead.wall(48_000 + 96_000) == clock.wall(96_000) == 1002.0
    clock.shift(3 * SECOND)
    assert ahead.due(48_000) == clock.due(0) == 3 * SECOND
    assert ahead.wall(48_000) == 1003.0


def test_sleepers_wake_in_order_at_their_time() -> None:
    async def run() -> None:
        clock = FakeClock()
        seen: list[tuple[str, int]] = []

        async def sleeper(name: str, *times: int) -> None:
            for until in times:
                await clock.sleep_until(until)
                seen.append((name, clock.now()))

        tasks = [asyncio.ensure_future(sleeper("a", 30, 31)), asyncio.ensure_future(sleeper("b", 10, 30))]
        await clock.advance(100)
        await asyncio.gather(*tasks)
        assert seen == [("b", 10), ("a", 30), ("b", 30), ("a", 31)]
        assert clock.now() == 100

    asyncio.run(run())


def test_two_simulated_days_pass_quickly() -> None:
    async def run() -> None:
        clock = FakeClock(yields=1)
        hours = 0

        async def hourly() -> None:
            nonlocal hours
            while True:
                await clock.sleep_until((hours + 1) * 3600 * SECOND)
                hours += 1

        task = asyncio.ensure_future(hourly())
        await clock.advance(48 * 3600 * SECOND)
        task.cancel()
        assert hours == 48

    asyncio.run(run())


def test_the_system_clock_sleeps_until_its_time() -> None:
    async def run() -> None:
        clock = SystemClock()
        until = clock.now() + 3_000_000
        while clock.now() < until:
            await clock.sleep_until(until)
        await clock.sleep_until(0)
        assert abs(clock.unix() - time.time()) < 5

    asyncio.run(run())
