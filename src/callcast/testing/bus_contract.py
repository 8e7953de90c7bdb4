"""What every bus must do. Derive a test class from `BusContract` and say how a link is made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass

from callcast.bus.bus import Bus
from callcast.bus.messages import Cancel, Hello, Message, Speak

PATIENCE = 10.0
"""Seconds after which a test gives up."""


@dataclass(frozen=True)
class Ends:
    """Both ends of a link that is up, and `cut`, which breaks it; the bus makes it again by itself."""

    player: Bus
    desk: Bus
    cut: Callable[[], Awaitable[None]]


async def until(true: Callable[[], bool]) -> None:
    """Wait for a condition, at most `PATIENCE` seconds."""

    async def poll() -> None:
        while not true():  # noqa: ASYNC110 - of something that has no event
            await asyncio.sleep(0.005)

    await asyncio.wait_for(poll(), PATIENCE)


class BusContract:
    """The suite; pytest collects what is derived from it."""

    def link(self) -> AbstractAsyncContextManager[Ends]:
        """A link that is up while the context lasts. You must override it."""
        raise NotImplementedError

    def test_messages_arrive_in_order_both_ways(self) -> None:
        """Whole, in order, to every subscriber."""

        async def scenario() -> None:
            async with self.link() as ends:
                for here, there in ((ends.player, ends.desk), (ends.desk, ends.player)):
                    first, second = there.subscribe(), there.subscribe()
                    sent: list[Message] = [Speak(str(n), "請 A012 號 \n" * n, ("hall",), 1.5) for n in range(200)]
                    for message in sent:
                        assert await here.publish(message)
                    for inbox in (first, second):
                        got = [await asyncio.wait_for(inbox.__anext__(), PATIENCE) for _ in sent]
                        assert got == sent
                        inbox.close()

        asyncio.run(scenario())

    def test_nobody_is_sent_what_came_before(self) -> None:
        """A subscription begins when it is made, and ends when it is closed."""

        async def scenario() -> None:
            async with self.link() as ends:
                early = ends.player.subscribe()
                assert await ends.desk.publish(Cancel("before"))
                await asyncio.wait_for(early.__anext__(), PATIENCE)
                late = ends.player.subscribe()
                assert await ends.desk.publish(Cancel("after"))
                assert await asyncio.wait_for(late.__anext__(), PATIENCE) == Cancel("after")
                late.close()
                with suppress(StopAsyncIteration):
                    await asyncio.wait_for(late.__anext__(), PATIENCE)
                    raise AssertionError("a closed subscription went on")

        asyncio.run(scenario())

    def test_a_broken_link_is_made_again_and_told(self) -> None:
        """`connected` falls; publishing says False and counts; `on_connected` is called; messages flow again."""

        async def scenario() -> None:
            async with self.link() as ends:
                ups: list[str] = []
                ends.player.on_connected(lambda: ups.append("player"))
                ends.desk.on_connected(lambda: ups.append("desk"))
                lost = ends.player.drops + ends.desk.drops
                await ends.cut()
                await until(lambda: "player" in ups and "desk" in ups)
                await until(lambda: ends.player.connected and ends.desk.connected)
                assert ends.player.drops + ends.desk.drops == lost
                inbox = ends.desk.subscribe()
                assert await ends.player.publish(Hello("again"))
                assert await asyncio.wait_for(inbox.__anext__(), PATIENCE) == Hello("again")

        asyncio.run(scenario())

    def test_without_a_link_nothing_waits(self) -> None:
        """Publishing after the other end has gone answers False at once."""

        async def scenario() -> None:
            async with self.link() as ends:
                pass
            lost = ends.desk.drops
            assert not await asyncio.wait_for(ends.desk.publish(Cancel("x")), 0.5)
            assert ends.desk.drops == lost + 1

        asyncio.run(scenario())
