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
from callcast.testing.house import until

LIVE_WITHIN = 15.0
"""Seconds, on a machine that has other things to do."""


class Kept:
    """A sink that is kept running."""

    def __init__(self, channel: Channel, backoff: Backoff | None, settings: dict[str, Any]) -> None:
        self.sink = FfmpegSink(channel, FfmpegSettings(**settings))
        self.supervisor = Supervisor("ffmpeg", self.sink.run, backoff=backoff)

    async def live(self) -> None:
        """Return once sound goes out."""
        await until("sound goes out", lambda: self.sink.flow.live, LIVE_WITHIN)

    async def failed(self) -> str:
        """Return, once it has ended, why."""
        await until("it has ended", lambda: self.supervisor.health.state == "waiting", LIVE_WITHIN)
        return str(self.supervisor.health.reason)


@asynccontextmanager
async def kept(channel: Channel, settings: dict[str, Any], backoff: Backoff | None = None) -> AsyncIterator[Kept]:
    """A sink of these settings, ended with the block; nothing that it started is left then."""
    one = Kept(channel, backoff, settings)
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
