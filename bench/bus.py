"""The local bus: a message and its answer, between two processes' worth of sockets on one loop."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from callcast.bus.local import LocalDeskBus, LocalPlayerBus
from callcast.bus.messages import Filed, Report, State

TIMES = 2000


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        player, desk = LocalPlayerBus(Path(folder)), LocalDeskBus(Path(folder))
        linked = asyncio.Event()
        player.on_connected(linked.set)  # what it says is read by the desk once that has linked
        asked, answered = desk.subscribe(), player.subscribe()

        async def answer() -> None:
            async for message in asked:
                assert isinstance(message, Report)
                await desk.publish(Filed(message.id, message.channel))

        tasks = [asyncio.create_task(work) for work in (player.run(), desk.run(), answer())]
        await asyncio.wait_for(linked.wait(), 10)
        took = []
        for number in range(TIMES):
            start = time.perf_counter()
            await player.publish(Report(str(number), "hall", State.SPOKEN))
            await answered.__anext__()
            took.append(time.perf_counter() - start)
        took.sort()
        median, p99 = statistics.median(took), took[int(TIMES * 0.99)]
        print(f"there and back: median {median * 1e6:.0f} us, p99 {p99 * 1e6:.0f} us")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
