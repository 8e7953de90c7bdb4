"""Pushing by libav: feeds the process that has the connection, and hears from it how far it has come."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

from callcast.player.outputs.channel import Channel, h264_of
from callcast.player.outputs.errors import OutputError
from callcast.player.outputs.sinks.feed import Feed, Tally
from callcast.player.outputs.sinks.helper import Helper
from callcast.player.outputs.sinks.libav.errors import ProtocolMissing, PushRefused, PushStalled
from callcast.player.outputs.sinks.libav.framing import packed
from callcast.player.outputs.sinks.libav.link import TIMEOUT
from callcast.player.outputs.sinks.libav.url import Destination
from callcast.player.outputs.sinks.libav.window import Window
from callcast.player.outputs.sinks.mux import PROFILE
from callcast.player.outputs.sinks.pictures import Pictures
from callcast.player.outputs.sinks.sink import Flow

PROGRAM = "callcast.player.outputs.sinks.libav.pusher"

SECONDS = 1
"""That are kept here, and that may be on the way: who is further behind gets the present, not the past."""

RING = WINDOW = SECONDS * PROFILE.rate // PROFILE.frame
"""Frames."""

STARTS_WITHIN = 15.0
"""Seconds for the process to load libav, on a small machine that is busy."""

STALLED = 5.0
"""Seconds after which a server that takes nothing is an error."""

CLOSE_WITHIN = 0.5
"""Seconds for the goodbye."""


class LibavSink:
    """Pushes a channel's AAC and H.264 as they are: to an RTMP or SRT server, or in MPEG-TS over UDP to who listens.

    A server is noticed to have stalled when it takes no byte for `STALLED` seconds; what the operating systems between
    take in its place cannot be seen from here (see decision 8). Over UDP nobody answers, so nothing is noticed.
    """

    def __init__(self, channel: Channel, to: Destination) -> None:
        """Nothing is opened yet."""
        self._channel = channel
        self._to = to
        self._tally = Tally()
        self._live = False

    @property
    def target(self) -> str:
        """The URL without its secrets."""
        return self._to.shown

    @property
    def flow(self) -> Flow:
        """What was handed to the server's side."""
        return self._tally.flow(self._live)

    async def run(self) -> None:
        """Connect, and push until cancelled."""
        helper = await self._start()
        grace, tasks = 0.0, []
        try:
            video = h264_of(self._channel)
            picture = asdict(video.profile) if video else None
            helper.feed(json.dumps({"url": self._to.url, "picture": picture}).encode("ascii") + b"\n")
            await self._told(helper, STARTS_WITHIN)
            await self._told(helper, STALLED)
            window = Window(WINDOW)
            tasks = [asyncio.ensure_future(does(helper, window)) for does in (self._feed, self._watch)]
            self._live, grace = True, CLOSE_WITHIN
            over, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in over:
                grace = 0.0 if task.exception() else grace
                task.result()
        finally:
            self._live = False
            for task in tasks:
                task.cancel()
            await helper.close(grace)

    async def _start(self) -> Helper:
        try:
            return await Helper.start(PROGRAM)  # libav's own words have the URL in them, so they go nowhere
        except OSError as error:
            raise PushRefused(self.target, f"no process can be started, {error.strerror}") from error

    async def _told(self, helper: Helper, seconds: float) -> dict[str, Any]:
        """The next message of the process; what it says that went wrong is raised."""
        try:
            message = await helper.told(seconds)
        except asyncio.TimeoutError:
            raise PushStalled(self.target, seconds) from None
        except EOFError as error:
            raise PushRefused(self.target, str(error)) from None
        if "error" in message:
            raise self._error(message["error"], message["reason"])
        return message

    def _error(self, kind: str, reason: str) -> OutputError:
        if kind == ProtocolMissing.__name__:
            return ProtocolMissing(self.target, self._to.scheme)
        if kind == PushStalled.__name__:
            return PushStalled(self.target, TIMEOUT)
        return PushRefused(self.target, reason)

    async def _feed(self, helper: Helper, window: Window) -> None:
        """Pass on the frames from now on: what was said while the server was away is the past.

        Those for which there is no room are lost. Returns when the channel ends.
        """
        feed = Feed(self._channel.track(PROFILE), RING)
        pictures = Pictures(self._channel, SECONDS)
        try:
            while frames := await feed.next():
                helper.feed(packed(pictures.take(), picture=True) + packed(frames))
                window.sent(frames)
                await window.room()
        finally:
            feed.close()
            pictures.close()

    async def _watch(self, helper: Helper, window: Window) -> None:
        """Raises when it comes no further."""
        while True:
            told = await self._told(helper, STALLED)
            self._tally.took(window.arrived(int(told["frames"])))
