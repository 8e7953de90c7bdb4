"""The sink of kind `ffmpeg`: one channel, to wherever an ffmpeg process can publish."""

import logging
from typing import ClassVar

from callcast.player.media.profile import pcm
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.ffmpeg.abilities import needs
from callcast.player.outputs.sinks.ffmpeg.command import Coding, Sound, arguments
from callcast.player.outputs.sinks.ffmpeg.destination import Destination, shown
from callcast.player.outputs.sinks.ffmpeg.feed import Feed
from callcast.player.outputs.sinks.ffmpeg.life import Life, Order
from callcast.player.outputs.sinks.ffmpeg.program import find
from callcast.player.outputs.sinks.ffmpeg.settings import FfmpegSettings
from callcast.player.outputs.sinks.sink import Flow

log = logging.getLogger(__name__)

KEPT = 25
"""Frames of 20 ms that wait for an ffmpeg that is busy; older ones are not worth hearing."""

STDIN = "pipe:0"
"""ffmpeg's word for its standard input."""


class FfmpegSink:
    """Runs an ffmpeg and feeds it the channel's samples."""

    settings: ClassVar[type[FfmpegSettings]] = FfmpegSettings

    def __init__(self, channel: Channel, settings: FfmpegSettings, /) -> None:
        """Nothing is started yet."""
        self._settings = settings
        self._channel = channel
        self._feed = Feed(channel.track(pcm(settings.sample, settings.rate, settings.channels)), KEPT)
        self._life: Life | None = None

    @property
    def target(self) -> str:
        """Where it goes, without user, password, query and stream key."""
        return shown(self._settings.url)

    @property
    def flow(self) -> Flow:
        """What has gone there."""
        live = self._life is not None and self._life.moving
        return Flow(live, self._feed.frames, self._feed.dropped, int(live))

    async def run(self) -> None:
        """Publish until cancelled; a `CallcastError` when it cannot any more."""
        told = self._settings
        to = Destination.parse(told.url)
        program = await find(told.program)
        program.must(needs(to, told.codec, "pipe"))
        sound, coding = Sound(told.sample, told.rate, told.channels), Coding(told.codec, told.bit_rate, told.options)
        command = (program.path, *arguments(STDIN, sound, coding, to))
        self._life = Life(
            Order(command, f"channel {self._channel.id}", to.shown, to.secrets), self._feed.run, self._begun
        )
        try:
            await self._life.run()
        finally:
            self._life = None

    def _begun(self) -> None:
        log.info("ffmpeg publishes channel %s to %s", self._channel.id, self.target)
