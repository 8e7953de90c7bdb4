"""Events as they happen."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.feed import Feed


def event(number: int) -> Event:
    return Event("ticket", f"t{number}", 1.0, "{}", number)


def test_every_reader_gets_what_is_put_after_it_came() -> None:
    async def scenario() -> None:
        feed = Feed()
        first = feed.subscribe()
        feed.put([event(1)])
        second = feed.subscribe()
        feed.put([event(2), event(3)])
        feed.close()
        assert [one.number async for one in first] == [1, 2, 3]
        assert [one.number async for one in second] == [2, 3]
        assert (feed.newest, feed.dropped, feed.readers) == (3, 0, 0)

    asyncio.run(scenario())


@given(st.lists(st.integers(1, 5), max_size=12), st.integers(1, 10))
def test_one_that_is_too_slow_gets_the_first_and_is_told(sizes: list[int], ahead: int) -> None:
    async def scenario() -> None:
        feed = Feed(ahead=ahead)
        slow, number = feed.subscribe(), 0
        for size in sizes:
            feed.put([event(number + k) for k in range(1, size + 1)])
            number += size
        assert slow.behind is (number > ahead)
        assert (feed.readers == 0) is slow.behind
        feed.close()
        assert [one.number async for one in slow] == list(range(1, min(number, ahead) + 1))
        assert slow.behind == (feed.dropped > 0)

    asyncio.run(scenario())


def test_waiting_ends_with_the_time_with_an_event_and_with_the_feed() -> None:
    async def scenario() -> None:
        feed = Feed()
        reader = feed.subscribe()
        assert await reader.next(0.0) is None
        waiting = asyncio.ensure_future(reader.next(60.0))
        beyond = asyncio.ensure_future(feed.beyond(1))
        await asyncio.sleep(0)
        feed.put([event(1)])
        assert await waiting == event(1)
        assert not beyond.done()
        feed.put([event(2)])
        await asyncio.wait_for(beyond, 5)
        beyond = asyncio.ensure_future(feed.beyond(2))
        await asyncio.sleep(0)
        feed.close()
        await asyncio.wait_for(beyond, 5)
        assert await reader.next(60.0) == event(2)
        with pytest.raises(StopAsyncIteration):
            await reader.next(60.0)
        with pytest.raises(StopAsyncIteration):
            await feed.subscribe().next(60.0)

    asyncio.run(scenario())


def test_only_so_many_listen() -> None:
    feed = Feed(readers=2)
    feed.subscribe()
    second = feed.subscribe()
    with pytest.raises(Forbidden, match="2 programs listen"):
        feed.subscribe()
    second.close()
    feed.subscribe()
