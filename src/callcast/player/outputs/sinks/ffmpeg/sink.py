"""The sink of kind `ffmpeg`: one channel, to wherever an ffmpeg process can publish."""

import asyncio
import logging
from dataclasses import dataclass
from typing import ClassVar

from callcast.player.media.profile import pcm
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.secret_url import shown
from callcast.player.outputs.sinks.ffmpeg.abilities import needs
from callcast.player.outputs.sinks.ffmpeg.command import STDIN, Coding, Sound, arguments
from callcast.player.outputs.sinks.ffmpeg.destination import Destination
from callcast.player.outputs.sinks.ffmpeg.feed import Feed
from callcast.player.outputs.sinks.ffmpeg.life import Life, Order
from callcast.player.outputs.sinks.ffmpeg.program import Program, find
from callcast.player.outputs.sinks.ffmpeg.settings import FfmpegSettings
from callcast.player.outputs.sinks.ffmpeg.source import Source
from callcast.player.outputs.sinks.ffmpeg.tether import tethered
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.outputs.sinks.pipe.sink import PipeSink
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow

log = logging.getLogger(__name__)

LOOK = 0.01
"""Seconds between two looks whether our own socket is there yet."""


@dataclass(frozen=True)
class Plan:
    """Which ffmpeg publishes where, and what it reads: a pipe of ours when there is no `source`."""

    program: Program
    to: Destination
    source: Source | None


class FfmpegSink:
    """Runs an ffmpeg, and gives it the channel's samples: by a pipe to it, or by a socket that it reads."""

    settings: ClassVar[type[SinkSettings]] = FfmpegSettings

    def __init__(self, channel: Channel, settings: FfmpegSettings, /) -> None:
        """Nothing is started yet."""
        self._channel = channel
        self._settings = told = settings
        self._sound = Sound(told.sample, told.rate, told.channels)
        self._feed = Feed(channel.track(pcm(told.sample, told.rate, told.channels)))
        self._pipe: PipeSink | None = None
        self._life: Life | None = None

    @property
    def target(self) -> str:
        """Where it goes, without user, password, query and stream key."""
        return shown(self._settings.url)

    @property
    def flow(self) -> Flow:
        """What has gone there."""
        live = self._life is not None and self._life.moving
        source = self._pipe.flow if self._pipe else self._feed
        return Flow(live, source.frames, source.dropped, int(live))

    @classmethod
    async def check(cls, told: FfmpegSettings) -> "Plan":
        """How to do it; a `FfmpegError` when that shows already that it cannot be done."""
        to = Destination.parse(told.url)
        source = Source.parse(told.source) if told.source else None
        program = await find(told.program)
        program.must(needs(to, told.codec, source.protocol if source else "pipe"))
        return Plan(program, to, source)

    async def run(self) -> None:
        """Publish until cancelled; a `CallcastError` when it cannot any more."""
        told = self._settings
        plan = await self.check(told)
        to, source = plan.to, plan.source
        coding = Coding(told.codec, told.bit_rate, told.options)
        command = (plan.program.path, *arguments(source.input if source else STDIN, self._sound, coding, to))
        try:
            if source is None:
                order = Order(command, f"channel {self._channel.id}", to.shown, to.secrets, steady=True)
                self._life = Life(order, self._feed.run, self._begun)
                await self._life.run()
            else:
                self._life = Life(Order(tethered(command), str(source), to.shown, to.secrets), begun=self._begun)
                await self._through(source, self._life)
        finally:
            self._life = None

    async def _through(self, source: Source, life: Life) -> None:
        """Serve the socket or pipe, too, that ffmpeg reads."""
        if self._pipe is None:
            sound = self._sound
            told = PipeSettings(to=str(source), sample=sound.sample, rate=sound.rate, channels=sound.channels)
            self._pipe = PipeSink(self._channel, told)
        pipe = self._pipe
        parts = [asyncio.ensure_future(pipe.run()), asyncio.ensure_future(_once_there(pipe, life))]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in done:
                part.result()
        finally:
            for part in reversed(parts):  # ffmpeg first, that it may take leave of the server
                part.cancel()
                await asyncio.wait([part])

    def _begun(self) -> None:
        log.info("ffmpeg publishes channel %s to %s", self._channel.id, self.target)


async def _once_there(pipe: PipeSink, life: Life) -> None:
    while not pipe.flow.live:  # noqa: ASYNC110 - a sink has no other word for it
        await asyncio.sleep(LOOK)
    await life.run()
