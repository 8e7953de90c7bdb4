"""Encoding beside the loop: once per clip and profile, over all channels."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

from callcast.player.media.clip import Clip
from callcast.player.media.encode import EncodedClip, encode
from callcast.player.media.fade import fade
from callcast.player.media.profile import Profile
from callcast.player.playout.gate import Due, Gate, at_once
from callcast.player.playout.gops import GopEncoder
from callcast.player.playout.kept import Kept

T = TypeVar("T")


def _whenever() -> tuple[int, int]:
    return 0, 0


class Encoder:
    """Codes clips and fades in threads, and keeps the coded; pictures are coded by its `gops`.

    One thing at a time, what is due soonest first. What was made is kept up to `capacity` bytes of packets, the latest
    used longest. Fades and the clips of an emergency have a thread of their own, and so has what is coded ahead. You
    must call `close`.
    """

    def __init__(
        self,
        capacity: int = 64 * 2**20,
        *,
        common: Executor | None = None,
        urgent: Executor | None = None,
        pictures: Executor | None = None,
        idle: Executor | None = None,
    ) -> None:
        """A test gives executors of its own."""
        self._common = common or ThreadPoolExecutor(1, "encode")
        self._urgent = urgent or ThreadPoolExecutor(1, "encode-urgent")
        self._idle = idle or ThreadPoolExecutor(1, "encode-ahead")
        self._kept: Kept[Any] = Kept(capacity)
        self._gate = Gate(1)
        self.gops = GopEncoder(executor=pictures)

    @property
    def size(self) -> int:
        """Bytes of packets that are kept."""
        return self._kept.size

    @property
    def made(self) -> int:
        """Clips and fades that were coded."""
        return self._kept.made

    async def encode(self, clip: Clip, profile: Profile, due: Due = _whenever) -> EncodedClip:
        """The packets of `clip` in `profile`; errors of media."""
        return await self._once(
            (clip.digest, profile.name), due, lambda: encode(clip, profile), lambda coded: coded.packets
        )

    async def ahead(self, clip: Clip, profile: Profile) -> None:
        """Code `clip`, which may be wanted later, in a thread that keeps nothing else waiting; errors of media."""
        if self.knows(clip, profile):
            return
        coded = await asyncio.get_running_loop().run_in_executor(self._idle, encode, clip, profile)
        if not self.knows(clip, profile):
            self._kept.keep((clip.digest, profile.name), coded, sum(map(len, coded.packets)))

    def knows(self, clip: Clip, profile: Profile) -> bool:
        """`clip` is coded in `profile`, and kept; it is used thereby."""
        return self._kept.get((clip.digest, profile.name)) is not None

    async def fade(self, clip: Clip, profile: Profile, at: int) -> tuple[bytes, ...]:
        """Packets for `clip` from its frame `at` on that fade it out."""
        return await self._once(
            (clip.digest, profile.name, at), at_once, lambda: fade(clip, profile, at), lambda packets: packets
        )

    def close(self) -> None:
        """End the threads; what waits is not made."""
        for executor in (self._common, self._urgent, self._idle):
            executor.shutdown(wait=False, cancel_futures=True)
        self.gops.close()

    async def _once(
        self, key: Hashable, due: Due, make: Callable[[], T], packets: Callable[[T], tuple[bytes, ...]]
    ) -> T:
        kept: T | None = self._kept.get(key)
        if kept is not None:
            return kept

        async def made(urgent: bool) -> T:
            executor = self._urgent if urgent else self._common
            value = await asyncio.get_running_loop().run_in_executor(executor, make)
            self._kept.keep(key, value, sum(map(len, packets(value))))
            return value

        return await self._gate.once(key, due, made)
