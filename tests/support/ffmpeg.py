"""An ffmpeg sink under its supervisor, and the processes that it starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psutil

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.ffmpeg.settings import FfmpegSettings
from callcast.player.outputs.sinks.ffmpeg.sink import FfmpegSink
from callcast.supervise import Backoff, Supervisor

LIVE_WITHIN = 15.0
"""Seconds, on a machine that has other things to do."""


class Kept:
    """A sink that is kept running."""

    def __init__(self, channel: Channel, backoff: Backoff | None, **settings: Any) -> None:
        self.sink = FfmpegSink(channel, FfmpegSettings(**settings))
        self.supervisor = Supervisor("ffmpeg", self.sink.run, backoff=backoff)

    async def live(self) -> None:
        """Return once sound goes out."""

        async def moving() -> None:
            while not self.sink.flow.live:
                await asyncio.sleep(0.01)

        await asyncio.wait_for(moving(), LIVE_WITHIN)

    async def failed(self) -> str:
        """Return, once it has ended, why."""

        async def ended() -> str:
            while self.supervisor.health.state != "waiting":
                await asyncio.sleep(0.01)
            return str(self.supervisor.health.reason)

        return await asyncio.wait_for(ended(), LIVE_WITHIN)


@asynccontextmanager
async def kept(channel: Channel, backoff: Backoff | None = None, **settings: Any) -> AsyncIterator[Kept]:
    """A sink of these settings, ended with the block; nothing that it started is left then."""
    one = Kept(channel, backoff, **settings)
    running = asyncio.ensure_future(one.supervisor.run())
    try:
        yield one
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert not [process for process in psutil.Process().children(recursive=True) if named_ffmpeg(process)]


def named_ffmpeg(process: psutil.Process) -> bool:
    """Whether it is one, alive or not."""
    try:
        return "ffmpeg" in process.name()
    except psutil.NoSuchProcess:
        return False


def the_ffmpeg(parent: int | None = None) -> psutil.Process:
    """The one that publishes, under the process of that id or under ours."""
    found = [one for one in psutil.Process(parent).children(recursive=True) if named_ffmpeg(one)]
    assert len(found) == 1, found
    return found[0]
