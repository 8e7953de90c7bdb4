"""Pictures as JPEG: each made once for all who ask, when somebody does, beside the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from callcast.player.media.gop import Gop
from callcast.player.media.still import jpeg
from callcast.player.playout.gate import Gate
from callcast.player.playout.gops import whenever
from callcast.player.playout.kept import Kept


class Stills:
    """At most `capacity` bytes are kept, the latest used longest. You must call `close`."""

    def __init__(self, capacity: int = 32 * 2**20) -> None:
        """No thread is there before the first is asked for."""
        self._executor = ThreadPoolExecutor(1, "board-jpeg")
        self._kept: Kept[bytes] = Kept(capacity)
        self._gate = Gate(1)

    @property
    def made(self) -> int:
        """Pictures that were coded."""
        return self._kept.made

    async def of(self, gop: Gop) -> bytes:
        """What is seen of `gop`."""
        key = gop.digest, gop.profile
        still = self._kept.get(key)
        if still is not None:
            return still

        async def made(_: bool) -> bytes:
            still = await asyncio.get_running_loop().run_in_executor(self._executor, jpeg, gop)
            self._kept.keep(key, still, len(still))
            return still

        return await self._gate.once(key, whenever, made)

    def close(self) -> None:
        """End the thread; what waits is not made."""
        self._executor.shutdown(wait=False, cancel_futures=True)
