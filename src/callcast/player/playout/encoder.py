"""Encoding beside the loop: once per clip and profile, over all channels."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

from callcast.player.media.clip import Clip
from callcast.player.media.encode import EncodedClip, encode
from callcast.player.media.fade import fade
from callcast.player.media.profile import Profile

T = TypeVar("T")


class Encoder:
    """Codes clips and fades in threads, and keeps the coded.

    Who asks for what is being made already waits for that. What was made is kept up to `capacity` bytes of packets,
    the latest used longest. Fades, and clips that are urgent, have a thread of their own, so that an emergency waits
    for no queue. You must call `close`.
    """

    def __init__(
        self, capacity: int = 64 * 2**20, *, common: Executor | None = None, urgent: Executor | None = None
    ) -> None:
        """A test gives executors of its own."""
        self._common = common or ThreadPoolExecutor(1, "encode")
        self._urgent = urgent or ThreadPoolExecutor(1, "encode-urgent")
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Any]] = {}
        self.size = 0
        self.made = 0

    async def encode(self, clip: Clip, profile: Profile, *, urgent: bool = False) -> EncodedClip:
        """The packets of `clip` in `profile`; errors of media."""
        executor = self._urgent if urgent else self._common
        return await self._once(
            (clip.digest, profile.name), executor, lambda: encode(clip, profile), lambda coded: coded.packets
        )

    async def fade(self, clip: Clip, profile: Profile, at: int) -> tuple[bytes, ...]:
        """Packets for `clip` from its frame `at` on that fade it out."""
        return await self._once(
            (clip.digest, profile.name, at), self._urgent, lambda: fade(clip, profile, at), lambda packets: packets
        )

    def close(self) -> None:
        """End the threads; what waits is not made."""
        for executor in (self._common, self._urgent):
            executor.shutdown(wait=False, cancel_futures=True)

    async def _once(
        self, key: Hashable, executor: Executor, make: Callable[[], T], packets: Callable[[T], tuple[bytes, ...]]
    ) -> T:
        if key in self._kept:
            self._kept.move_to_end(key)
            value: T = self._kept[key][0]
            return value
        if key not in self._making:
            task = asyncio.ensure_future(self._make(key, executor, make, packets))
            task.add_done_callback(looked_at)
            self._making[key] = task
        return await asyncio.shield(self._making[key])

    async def _make(
        self, key: Hashable, executor: Executor, make: Callable[[], T], packets: Callable[[T], tuple[bytes, ...]]
    ) -> T:
        try:
            value = await asyncio.get_running_loop().run_in_executor(executor, make)
        finally:
            del self._making[key]
        self.made += 1
        size = sum(map(len, packets(value)))
        self._kept[key] = (value, size)
        self.size += size
        while self.size > self._capacity:
            _, (_, freed) = self._kept.popitem(last=False)
            self.size -= freed
        return value


def looked_at(task: "asyncio.Task[Any]") -> None:
    """Those who wait get the error; when all of them left meanwhile nobody misses it."""
    if not task.cancelled():
        task.exception()
