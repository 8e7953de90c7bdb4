"""The real server over real channels: players decode while something is said, and others come and go."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest
from tests.support import clients
from tests.support.rtsp_client import RawClient
from tests.support.serving import LOOPBACK
from tests.support.tone import samples

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.profile import AAC, OPUS, PCMA
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.servers.rtsp.settings import RtspSettings
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings

SECONDS = 10.0


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


async def sentence() -> Rendered:
    """A second and a half of sound."""
    return Rendered((Clip(np.asarray(samples(1.5, RATE))),))


@asynccontextmanager
async def hall() -> AsyncIterator[tuple[RtspServer, Callable[[str], None]]]:
    """A server of one channel, and how to say something on it."""
    ticker, encoder = Ticker(SystemClock()), Encoder()
    channels = ChannelSet(ticker, encoder)
    await channels.apply([Settings(id="hall")])
    server = RtspServer(RtspSettings(listen="127.0.0.1:0", multicast=LOOPBACK))
    await server.start([Served(channels["hall"], "Hall")])
    ticking = asyncio.ensure_future(ticker.run())
    try:
        yield server, lambda name: channels["hall"].submit(Announcement(name, sentence))
        assert not ticking.done()
    finally:
        ticking.cancel()
        await server.close()
        channels.close()


async def speak(say: Callable[[str], None]) -> None:
    """Two sentences while the others listen."""
    for name in ("first", "second"):
        await asyncio.sleep(3)
        say(name)


async def come_and_go(url: str, port: int, until: Callable[[], bool], chance: random.Random) -> None:
    """Join and leave again and again, with TEARDOWN or without a word."""
    while not until():
        client = await RawClient.connect(port)
        await client.play(url)
        await asyncio.sleep(chance.random())
        if chance.random() < 0.5:
            await client.ask("TEARDOWN", url)
            await client.close()
        else:
            client.writer.transport.abort()


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_players_decode_two_sentences_while_ten_others_come_and_go(loop: str) -> None:
    loops = pytest.importorskip(loop)
    clients.need("ffmpeg")
    clients.need("gst-launch-1.0")

    async def test() -> None:
        async with hall() as (server, say):
            base = f"rtsp://127.0.0.1:{server.ports[0]}/hall"
            players: list[Awaitable[None]] = [
                clients.ffmpeg(base, AAC, SECONDS, "-rtsp_transport", "tcp"),
                clients.ffmpeg(f"{base}/opus", OPUS, SECONDS, "-rtsp_transport", "udp"),
                clients.gstreamer(base, AAC, SECONDS, "tcp"),
                clients.gstreamer(f"{base}/pcma", PCMA, SECONDS, "udp"),
                clients.gstreamer(base, AAC, SECONDS, "udp-mcast", "multicast-iface=lo"),
            ]
            listening = asyncio.gather(*players, speak(say))
            others = [
                asyncio.ensure_future(come_and_go(base, server.ports[0], listening.done, random.Random(seed)))
                for seed in range(10)
            ]
            try:
                await listening
                await asyncio.gather(*others)
            finally:
                for other in others:
                    other.cancel()
            assert server.state().channels[0].dropped == 0

    async def bounded() -> None:
        await asyncio.wait_for(test(), 60)

    loops.run(bounded())
