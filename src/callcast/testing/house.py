"""A channel on the machine's own clock, without speech and network: for tests of what carries sound away."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeVar

from callcast.player.media.clip import Clip
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings

T = TypeVar("T")

_numbers = count()


class Settings(SpeechChannelSettings, PlayoutChannelSettings):
    """What a channel needs to be."""


@asynccontextmanager
async def house(channel: str = "hall", **settings: Any) -> AsyncIterator[Channel]:
    """A channel whose frames come when they are due; `settings` as in its `[[channels]]` table."""
    ticker = Ticker(SystemClock())
    channels = ChannelSet(ticker, Encoder())
    await channels.apply([Settings.model_validate({"id": channel, **settings})])
    ticking = asyncio.ensure_future(ticker.run())
    try:
        yield channels[channel]
    finally:
        ticking.cancel()
        channels.close()
        await asyncio.gather(ticking, return_exceptions=True)


def play(channel: Channel, clip: Clip) -> None:
    """Let `clip` be heard next."""

    async def render() -> Rendered:
        return Rendered((clip,))

    channel.submit(Announcement(f"clip {next(_numbers)}", render))


async def until(what: str, true: Callable[[], T], seconds: float = 10.0) -> T:
    """Ask again until the answer is true; the answer. Fails with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        await asyncio.sleep(0.005)
    return answer
