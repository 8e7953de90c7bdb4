"""A real channel that speaks the test tone, in real time, for whatever it goes to."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
from tests.support.tone import samples

from callcast.bus.messages import Report, State
from callcast.player.media.clip import RATE, Clip
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings

SOUND = 0.5
"""Seconds of a sentence."""


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


class Hall:
    """The channel, and what is said on it."""

    def __init__(self, channels: ChannelSet) -> None:
        self.channel: Channel = channels["hall"]
        self._numbers = itertools.count()
        self._ends: dict[str, asyncio.Future[Report]] = {}
        channels.tell = self._told

    def _told(self, report: Report) -> None:
        if report.state is State.SPOKEN:
            self._ends.pop(report.id).set_result(report)

    async def say(self) -> float:
        """Half a second of tone; Unix seconds of its first frame, once all is said."""
        name = str(next(self._numbers))
        spoken: asyncio.Future[Report] = asyncio.get_running_loop().create_future()
        self._ends[name] = spoken
        self.channel.submit(Announcement(name, _sentence))
        begun = (await spoken).spoken_from
        assert begun is not None
        return begun


async def _sentence() -> Rendered:
    return Rendered((Clip(np.asarray(samples(SOUND, RATE))),))


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    """A channel that runs within the block."""
    ticker, encoder = Ticker(SystemClock()), Encoder()
    channels = ChannelSet(ticker, encoder)
    await channels.apply([Settings(id="hall", gap_ms=200)])
    ticking = asyncio.ensure_future(ticker.run())
    try:
        yield Hall(channels)
        assert not ticking.done()
    finally:
        ticking.cancel()
        channels.close()
