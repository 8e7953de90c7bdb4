"""A real channel with a picture, in real time: each call has a tone for a voice, and a grey for a picture."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
from tests.support.pictures import flat
from tests.support.scenes import Drawn

from callcast.bus.messages import Report, State
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.gop import GopProfile
from callcast.player.playout.announcement import Announcement, Rendered, Showing
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings

PROFILE = GopProfile("h264", 320, 180)
SOUND = 0.7
"""Seconds of a call's voice."""
GROUND = 30
"""Of what is shown before the first call."""
LEVELS = (90, 150, 210)
"""Of the calls, in turn."""


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


@dataclass
class BoardHall:
    """The channel, and who calls on it."""

    channel: Channel

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self._ends: dict[str, asyncio.Future[float]] = {}

    def told(self, report: Report) -> None:
        if report.state is State.SPOKEN:
            assert report.spoken_from is not None
            self._ends.pop(report.id).set_result(report.spoken_from)

    async def call(self) -> float:
        """Make one; Unix seconds of its first word, once all is said."""
        number = next(self._numbers)

        async def voice() -> Rendered:
            wave = 8_000 * np.sin(np.arange(int(SOUND * RATE)) * 0.1)
            return Rendered((Clip(np.asarray(wave, np.int16)),))

        async def draw() -> Showing:
            return Showing(flat(LEVELS[number % len(LEVELS)]))

        end: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._ends[str(number)] = end
        self.channel.submit(Announcement(str(number), voice, scene=Drawn(draw)))
        return await end

    async def calls(self, seconds: float, pause: float = 1.3) -> None:
        """One after the other, at times that have nothing to do with frames."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            await self.call()
            await asyncio.sleep(pause)


@asynccontextmanager
async def board_hall() -> AsyncIterator[BoardHall]:
    """A channel that runs within the block."""
    channels = ChannelSet(Ticker(SystemClock()), Encoder())
    await channels.apply([Settings(id="hall", gap_ms=200)])
    channels["hall"].set_video(PROFILE)
    channels["hall"].show(flat(GROUND))
    hall = BoardHall(channels["hall"])
    channels.tell = hall.told
    ticking = asyncio.ensure_future(channels.ticker.run())
    try:
        yield hall
        assert not ticking.done()
    finally:
        ticking.cancel()
        channels.close()
