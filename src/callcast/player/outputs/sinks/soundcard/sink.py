"""`kind = "soundcard"`: feeds the process that owns the card, and hears from it how it plays."""

import asyncio
import json
import logging
from typing import Any, ClassVar

from callcast.player.media.clip import RATE
from callcast.player.media.profile import pcm
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.feed import Feed, Tally
from callcast.player.outputs.sinks.helper import Helper
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.sinks.soundcard.errors import CannotPlay, CardStopped
from callcast.player.outputs.sinks.soundcard.settings import SoundcardSettings

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
        helper = await self._start()
        feeding: asyncio.Task[None] | None = None
        left_out = self._left_out
        try:
            opened = await self._told(helper, OPENS_WITHIN)
            log.info("%s is %s at %d Hz", self.target, opened["name"], opened["rate"])
            feeding = asyncio.ensure_future(self._feed(helper))
            self._live = True
            while not feeding.done():
                told = await self._told(helper, ANSWERS_WITHIN)
                log.debug("%s: %s", self.target, told)
                self._left_out = left_out + int(told["dropped"]) // PROFILE.frame
        finally:
            self._live = False
            if feeding is not None:
                feeding.cancel()
            await helper.close()

    async def _start(self) -> Helper:
        try:
            return await Helper.start(PROGRAM, json.dumps(self._device), name=self.target)
        except OSError as error:
            raise CannotPlay(self.target, f"no process can be started, {error.strerror}", _REMEDY) from error

    async def _told(self, helper: Helper, seconds: float) -> dict[str, Any]:
        """The next message of the process; what it says that went wrong is raised."""
        try:
            message = await helper.told(seconds)
        except asyncio.TimeoutError:
            raise CardStopped(self.target, f"nothing was heard of it for {seconds:g} s") from None
        except EOFError as error:
            raise CardStopped(self.target, str(error)) from None
        if "error" not in message:
            return message
        if message["remedy"]:
            raise CannotPlay(self.target, message["error"], message["remedy"])
        raise CardStopped(self.target, message["error"])

    async def _feed(self, helper: Helper) -> None:
        """Pass on the frames; those for which the process has no room are lost. Returns when the channel ends."""
        feed = Feed(self._channel.track(PROFILE), RING)
        try:
            while frames := await feed.next():
                if helper.waiting < PENDING:
                    helper.feed(b"".join(frame.data for frame in frames))
                    self._tally.took(frames)
        finally:
            feed.close()
