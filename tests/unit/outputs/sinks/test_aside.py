"""Calls that block, beside the loop, one after the other."""

import asyncio
import gc
import threading

import pytest

from callcast.player.outputs.sinks.aside import Aside
from callcast.player.outputs.sinks.within import within


def test_calls_come_in_order_and_the_loop_goes_on() -> None:
    async def scenario() -> None:
        aside, gate, done = Aside("test"), threading.Event(), []
        first = aside.do(gate.wait)
        second = aside.do(lambda: done.append(threading.current_thread().name))
        await asyncio.sleep(0)
        assert not first.done()
        gate.set()
        await second
        assert first.done()
        assert done == ["test"]
        assert aside.alive
        assert await aside.finish(lambda: 7) == 7
        assert not aside.alive

    asyncio.run(scenario())


def test_what_a_call_raises_is_raised_and_the_next_is_made() -> None:
    async def scenario() -> None:
        aside = Aside("test")
        with pytest.raises(ZeroDivisionError):
            await aside.do(lambda: 1 // 0)
        assert await aside.finish(lambda: "well") == "well"

    asyncio.run(scenario())


def test_a_call_of_which_nobody_wants_to_know_any_more_is_made_and_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        aside, gate = Aside("test"), threading.Event()

        def fail() -> None:
            gate.wait()
            raise ZeroDivisionError

        task = asyncio.ensure_future(within(aside.do(fail), 10))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.set()
        await aside.finish(gc.collect)

    asyncio.run(scenario())
    gc.collect()
    assert "never retrieved" not in caplog.text


def test_a_call_may_outlive_its_loop() -> None:
    gate, over = threading.Event(), threading.Event()

    async def scenario() -> None:
        aside = Aside("test")
        aside.do(gate.wait)
        aside.finish(over.set)

    asyncio.run(scenario())
    gate.set()
    assert over.wait(5)


def test_to_wait_is_to_hear_of_a_cancellation_also_in_the_moment_of_the_result() -> None:
    async def scenario() -> None:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        task = asyncio.ensure_future(within(future, 10))
        await asyncio.sleep(0)
        future.set_result(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())


def test_what_takes_too_long_goes_on() -> None:
    async def scenario() -> None:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        with pytest.raises(asyncio.TimeoutError):
            await within(future, 0.01)
        future.set_result(2)
        assert await within(future, 1) == 2

    asyncio.run(scenario())
