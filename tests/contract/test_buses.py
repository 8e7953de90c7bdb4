"""The bus contract over every bus there is."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from callcast.bus.bus import Bus
from callcast.bus.local import LocalDeskBus, LocalPlayerBus
from callcast.bus.memory import pair
from callcast.testing.bus_contract import BusContract, Ends, until


@asynccontextmanager
async def running(player: Bus, desk: Bus) -> AsyncIterator[Ends]:
    tasks = {"player": asyncio.create_task(player.run()), "desk": asyncio.create_task(desk.run())}

    async def cut() -> None:
        tasks["desk"].cancel()
        await asyncio.gather(tasks["desk"], return_exceptions=True)
        await until(lambda: not player.connected)
        tasks["desk"] = asyncio.create_task(desk.run())

    try:
        await until(lambda: player.connected and desk.connected)
        yield Ends(player, desk, cut)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


class TestMemoryBus(BusContract):
    def link(self) -> AbstractAsyncContextManager[Ends]:
        return running(*pair())


class TestLocalBus(BusContract):
    def link(self) -> AbstractAsyncContextManager[Ends]:
        return self._link()

    @asynccontextmanager
    async def _link(self) -> AsyncIterator[Ends]:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder)
            async with running(LocalPlayerBus(data), LocalDeskBus(data)) as ends:
                yield ends
