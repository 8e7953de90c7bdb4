"""Where boards are drawn: beside the loop, one at a time, those of calls first."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

from callcast.player.playout.gate import Due, Gate
from callcast.player.playout.gops import whenever

T = TypeVar("T")


class Studio:
    """A thread for all boards of the process. You must call `close`."""

    def __init__(self, executor: Executor | None = None) -> None:
        """A test gives an executor of its own."""
        self._executor = executor or ThreadPoolExecutor(1, "draw")
        self._gate = Gate(1)

    async def draw(self, key: Hashable, make: Callable[[], T], due: Due = whenever) -> T:
        """What `make` gives, once for all who ask for `key` meanwhile; when a minute begins all boards are drawn."""

        async def made(_urgent: bool) -> T:
            return await asyncio.get_running_loop().run_in_executor(self._executor, make)

        return await self._gate.once(key, due, made)

    def close(self) -> None:
        """End the thread; what waits is not drawn."""
        self._gate.close()
        self._executor.shutdown(wait=False, cancel_futures=True)
