"""Coding pictures beside the loop: once per picture and profile, over all channels."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

from callcast.player.media.gop import Gop, GopProfile, encode, sample
from callcast.player.media.picture import Picture
from callcast.player.playout.gate import Due, Gate
from callcast.player.playout.kept import Kept

T = TypeVar("T")


def next_in_line() -> tuple[int, int]:
    """For the picture of a call."""
    return 0, 0


def whenever() -> tuple[int, int]:
    """For all other pictures: when a minute begins, every channel has a new clock to show."""
    return 1, 0


class GopEncoder:
    """Codes pictures in a thread of its own, so that no sound waits for them, and keeps the coded.

    Those of calls come first. At most `capacity` bytes are kept, the latest used longest. You must call `close`.
    """

    def __init__(self, capacity: int = 64 * 2**20, executor: Executor | None = None) -> None:
        """A test gives an executor of its own."""
        self._executor = executor or ThreadPoolExecutor(1, "encode-picture")
        self._kept: Kept[Gop] = Kept(capacity)
        self._gate = Gate(1)

    @property
    def made(self) -> int:
        """Pictures that were coded."""
        return self._kept.made

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._kept.size

    async def ready(self, profile: GopProfile) -> None:
        """Make what all pictures in `profile` share, so that the event loop need not wait for it later."""
        await self._aside(lambda: sample(profile))

    async def encode(self, picture: Picture, profile: GopProfile, due: Due = whenever) -> Gop:
        """`picture` in `profile`; `ValueError` if it is of another size."""
        key = await self._aside(lambda: picture.digest), profile
        gop = self._kept.get(key)
        if gop is not None:
            return gop

        async def made(_urgent: bool) -> Gop:
            gop = await self._aside(lambda: encode(picture, profile))
            self._kept.keep(key, gop, sum(map(len, gop.packets)))
            return gop

        return await self._gate.once(key, due, made)

    def close(self) -> None:
        """End the thread; what waits is not made."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _aside(self, make: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, make)
