"""A desk that runs over a store and a bus in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from callcast.bus.memory import MemoryBus, pair
from callcast.bus.messages import BoardContent, Catalogue, Message
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.desk import Desk
from callcast.testing.bus_contract import PATIENCE as TEST_PATIENCE
from callcast.testing.bus_contract import until
from callcast.testing.memory_hall import MemoryHall
from callcast.testing.memory_store import MemoryStore

CATALOGUE = Catalogue(("en",), {"espeak:en": ("en",)}, 500)


@dataclass
class House:
    """A desk that runs, and the player's end of its bus."""

    desk: Desk
    player: MemoryBus
    store: MemoryStore
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.heard = self.player.subscribe()

    async def hears(self) -> Message:
        """The next message to the player that is not of a board."""
        while isinstance(message := await self.hears_all(), BoardContent):
            pass
        return message

    async def hears_all(self) -> Message:
        """The next message to the player."""
        return await asyncio.wait_for(self.heard.__anext__(), TEST_PATIENCE)

    async def round(self) -> None:
        await self.desk._courier.round()


def run(
    scenario: Callable[[House], Awaitable[None]],
    *,
    linked: bool = True,
    open_limit: int = 10,
    first: tuple[Message, ...] = (),
    known: Catalogue | None = CATALOGUE,
    names_kept: float | None = None,
) -> None:
    async def live() -> None:
        player, bus = pair()
        store = MemoryStore()
        store.kept = known
        desk = Desk(
            store=store,
            hall=MemoryHall(store),
            bus=bus,
            channels=lambda: (Channel("hall", "Hall", ("en",)),),
            wall=lambda: house.now,
            monotonic=lambda: house.now,
            open_limit=open_limit,
            names_kept=names_kept,
            first=lambda: first,
        )
        house = House(desk, player, store)
        await desk.start()
        tasks = [asyncio.create_task(desk.run())]
        if linked:
            tasks += [asyncio.create_task(end.run()) for end in (player, bus)]
        await until(lambda: bus.connected == linked)
        try:
            await asyncio.wait_for(scenario(house), 20)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(live())
