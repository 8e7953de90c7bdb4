"""No more goes out than is confirmed."""

import asyncio

from callcast.player.outputs.sinks.libav.window import Window
from callcast.player.playout.subscription import Frame

FRAMES = [Frame(number, b"") for number in range(6)]


def test_there_is_room_until_it_is_full_and_again_when_some_have_arrived() -> None:
    async def scenario() -> None:
        window = Window(3)
        window.sent(FRAMES[:2])
        await window.room()
        window.sent(FRAMES[2:4])
        waiting = asyncio.ensure_future(window.room())
        await asyncio.sleep(0)
        assert window.arrived(1) == FRAMES[:1]
        await asyncio.sleep(0)
        assert not waiting.done()
        assert window.arrived(3) == FRAMES[1:3]
        await waiting

    asyncio.run(scenario())


def test_what_arrived_is_told_once_and_never_more_than_was_sent() -> None:
    async def scenario() -> None:
        window = Window(3)
        window.sent(FRAMES)
        assert window.arrived(5) == FRAMES[:5]
        assert window.arrived(5) == []
        assert window.arrived(9) == FRAMES[5:]

    asyncio.run(scenario())
