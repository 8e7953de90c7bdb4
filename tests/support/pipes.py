"""Who takes samples from a pipe, and sound whose every sample tells where it belongs."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE, Clip
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.outputs.sinks.pipe.sink import PipeSink
from callcast.player.playout.channel import Channel
from callcast.testing.house import house, until

STEP = 8
"""Samples of `ramp` that are equal."""


def ramp(seconds: float) -> Clip:
    """Sample k is k // 8 + 1: a place in it is found by its value. At most 5.4 s."""
    return Clip((np.arange(int(seconds * RATE)) // STEP + 1).astype(np.int16))


def run(scenario: Callable[[Channel], Awaitable[None]], seconds: float = 60.0) -> None:
    """With a channel on the machine's clock, in the event loop that the player has."""

    async def main() -> None:
        async with house() as channel:
            await asyncio.wait_for(scenario(channel), seconds)

    if sys.platform == "win32":
        asyncio.run(main())
    else:
        import uvloop

        uvloop.run(main())


@contextlib.asynccontextmanager
async def piped(channel: Channel, settings: PipeSettings) -> AsyncIterator[PipeSink]:
    """A sink that readers can come to."""
    sink = PipeSink(channel, settings)
    running = asyncio.ensure_future(sink.run())
    try:
        await until("it is live", lambda: sink.flow.live or running.done())
        if running.done():
            running.result()
        yield sink
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


class Taker:
    """A reader of a Unix socket that takes only what it is asked to take."""

    def __init__(self, taken: socket.socket) -> None:
        self._socket = taken

    async def take(self, size: int) -> bytes:
        """So many bytes, or fewer at the end."""
        loop = asyncio.get_running_loop()
        data = b""
        while len(data) < size and (more := await loop.sock_recv(self._socket, size - len(data))):
            data += more
        return data

    async def samples(self, count: int) -> NDArray[np.int16]:
        """So many of s16le, one channel."""
        return np.frombuffer(await self.take(2 * count), "<i2")


@contextlib.asynccontextmanager
async def taker(path: Path) -> AsyncIterator[Taker]:
    """One that has come; it leaves at the end."""
    with socket.socket(socket.AF_UNIX) as taken:
        taken.setblocking(False)
        await asyncio.get_running_loop().sock_connect(taken, str(path))
        yield Taker(taken)


def steps(samples: NDArray[np.int16], frame: int) -> Iterator[int]:
    """Of `ramp` in whole frames: how many frames lie between each two that follow one another; 0 is as it should be."""
    firsts = samples[::frame].astype(int)
    voiced = firsts[firsts > 0]
    yield from ((voiced[1:] - voiced[:-1]) * STEP // frame - 1).tolist()
