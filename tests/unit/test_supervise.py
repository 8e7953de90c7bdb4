"""The supervisor restarts for ever, waits as it says, and tells why."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from callcast.supervise import HEALTHY_AFTER, Backoff, Supervisor


class Time:
    """Monotonic seconds that pass only when somebody waits or works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def failing(time: Time, lives: list[float]) -> Callable[[], Awaitable[None]]:
    """A thing that lives so many seconds and dies, once for each of `lives`, and then ends well."""
    left = list(lives)

    async def run() -> None:
        if not left:
            return
        time.now += left.pop(0)
        raise OSError("it fell over")

    return run


def supervise(lives: list[float], *, first: float = 1.0, max_retries: int | None = None) -> tuple[Supervisor, Time]:
    time = Time()
    backoff = Backoff(first=first, jitter=0.0)
    run = failing(time, lives)
    supervisor = Supervisor("it", run, backoff=backoff, max_retries=max_retries, now=lambda: time.now, sleep=time.sleep)
    asyncio.run(supervisor.run())
    return supervisor, time


def test_waits_double_to_the_limit_and_never_end() -> None:
    _, time = supervise([0.0] * 9)
    assert time.waits == [1, 2, 4, 8, 16, 30, 30, 30, 30]


def test_ten_thousand_failures_are_not_the_end() -> None:
    supervisor, time = supervise([0.0] * 10_000)
    assert time.waits[-1] == 30
    assert len(time.waits) == 10_000
    assert supervisor.health.state == "stopped"  # since the last start ended well


def test_a_first_restart_may_be_at_once() -> None:
    _, time = supervise([0.0] * 4, first=0.0)
    assert time.waits == [0, 1, 2, 4]


def test_health_brings_the_wait_back() -> None:
    _, time = supervise([0.0, 0.0, 0.0, 31.0, 0.0])
    assert time.waits == [1, 2, 4, 1, 2]


def test_whoever_is_well_again_shows_neither_attempts_nor_the_old_reason() -> None:
    seen: list[tuple[int, str | None]] = []
    time = Time()

    async def run() -> None:
        if time.now < 5:
            raise OSError("it fell over")
        for now in (HEALTHY_AFTER - 0.1, HEALTHY_AFTER):
            time.now = 7 + now
            seen.append((supervisor.health.attempts, supervisor.health.reason))

    backoff = Backoff(jitter=0.0)
    supervisor = Supervisor("it", run, backoff=backoff, now=lambda: time.now, sleep=time.sleep)
    asyncio.run(supervisor.run())
    assert time.waits == [1, 2, 4]
    assert seen == [(4, "it fell over"), (1, None)]


def test_max_retries_gives_up_and_says_why() -> None:
    supervisor, time = supervise([0.0] * 9, max_retries=5)
    assert len(time.waits) == 5
    assert (supervisor.health.state, supervisor.health.reason) == ("stopped", "it fell over")


def test_jitter_only_lengthens_and_by_at_most_its_share() -> None:
    backoff = Backoff(jitter=0.1)
    for attempt in range(1, 20):
        plain, most = backoff.delay(attempt, 0.0), backoff.delay(attempt, 0.999999)
        assert plain <= most <= plain * 1.1


def test_cancelling_stops_it() -> None:
    async def go() -> Supervisor:
        begun = asyncio.Event()

        async def run() -> None:
            begun.set()
            await asyncio.Event().wait()

        supervisor = Supervisor("it", run)
        task = asyncio.create_task(supervisor.run())
        await asyncio.wait_for(begun.wait(), 5)
        assert supervisor.health.state == "running"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return supervisor

    assert asyncio.run(go()).health.state == "stopped"
