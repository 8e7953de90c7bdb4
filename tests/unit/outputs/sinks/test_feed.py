"""A track's frames in batches, and what of them has arrived."""

import asyncio

from tests.support.live import ToneChannel

from callcast.player.outputs.sinks.feed import Feed, Tally
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.playout.subscription import Frame


def test_a_batch_is_waited_for_and_comes_whole() -> None:
    async def scenario() -> None:
        track = ToneChannel().track("aac")
        feed = Feed(track, capacity=10, batch=3)
        coming = asyncio.ensure_future(feed.next())
        for _ in range(2):
            track.step()
            await asyncio.sleep(0)
        assert not coming.done()
        track.step()
        assert [frame.number for frame in await coming] == [0, 1, 2]
        for _ in range(15):
            track.step()
        assert [frame.number for frame in await feed.next()] == list(range(8, 18))
        feed.close()
        assert track.subscriptions == []

    asyncio.run(scenario())


def test_a_track_that_ends_gives_what_it_had_and_then_nothing() -> None:
    async def scenario() -> None:
        track = ToneChannel().track("aac")
        feed = Feed(track, capacity=10, batch=3)
        coming = asyncio.ensure_future(feed.next())
        await asyncio.sleep(0)
        track.step()
        track.subscriptions[0].end()
        assert len(await coming) == 1
        assert await feed.next() == []

    asyncio.run(scenario())


def test_what_was_passed_over_is_lost() -> None:
    tally = Tally()
    assert tally.flow(False) == Flow()
    for first, last in ((100, 110), (110, 120), (150, 160), (20, 30)):
        tally.took([Frame(number, b"") for number in range(first, last)])
    assert tally.flow(True) == Flow(live=True, frames=40, dropped=30, readers=1)
