"""`kind = "soundcard"`: feeds the process that owns the card, and hears from it how it plays."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from typing import Any, ClassVar

from callcast.child import Child, lines
from callcast.player.media.clip import RATE
from callcast.player.media.profile import pcm
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.feed import Feed, Tally
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.sinks.soundcard.errors import CannotPlay, CardStopped
from callcast.player.outputs.sinks.soundcard.settings import SoundcardSettings
from callcast.player.outputs.sinks.within import within

log = logging.getLogger(__name__)

PROGRAM = "callcast.player.outputs.sinks.soundcard.card"

PROFILE = pcm("s16le", RATE)

RING = 50
"""Frames, a second."""

PENDING = 10 * PROFILE.bit_rate // 8 // 50
"""Bytes that may wait in front of the process; beyond them a frame is the past before it is played."""

OPENS_WITHIN, ANSWERS_WITHIN = 15.0, 5.0
"""Seconds for the first word of the process, and for each after it."""

_REMEDY = "see whether it is connected, and what plays on it"


class SoundcardSink:
    """Plays a channel on a sound card. The card's clock is followed, so the delay stays what it is for years."""

    settings: ClassVar[type[SinkSettings]] = SoundcardSettings

    def __init__(self, channel: Channel, settings: SoundcardSettings) -> None:
        """Nothing is opened yet."""
        self._channel = channel
        self._device = settings.device
        self._tally = Tally()
        self._left_out = 0
        self._live = False

    @property
    def target(self) -> str:
        """The device, as the settings name it."""
        if self._device is None:
            return "the default sound card"
        return f"sound card {self._device}"

    @property
    def flow(self) -> Flow:
        """What was handed to the card's process, and what was lost on the way to the card."""
        flow = self._tally.flow(self._live)
        return Flow(flow.live, flow.frames, flow.dropped + self._left_out, flow.readers)

    async def run(self) -> None:
        """Play until cancelled."""
        child = await self._start()
        logging_task = asyncio.ensure_future(_log(child, self.target))
        feeding: asyncio.Task[None] | None = None
        left_out = self._left_out
        try:
            opened = await self._told(child, OPENS_WITHIN)
            log.info("%s is %s at %d Hz", self.target, opened["name"], opened["rate"])
            feeding = asyncio.ensure_future(self._feed(child))
            self._live = True
            while not feeding.done():
                told = await self._told(child, ANSWERS_WITHIN)
                log.debug("%s: %s", self.target, told)
                self._left_out = left_out + int(told["dropped"]) // PROFILE.frame
        finally:
            self._live = False
            for task in (feeding, logging_task):
                if task is not None:
                    task.cancel()
            await child.close()

    async def _start(self) -> Child:
        try:
            return await Child.start(
                *(sys.executable, "-m", PROGRAM, json.dumps(self._device)),
                stdin=True,
                stdout=True,
                stderr=True,
                environment={**os.environ, "PYTHONSAFEPATH": "1"},
            )
        except OSError as error:
            raise CannotPlay(self.target, f"no process can be started, {error.strerror}", _REMEDY) from error

    async def _told(self, child: Child, seconds: float) -> dict[str, Any]:
        """The next message of the process; what it says that went wrong is raised."""
        assert child.stdout is not None
        reading = asyncio.ensure_future(child.stdout.readline())
        try:
            line = await within(reading, seconds)
        except asyncio.TimeoutError:
            raise CardStopped(self.target, f"nothing was heard of it for {seconds:g} s") from None
        finally:
            reading.cancel()
        if not line:
            raise CardStopped(self.target, "its process ended")
        message: dict[str, Any] = json.loads(line)
        if "error" not in message:
            return message
        if message["remedy"]:
            raise CannotPlay(self.target, message["error"], message["remedy"])
        raise CardStopped(self.target, message["error"])

    async def _feed(self, child: Child) -> None:
        """Pass on the frames; those for which the process has no room are lost. Returns when the channel ends."""
        assert child.stdin is not None
        feed = Feed(self._channel.track(PROFILE), RING)
        try:
            while frames := await feed.next():
                if child.stdin.transport.get_write_buffer_size() < PENDING:
                    child.stdin.write(b"".join(frame.data for frame in frames))
                    self._tally.took(frames)
        finally:
            feed.close()


async def _log(child: Child, target: str) -> None:
    """What PortAudio and the drivers below it print: much, and little of it of use to anybody but us."""
    assert child.stderr is not None
    with contextlib.suppress(OSError):
        async for line in lines(child.stderr, 200):
            log.debug("%s: %s", target, line)
