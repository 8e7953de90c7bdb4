"""Pushing by libav: the event loop hands over each frame, a thread sends it."""

import asyncio
import contextlib
from functools import partial

from callcast.player.outputs.channel import Channel, h264_of
from callcast.player.outputs.sinks.aside import Aside
from callcast.player.outputs.sinks.feed import Feed, Tally
from callcast.player.outputs.sinks.libav.errors import PushStalled
from callcast.player.outputs.sinks.libav.link import Link
from callcast.player.outputs.sinks.libav.url import Destination
from callcast.player.outputs.sinks.mux import PROFILE
from callcast.player.outputs.sinks.pictures import Pictures
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.sinks.within import within

KEPT = 2
"""Seconds that are kept: who is further behind gets the present, not the past."""

STALLED = 5.0
"""Seconds after which a server that takes nothing is an error."""

CLOSE_WITHIN = 0.5
"""Seconds for the goodbye."""


class LibavSink:
    """Pushes a channel's AAC and H.264 as they are: to an RTMP or SRT server, or in MPEG-TS over UDP to who listens.

    A server is noticed to have stalled when it takes no byte for `STALLED` seconds; what the operating systems between
    take in its place, some seconds of speech, cannot be seen from here. Over UDP nobody answers, so nothing is noticed.
    """

    def __init__(self, channel: Channel, to: Destination) -> None:
        """Nothing is opened yet."""
        self._channel = channel
        self._to = to
        self._tally = Tally()
        self._live = False
        self._aside: Aside | None = None

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
        if self._aside is not None and self._aside.alive:
            raise PushStalled(self.target, STALLED)  # still, since the last time
        aside = self._aside = Aside(f"push {self._channel.id}")
        video = h264_of(self._channel)
        link = Link(self._to, video.profile if video else None)
        feed: Feed | None = None
        pictures: Pictures | None = None
        try:
            await self._within(aside.do(link.open))
            # From now on: what was said while the server was away is the past.
            feed = Feed(self._channel.track(PROFILE), KEPT * PROFILE.rate // PROFILE.frame)
            pictures = Pictures(self._channel, KEPT)
            self._live = True
            while frames := await feed.next():
                await self._within(aside.do(partial(link.write, frames, pictures.take())))
                self._tally.took(frames)
        finally:
            self._live = False
            for part in (feed, pictures):
                if part is not None:
                    part.close()
            with contextlib.suppress(asyncio.TimeoutError):
                await within(aside.finish(link.close), CLOSE_WITHIN)

    async def _within(self, call: "asyncio.Future[None]") -> None:
        """libav gives up by itself before that, unless it waits for a name to be resolved."""
        try:
            await within(call, STALLED)
        except asyncio.TimeoutError:
            raise PushStalled(self.target, STALLED) from None
