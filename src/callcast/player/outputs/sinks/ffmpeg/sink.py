"""The sink of kind `ffmpeg`: one channel, to wherever an ffmpeg process can publish."""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from callcast.player.media.profile import pcm
from callcast.player.outputs.channel import Channel, h264_of
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
    """Runs an ffmpeg, and gives it the channel's samples: by a pipe to it, or by a socket that it reads.

    By a pipe it gets the channel's picture, too; what others can read is sound alone.
    """

    settings: ClassVar[type[SinkSettings]] = FfmpegSettings

    def __init__(self, channel: Channel, settings: FfmpegSettings, /) -> None:
        """Nothing is started yet."""
        self._channel = channel
        self._settings = told = settings
        self._sound = Sound(told.sample, told.rate, told.channels)
        self._feed = Feed(channel, pcm(told.sample, told.rate, told.channels))
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
        plan = await self.check(self._settings)
        try:
            await (self._fed(plan) if plan.source is None else self._through(plan, plan.source))
        finally:
            self._life = None

    async def _fed(self, plan: Plan) -> None:
        """By a pipe to it."""
        video = h264_of(self._channel)
        picture = video.profile if video else None
        if picture is not None:
            plan.program.must(needs(plan.to, self._settings.codec, "pipe", picture=True))
        command = self._command(plan, STDIN, picture=picture is not None)
        order = Order(command, f"channel {self._channel.id}", plan.to.shown, plan.to.secrets, steady=True)
        self._life = Life(order, partial(self._feed.run, picture=picture), self._begun)
        await self._life.run()

    def _command(self, plan: Plan, source: str, *, picture: bool = False) -> tuple[str, ...]:
        told = self._settings
        coding = Coding(told.codec, told.bit_rate, told.options)
        return (plan.program.path, *arguments(source, self._sound, coding, plan.to, picture=picture))

    async def _through(self, plan: Plan, source: Source) -> None:
        """Serve the socket or pipe, too, that ffmpeg reads."""
        order = Order(tethered(self._command(plan, source.input)), str(source), plan.to.shown, plan.to.secrets)
        self._life = life = Life(order, begun=self._begun)
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
